/** A figure as a file: SVG, PNG or CSV. */
import { csv } from "../csv.js";
import { svg } from "../dom.js";
import { light as palette } from "../theme.js";
import { colourColumn } from "./colour_bar.js";
import { drawCurves } from "./curve_drawing.js";
import { columns, type Figure } from "./figure.js";
import { fontFamily } from "./frame.js";
import { colourMap, drawMap, mapFileLayout } from "./map_drawing.js";
import { CanvasPainter } from "./map_painter.js";

const width = 560;
const height = 420;
const pixelsPerPoint = 3;

/** A drawing that stands by itself. */
function drawing(figure: Figure): SVGSVGElement {
  let result: SVGSVGElement;
  if (figure.kind === "curves") {
    result = drawCurves(figure, width, height, palette);
  } else {
    const canvas = document.createElement("canvas");
    canvas.width = 2 * figure.field.columns;
    canvas.height = 2 * figure.field.rows;
    new CanvasPainter(canvas).paint(figure.field, colourMap(figure.scale, palette), figure.scale.from, figure.scale.to);
    const layout = mapFileLayout(width, height);
    const { box } = layout;
    result = drawMap(figure, layout, palette, canvas.toDataURL("image/png"));
    result.append(
      svg("text", { x: box.left, y: 18, fill: palette.ink, "font-size": 13, "font-family": fontFamily }, figure.title),
      colourColumn(figure.scale, figure.value.label, { ...box, left: box.left + box.width + 16 }, palette),
    );
  }
  result.style.background = palette.paper;
  return result;
}

export function svgFile(figure: Figure): string {
  const root = drawing(figure);
  const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
  title.textContent = figure.title;
  root.prepend(title);
  root.removeAttribute("aria-hidden");
  return new XMLSerializer().serializeToString(root);
}

export async function pngFile(figure: Figure): Promise<Blob> {
  const text = svgFile(figure);
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
