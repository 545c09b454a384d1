/** Curves in SVG, for files. */
import { svg } from "../dom.js";
import type { Palette } from "../theme.js";
import { drawn, fixedWords, type CurveFigure, type Range } from "./figure.js";
import { fontFamily, frame, path, place } from "./frame.js";

/** From the lowest to the highest number, with some room; NaN counts for nothing. */
export function extent(values: Iterable<number>, room = 0.05): { from: number; to: number } {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(low <= high)) return { from: 0, to: 1 };
  if (low === high) return low === 0 ? { from: -1, to: 1 } : { from: low - Math.abs(low) / 2, to: high + Math.abs(high) / 2 };
  const margin = room * (high - low);
  return { from: low - margin, to: high + margin };
}

function* allValues({ curves }: CurveFigure): Generator<number> {
  for (const { y } of curves) for (let k = 0; k < y.length; ++k) yield y[k] as number;
}

export function drawCurves(whole: CurveFigure, width: number, height: number, palette: Palette): SVGSVGElement {
  const figure = drawn(whole);
  const named = figure.curves.filter(({ twin }) => twin !== true);
  const legendRows = Math.ceil(named.length / 3);
  const slice = fixedWords(figure);
  const head = slice === "" ? 0 : 18;
  const top = 26 + head + 18 * legendRows;
  const box = { left: 62, top, width: width - 62 - 14, height: height - top - 42 };
  const x: Range = { ...figure.x, ...extent(Array.from(figure.places), 0) };
  const y: Range = { ...figure.y, ...extent(allValues(figure)) };
  const drawing = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, fill: "none" });
  drawing.append(frame(box, x, y, palette, { showY: true, grid: true }));
  for (const mark of figure.marks) {
    const at = box.left + place(x, mark.x) * box.width;
    if (at < box.left || at > box.left + box.width) continue;
    drawing.append(
      svg("line", { x1: at, x2: at, y1: box.top, y2: box.top + box.height, stroke: palette.muted, "stroke-dasharray": mark.dash?.join(" ") ?? null }),
      svg("text", { x: at, y: box.top - 5, fill: palette.muted, "font-size": 11, "font-family": fontFamily, "text-anchor": "middle" }, mark.label),
    );
  }
  for (const curve of figure.curves) {
    drawing.append(
      svg("path", {
        d: path(box, x, y, figure.places, curve.y),
        stroke: palette.curves[curve.colour] ?? palette.ink,
        "stroke-width": 1.8,
        "stroke-dasharray": curve.dash?.join(" ") ?? null,
        "stroke-linejoin": "round",
      }),
    );
  }
  if (slice !== "") {
    drawing.append(svg("text", { x: box.left, y: 16, fill: palette.ink, "font-size": 11, "font-family": fontFamily }, slice));
  }
  named.forEach((curve, k) => {
    const left = box.left + ((k % 3) * box.width) / 3;
    const top = head + 12 + 18 * Math.floor(k / 3);
    drawing.append(
      svg("line", { x1: left, x2: left + 22, y1: top, y2: top, stroke: palette.curves[curve.colour] ?? palette.ink, "stroke-width": 2, "stroke-dasharray": curve.dash?.join(" ") ?? null }),
      svg("text", { x: left + 28, y: top + 4, fill: palette.ink, "font-size": 11, "font-family": fontFamily }, curve.label),
    );
  });
  return drawing;
}
