/** A map's axes, lines and cursor in SVG; over its painted field on the page, or with it in a file. */
import { svg } from "../dom.js";
import type { Palette } from "../theme.js";
import type { ColourMapName, ColourScale } from "./colour_maps.js";
import type { MapFigure, Overlay } from "./figure.js";
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

/** With room for a title above and the colours beside it, in a file. */
export function mapFileLayout(width: number, height: number): MapLayout {
  return { width, height, showY: true, box: { left: 58, top: 30, width: width - 58 - 96, height: height - 30 - 40 } };
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
  for (const overlay of figure.overlays) lines.append(...overlayLines(figure, box, overlay, palette));
  if (figure.cursor !== null) lines.append(cursorMark(figure, box, figure.cursor, palette));
  drawing.append(lines);
  return drawing;
}

/** How each kind of line looks, over a wider one that sets it off from any colour. */
const strokes: Record<Overlay["kind"], { colour: "ridge" | "point"; width: number; dash: string | null }> = {
  ridge: { colour: "ridge", width: 2, dash: null },
  point: { colour: "point", width: 2, dash: null },
  shadow: { colour: "point", width: 2, dash: "6 4" },
  edge: { colour: "point", width: 1.2, dash: "1.5 4" },
};

function overlayLines({ x, y }: MapFigure, box: Box, overlay: Overlay, palette: Palette): SVGPathElement[] {
  const d = path(box, x, y, overlay.x, overlay.y);
  const { colour, width, dash } = strokes[overlay.kind];
  const line = { d, "stroke-dasharray": dash };
  return [
    svg("path", { ...line, stroke: palette.halo, "stroke-width": 1.8 * width, "stroke-opacity": 0.5 }),
    svg("path", { ...line, stroke: palette[colour], "stroke-width": width }),
  ];
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
