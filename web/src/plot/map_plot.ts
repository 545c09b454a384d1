/** A map on the page: its field in a canvas, axes and lines over it, and a cursor that can be moved. */
import { html, onceAFrame } from "../dom.js";
import type { Palette } from "../theme.js";
import { drawMap, colourMap, mapLayout, type MapLayout } from "./map_drawing.js";
import type { MapFigure } from "./figure.js";
import { openMapPainter, type MapPainter } from "./map_painter.js";

export interface MapPlotOptions {
  /** Height over width of the plane. */
  aspect: number;
  /** The cursor was put there, in the numbers of the axes. */
  moved: (x: number, y: number) => void;
}

/** What an arrow key moves, in parts of an axis; with Shift ten times as much. */
const arrows: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};
const arrowStep = 0.005;

export class MapPlot {
  private readonly canvas = html("canvas", { "aria-hidden": "true" });
  private readonly stage: HTMLElement;
  private readonly painter: MapPainter;
  private layout: MapLayout = mapLayout(300, 260, true);
  private figure: MapFigure | null = null;
  private palette: Palette | null = null;
  private showY = true;
  private width = 0;

  constructor(
    host: HTMLElement,
    private readonly options: MapPlotOptions,
  ) {
    this.painter = openMapPainter(this.canvas);
    host.dataset["painter"] = this.painter.kind;
    this.stage = html("div", { class: "stage map-stage", tabindex: 0, role: "application" }, this.canvas);
    host.append(this.stage);
    // Asking for the width at every step would lay out the page at every step.
    const redraw = onceAFrame(() => this.redraw());
    new ResizeObserver(([entry]) => {
      this.width = Math.floor(entry?.contentRect.width ?? 0);
      redraw();
    }).observe(host);
    this.listen();
  }

  show(figure: MapFigure, palette: Palette, showY: boolean, label: string): void {
    this.figure = figure;
    this.palette = palette;
    this.showY = showY;
    this.stage.setAttribute("aria-label", label);
    this.redraw();
  }

  private redraw(): void {
    const { figure, palette, stage, width } = this;
    if (figure === null || palette === null || width === 0) return;
    const inner = mapLayout(width, 0, this.showY).box.width;
    this.layout = mapLayout(width, Math.round(inner * this.options.aspect) + 48, this.showY);
    const { box } = this.layout;
    const ratio = Math.min(2, devicePixelRatio);
    const pixels = (length: number) => Math.max(1, Math.round(length * ratio));
    // To set a size is to lose the picture, and costs as much as to paint it.
    if (this.canvas.width !== pixels(box.width)) this.canvas.width = pixels(box.width);
    if (this.canvas.height !== pixels(box.height)) this.canvas.height = pixels(box.height);
    Object.assign(this.canvas.style, {
      left: `${box.left}px`,
      top: `${box.top}px`,
      width: `${box.width}px`,
      height: `${box.height}px`,
    });
    stage.style.height = `${this.layout.height}px`;
    const { from, to } = figure.scale;
    this.painter.paint(figure.field, colourMap(figure.scale, palette), from, to);
    const drawing = drawMap(figure, this.layout, palette, null);
    const old = stage.querySelector("svg");
    if (old === null) stage.append(drawing);
    else old.replaceWith(drawing);
  }

  private listen(): void {
    const { stage } = this;
    const follow = (event: PointerEvent) => {
      if (this.figure === null) return;
      const { box } = this.layout;
      const bounds = stage.getBoundingClientRect();
      const part = (at: number, from: number, size: number) => Math.min(1, Math.max(0, (at - from) / size));
      this.put(
        part(event.clientX - bounds.left, box.left, box.width),
        1 - part(event.clientY - bounds.top, box.top, box.height),
      );
    };
    stage.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      // A finger that moves scrolls; it sets the cursor by a touch that ends where it began.
      if (event.pointerType === "touch") return;
      stage.setPointerCapture(event.pointerId);
      follow(event);
    });
    stage.addEventListener("pointermove", (event) => {
      if (event.buttons === 1 && event.pointerType !== "touch") follow(event);
    });
    // Where a finger scrolls, the browser cancels instead.
    stage.addEventListener("pointerup", (event) => {
      if (event.pointerType === "touch") follow(event);
    });
    stage.addEventListener("keydown", (event) => {
      const arrow = arrows[event.key];
      const { figure } = this;
      if (arrow === undefined || figure === null || figure.cursor === null) return;
      event.preventDefault();
      const step = arrowStep * (event.shiftKey ? 10 : 1);
      const part = ({ from, to }: { from: number; to: number }, value: number) => (value - from) / (to - from);
      this.put(part(figure.x, figure.cursor.x) + step * arrow[0], part(figure.y, figure.cursor.y) + step * arrow[1]);
    });
  }

  /** In parts of the axes. An end of an axis may have no answer, its last cell has. */
  private put(x: number, y: number): void {
    const { figure } = this;
    if (figure === null) return;
    const edge = 1 / figure.field.columns / 2;
    const kept = (part: number) => Math.min(1 - edge, Math.max(edge, part));
    const value = ({ from, to }: { from: number; to: number }, part: number) =>
      Number((from + kept(part) * (to - from)).toPrecision(4));
    this.options.moved(value(figure.x, x), value(figure.y, y));
  }
}
