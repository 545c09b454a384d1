/** A map's axes, lines and cursor in SVG; over its painted field on the page, or with it in a file. */
import { svg } from "../dom.js";
import type { Palette } from "../theme.js";
import type { ColourMapName, ColourScale } from "./colour_maps.js";
import type { Blur, MapFigure, Overlay } from "./figure.js";
import { frame, isDrawable, path, place, type Box } from "./frame.js";

export interface MapLayout {
  width: number;
  height: number;
  box: Box;
  showY: boolean;
}

export function mapLayout(width: number, height: number, showY: boolean): MapLayout {
  const left = showY ? 58 : 10;
  return { width, height, showY, box: { left, top: 8, width: width - left - 12, height: height - 8 - 40 } };
}

export function colourMap(scale: ColourScale, palette: Palette): ColourMapName {
  return scale.map === "diverging" && palette.dark ? "diverging_dark" : scale.map;
}

let clips = 0;

/** `image`, the painted field as a data address, where the drawing must stand by itself. */
export function drawMap(figure: MapFigure, layout: MapLayout, palette: Palette, image: string | null): SVGSVGElement {
  const { box } = layout;
  const clip = `map-clip-${++clips}`;
  const drawing = svg(
    "svg",
    { width: layout.width, height: layout.height, viewBox: `0 0 ${layout.width} ${layout.height}`, "aria-hidden": "true" },
    svg("clipPath", { id: clip }, svg("rect", { x: box.left, y: box.top, width: box.width, height: box.height })),
  );
  if (image !== null) {
    drawing.append(
      svg("image", {
        href: image,
        x: box.left,
        y: box.top,
        width: box.width,
        height: box.height,
        preserveAspectRatio: "none",
      }),
    );
  }
  drawing.append(frame(box, figure.x, figure.y, palette, { showY: layout.showY, grid: false }));
  const lines = svg("g", { "clip-path": `url(#${clip})`, fill: "none", "stroke-linejoin": "round" });
  for (const blur of figure.blurs) {
    lines.append(svg("path", { d: blurPath(figure, box, blur), fill: palette.point, "fill-opacity": 0.22 }));
  }
  for (const overlay of figure.overlays) lines.append(...overlayLines(figure, box, overlay, palette));
  if (figure.cursor !== null) lines.append(cursorMark(figure, box, figure.cursor, palette));
  drawing.append(lines);
  return drawing;
}

function overlayLines({ x, y }: MapFigure, box: Box, overlay: Overlay, palette: Palette): SVGPathElement[] {
  const d = path(box, x, y, overlay.x, overlay.y);
  const colour = overlay.kind === "ridge" ? palette.ridge : palette.point;
  const dash = overlay.kind === "shadow" ? "6 4" : null;
  return [
    svg("path", { d, stroke: palette.halo, "stroke-width": 3.6, "stroke-opacity": 0.55, "stroke-dasharray": dash }),
    svg("path", { d, stroke: colour, "stroke-width": 2, "stroke-dasharray": dash }),
  ];
}

function blurPath({ x, y }: MapFigure, box: Box, { along, x: xs, y: ys, half }: Blur): string {
  const there: string[] = [];
  const back: string[] = [];
  for (let k = 0; k < half.length; ++k) {
    const width = half[k] as number;
    const [atX, atY] = [xs[k] as number, ys[k] as number];
    const point = (sign: number) => {
      const left = place(x, along === "x" ? atX + sign * width : atX);
      const up = place(y, along === "y" ? atY + sign * width : atY);
      return [box.left + left * box.width, box.top + (1 - up) * box.height] as const;
    };
    const [outer, inner] = [point(1), point(-1)];
    if (![...outer, ...inner].every(isDrawable)) continue;
    const text = ([left, top]: readonly [number, number]) => `${left.toFixed(2)} ${top.toFixed(2)}`;
    there.push(text(outer));
    back.unshift(text(inner));
  }
  return there.length < 2 ? "" : `M${[...there, ...back].join("L")}Z`;
}

function cross(box: Box, left: number, top: number): string {
  const [right, bottom] = [box.left + box.width, box.top + box.height];
  return `M${left} ${box.top}V${top - 7}M${left} ${top + 7}V${bottom}M${box.left} ${top}H${left - 7}M${left + 7} ${top}H${right}`;
}

function cursorMark({ x, y }: MapFigure, box: Box, cursor: { x: number; y: number }, palette: Palette): SVGGElement {
  const left = box.left + place(x, cursor.x) * box.width;
  const top = box.top + (1 - place(y, cursor.y)) * box.height;
  if (!isDrawable(left) || !isDrawable(top)) return svg("g");
  const lines = (stroke: string, width: number, opacity: number) =>
    svg("path", {
      d: cross(box, left, top),
      stroke,
      "stroke-width": width,
      "stroke-opacity": opacity,
    });
  return svg(
    "g",
    {},
    lines(palette.halo, 2, 0.25),
    lines(palette.cursor, 0.8, 0.8),
    svg("circle", { cx: left, cy: top, r: 6, stroke: palette.halo, "stroke-width": 3.5, "stroke-opacity": 0.6 }),
    svg("circle", { cx: left, cy: top, r: 6, stroke: palette.cursor, "stroke-width": 1.8 }),
  );
}
