/** A figure as a file: SVG, PNG or CSV. */
import { csv } from "../csv.js";
import type { Palette } from "../theme.js";
import { drawCurves } from "./curve_drawing.js";
import { columns, type Figure } from "./figure.js";
import { colourMap, drawMap, mapLayout } from "./map_drawing.js";
import { CanvasPainter } from "./map_painter.js";

const width = 560;
const height = 420;
const pixelsPerPoint = 3;

/** A drawing that stands by itself. Saved figures have the paper of the page under them. */
function drawing(figure: Figure, palette: Palette): SVGSVGElement {
  let result: SVGSVGElement;
  if (figure.kind === "curves") {
    result = drawCurves(figure, width, height, palette);
  } else {
    const canvas = document.createElement("canvas");
    canvas.width = 2 * figure.field.columns;
    canvas.height = 2 * figure.field.rows;
    new CanvasPainter(canvas).paint(figure.field, colourMap(figure.scale, palette), figure.scale.from, figure.scale.to);
    result = drawMap(figure, mapLayout(width, height, true), palette, canvas.toDataURL("image/png"));
  }
  result.style.background = palette.paper;
  return result;
}

export function svgFile(figure: Figure, palette: Palette): string {
  const root = drawing(figure, palette);
  const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
  title.textContent = figure.title;
  root.prepend(title);
  root.removeAttribute("aria-hidden");
  return new XMLSerializer().serializeToString(root);
}

export async function pngFile(figure: Figure, palette: Palette): Promise<Blob> {
  const text = svgFile(figure, palette);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = pixelsPerPoint * width;
  canvas.height = pixelsPerPoint * height;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("the browser draws no canvas");
  context.fillStyle = palette.paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error("the browser writes no PNG")) : resolve(blob)), "image/png"),
  );
}

export function csvFile(figure: Figure): string {
  const { header, rows } = columns(figure);
  return csv(header, rows);
}
