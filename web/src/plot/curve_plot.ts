/** Curves on the page, by uPlot. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { html } from "../dom.js";
import { short } from "../numbers.js";
import type { Palette } from "../theme.js";
import { extent } from "./curve_drawing.js";
import { drawn, type CurveFigure, type Mark } from "./figure.js";
import { fontFamily } from "./frame.js";
import { ticks } from "./ticks.js";

/** Two figures of the same form share a plot, which takes new numbers much faster than it is built. */
function form(figure: CurveFigure, palette: Palette): string {
  const curves = figure.curves.map(({ label, colour, dash }) => [label, colour, dash]);
  return JSON.stringify([figure.x, figure.y, curves, palette.dark]);
}

export class CurvePlot {
  private plot: uPlot | null = null;
  private built = "";
  private marks: Mark[] = [];
  private readonly stage = html("div", { class: "stage" });
  private readonly legend = html("ul", { class: "legend" });
  private values: HTMLElement[] = [];

  constructor(
    private readonly host: HTMLElement,
    private readonly height = 250,
  ) {
    host.append(this.legend, this.stage);
    new ResizeObserver(() => {
      if (this.plot !== null && host.clientWidth > 0) this.plot.setSize(this.size());
    }).observe(host);
  }

  show(whole: CurveFigure, palette: Palette): void {
    const figure = drawn(whole);
    this.marks = figure.marks;
    const data = [figure.places, ...figure.curves.map(({ y }) => gaps(y))] as uPlot.AlignedData;
    const wanted = form(figure, palette);
    if (this.plot !== null && wanted === this.built) {
      this.plot.setData(data);
      return;
    }
    this.plot?.destroy();
    this.built = wanted;
    this.nameCurves(figure, palette);
    this.plot = new uPlot(this.options(figure, palette), data, this.stage);
  }

  private size(): { width: number; height: number } {
    return { width: Math.max(200, this.host.clientWidth), height: this.height };
  }

  private nameCurves(figure: CurveFigure, palette: Palette): void {
    this.values = [];
    this.legend.replaceChildren(
      ...figure.curves.map((curve) => {
        const value = html("span", { class: "value" });
        this.values.push(value);
        const swatch = html("span", { class: curve.dash === undefined ? "swatch" : "swatch dashed" });
        swatch.style.color = palette.curves[curve.colour] ?? palette.ink;
        return html("li", { hidden: curve.twin === true }, swatch, curve.label, value);
      }),
    );
  }

  private options(figure: CurveFigure, palette: Palette): uPlot.Options {
    const axis = (name: string, dimension: "width" | "height", spacing: number): uPlot.Axis => {
      const chosen = (plot: uPlot, low: number, high: number) =>
        ticks(low, high, Math.max(2, Math.floor(plot.bbox[dimension] / devicePixelRatio / spacing)));
      const scale = dimension === "width" ? "x" : "y";
      const ends = (plot: uPlot) => [plot.scales[scale]?.min ?? 0, plot.scales[scale]?.max ?? 1] as const;
      return {
        font: `11px ${fontFamily}`,
        labelFont: `11px ${fontFamily}`,
        stroke: palette.ink,
        labelSize: 20,
        size: dimension === "width" ? 30 : 46,
        grid: { stroke: palette.grid, width: 1 },
        ticks: { stroke: palette.muted, width: 1, size: 4 },
        splits: (plot, _axis, low, high) => chosen(plot, low, high).values,
        values: (plot) => chosen(plot, ...ends(plot)).labels,
        label: (plot) => {
          const { factor } = chosen(plot, ...ends(plot));
          return factor === "" ? name : `${name} ${factor}`;
        },
      };
    };
    return {
      ...this.size(),
      padding: [16, 12, 0, 0],
      scales: {
        x: { time: false },
        y: { range: (_plot, low, high) => (low === null ? [0, 1] : fromTo(extent([low, high]))) },
      },
      axes: [axis(figure.x.label, "width", 62), axis(figure.y.label, "height", 38)],
      legend: { show: false },
      cursor: { points: { size: 6 }, drag: { x: true, y: false, setScale: true } },
      series: [
        {},
        ...figure.curves.map(({ label, colour, dash }) => ({
          label,
          stroke: palette.curves[colour] ?? palette.ink,
          width: 1.8,
          points: { show: false },
          ...(dash === undefined ? {} : { dash }),
        })),
      ],
      hooks: {
        draw: [(plot) => drawMarks(plot, this.marks, palette)],
        setCursor: [(plot) => this.readOff(plot)],
      },
    };
  }

  /** The numbers under the pointer, beside the names of the curves. */
  private readOff(plot: uPlot): void {
    const k = plot.cursor.idx;
    this.values.forEach((node, curve) => {
      const value = k === null || k === undefined ? null : plot.data[curve + 1]?.[k];
      node.textContent = value === null || value === undefined ? "" : short(value);
    });
  }
}

function fromTo({ from, to }: { from: number; to: number }): [number, number] {
  return [from, to];
}

// uPlot leaves a gap at null and draws NaN anywhere.
function gaps(values: ArrayLike<number>): ArrayLike<number> | (number | null)[] {
  for (let k = 0; k < values.length; ++k) {
    if (!Number.isFinite(values[k])) return Array.from(values, (value) => (Number.isFinite(value) ? value : null));
  }
  return values;
}

function drawMarks(plot: uPlot, marks: Mark[], palette: Palette): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.font = `${11 * devicePixelRatio}px ${fontFamily}`;
  ctx.fillStyle = palette.muted;
  ctx.strokeStyle = palette.muted;
  ctx.lineWidth = devicePixelRatio;
  ctx.textAlign = "center";
  for (const { x, label, dash } of marks) {
    const at = plot.valToPos(x, "x", true);
    if (!(at >= bbox.left && at <= bbox.left + bbox.width)) continue;
    ctx.setLineDash((dash ?? []).map((length) => length * devicePixelRatio));
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
    ctx.fillText(label, at, bbox.top - 4 * devicePixelRatio);
  }
  ctx.restore();
}
