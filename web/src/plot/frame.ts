/** The frame of a figure in SVG: axes with ticks, their numbers and names. */
import { svg } from "../dom.js";
import type { Palette } from "../theme.js";
import type { Range } from "./figure.js";
import { ticks } from "./ticks.js";

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export const fontFamily = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";

export function place({ from, to }: { from: number; to: number }, value: number): number {
  return (value - from) / (to - from);
}

export interface FrameOptions {
  /** Numbers and name of the y axis; without them a neighbour's hold. */
  showY: boolean;
  grid: boolean;
}

export function frame(box: Box, x: Range, y: Range, palette: Palette, { showY, grid }: FrameOptions): SVGGElement {
  const group = svg("g", { "font-family": fontFamily, "font-size": 11, fill: palette.muted });
  const bottom = box.top + box.height;
  const xTicks = ticks(x.from, x.to, Math.max(2, Math.floor(box.width / 50)));
  const yTicks = ticks(y.from, y.to, Math.max(2, Math.floor(box.height / 40)));
  const stroke = { stroke: palette.muted, "stroke-width": 1 };
  xTicks.values.forEach((value, k) => {
    const at = box.left + place(x, value) * box.width;
    if (grid) group.append(svg("line", { x1: at, x2: at, y1: box.top, y2: bottom, stroke: palette.grid }));
    group.append(
      svg("line", { x1: at, x2: at, y1: bottom, y2: bottom + 4, ...stroke }),
      svg("text", { x: at, y: bottom + 16, "text-anchor": "middle" }, xTicks.labels[k] ?? ""),
    );
  });
  yTicks.values.forEach((value, k) => {
    const at = bottom - place(y, value) * box.height;
    if (grid) group.append(svg("line", { x1: box.left, x2: box.left + box.width, y1: at, y2: at, stroke: palette.grid }));
    group.append(svg("line", { x1: box.left - 4, x2: box.left, y1: at, y2: at, ...stroke }));
    if (showY) group.append(svg("text", { x: box.left - 7, y: at + 4, "text-anchor": "end" }, yTicks.labels[k] ?? ""));
  });
  const named = { fill: palette.ink, "text-anchor": "middle", "font-size": 12 };
  const labelled = (label: string, factor: string) => (factor === "" ? label : `${label} ${factor}`);
  group.append(
    svg("rect", { x: box.left, y: box.top, width: box.width, height: box.height, fill: "none", ...stroke }),
    svg("text", { ...named, x: box.left + box.width / 2, y: bottom + 33 }, labelled(x.label, xTicks.factor)),
  );
  if (showY) {
    const [atX, atY] = [box.left - 46, box.top + box.height / 2];
    group.append(
      svg(
        "text",
        { ...named, x: atX, y: atY, transform: `rotate(-90 ${atX} ${atY})` },
        labelled(y.label, yTicks.factor),
      ),
    );
  }
  return group;
}

/** SVG takes no numbers of any size; so far outside nothing is seen. */
const farthest = 1e5;

export function isDrawable(place: number): boolean {
  return Math.abs(place) < farthest;
}

/** The path through points in parts of a box; a point that is no number ends a stroke. */
export function path(box: Box, x: Range, y: Range, xs: ArrayLike<number>, ys: ArrayLike<number>): string {
  let text = "";
  let drawing = false;
  for (let k = 0; k < xs.length; ++k) {
    const left = box.left + place(x, xs[k] as number) * box.width;
    const top = box.top + (1 - place(y, ys[k] as number)) * box.height;
    if (!isDrawable(left) || !isDrawable(top)) {
      drawing = false;
      continue;
    }
    text += `${drawing ? "L" : "M"}${left.toFixed(2)} ${top.toFixed(2)}`;
    drawing = true;
  }
  return text;
}
