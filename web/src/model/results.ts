/** The results of a run: tables of points, curves along a number, maps over two. */
import type { Dataset } from "../../core/api.js";
import { html } from "../dom.js";
import { full, short } from "../numbers.js";
import { ColourBar } from "../plot/colour_bar.js";
import { CurvePlot } from "../plot/curve_plot.js";
import { mostCurves } from "../plot/figure.js";
import { FigurePanel } from "../plot/figure_panel.js";
import { MapPlot } from "../plot/map_plot.js";
import { save } from "../save.js";
import { palette } from "../theme.js";
import {
  alongDimensions,
  combinations,
  coordinate,
  curveFigure,
  evenlySpaced,
  inUnits,
  mapFigure,
  pointTable,
  pointsAsCsv,
  resultNames,
} from "./dataset_figures.js";

export class Results {
  private redraws: (() => void)[] = [];

  constructor(private readonly host: HTMLElement) {}

  clear(): void {
    this.redraws = [];
    this.host.replaceChildren();
  }

  /** Adds a run below those that are shown. */
  add(dataset: Dataset, heading: string): void {
    const section = html("section", { class: "result" }, html("h3", {}, heading));
    this.host.append(section);
    const table = pointTable(dataset);
    if (table.header.length > 0) section.append(pointsAsTable(table), csvButton("points", () => pointsAsCsv(table)));
    const figures = html("div", { class: "figures" });
    section.append(figures);
    for (const name of resultNames(dataset)) {
      if (alongDimensions(dataset, name).length > 0) this.addFigure(figures, dataset, name);
    }
    if (dataset.remarks.length > 0) {
      section.append(html("ul", { class: "remarks" }, ...dataset.remarks.map((remark) => html("li", {}, remark))));
    }
  }

  /** What there is, for those who don't see it. */
  words(): string {
    return [...this.host.querySelectorAll("h3")].map(({ textContent }) => textContent).join("; ");
  }

  /** After a change of colours. */
  redraw(): void {
    for (const draw of this.redraws) draw();
  }

  private addFigure(host: HTMLElement, dataset: Dataset, name: string): void {
    const along = alongDimensions(dataset, name);
    const [first = "", second] = along;
    const isMap =
      along.length === 2 && second !== "time" && along.every((dimension) => evenlySpaced(coordinate(dataset, dimension) ?? []));
    if (isMap && second !== undefined) this.addMap(host, dataset, name, first, second);
    else this.addCurves(host, dataset, name, along);
  }

  private addCurves(host: HTMLElement, dataset: Dataset, name: string, along: string[]): void {
    const panel = new FigurePanel();
    const plot = new CurvePlot(panel.stage, 280);
    const x = along.includes("time") ? "time" : (along[along.length - 1] as string);
    const others = along.filter((dimension) => dimension !== x);
    const at: Record<string, number> = Object.fromEntries(others.map((dimension) => [dimension, 0]));
    const draw = () => {
      const figure = curveFigure(dataset, name, x, at);
      panel.show(figure);
      plot.show(figure, palette());
    };
    host.append(panel.root);
    for (const dimension of others) panel.stage.before(indexSlider(dataset, dimension, (index) => {
      at[dimension] = index;
      draw();
    }));
    if (combinations(dataset, name).length > mostCurves) {
      panel.stage.after(html("p", { class: "note" }, `The first ${mostCurves} of ${combinations(dataset, name).length} curves; tables and CSV have all.`));
    }
    this.start(draw);
  }

  private addMap(host: HTMLElement, dataset: Dataset, name: string, x: string, y: string): void {
    const panel = new FigurePanel();
    const plot = new MapPlot(panel.stage, { aspect: 0.75, moved: () => undefined });
    const below = html("div");
    const bar = new ColourBar(below, panel.stage);
    const all = combinations(dataset, name);
    const choice = html(
      "select",
      { "aria-label": `Which ${name.replaceAll("_", " ")}`, change: () => draw() },
      ...all.map(({ label }, k) => html("option", { value: k }, label)),
    );
    const draw = () => {
      const figure = mapFigure(dataset, name, x, y, all[Number(choice.value)] ?? { label: "", indices: {} });
      panel.show(figure);
      plot.show(figure, palette(), true, figure.title);
      bar.show(figure.scale, figure.value.label, palette());
    };
    host.append(panel.root);
    if (all.length > 1) panel.stage.before(choice);
    panel.stage.after(below);
    this.start(draw);
  }

  private start(draw: () => void): void {
    this.redraws.push(draw);
    draw();
  }
}

function indexSlider(dataset: Dataset, dimension: string, moved: (index: number) => void): HTMLElement {
  const values = coordinate(dataset, dimension) ?? [];
  const unit = inUnits(dataset.variables[dimension]?.unit ?? "");
  const shown = html("output", {}, short(values[0] ?? Number.NaN));
  const slider = html("input", {
    type: "range",
    min: 0,
    max: values.length - 1,
    value: 0,
    "aria-label": dimension,
    input: () => {
      const index = Number(slider.value);
      shown.textContent = short(values[index] ?? Number.NaN);
      slider.setAttribute("aria-valuetext", String(values[index]));
      moved(index);
    },
  });
  return html("div", { class: "index" }, html("span", {}, `${dimension}${unit} = `), shown, slider);
}

/** Saves a table with every digit. */
export function csvButton(file: string, text: () => string): HTMLElement {
  return html(
    "div",
    { class: "files", role: "group", "aria-label": "Save this table" },
    html("button", { type: "button", click: () => save(`${file}.csv`, new Blob([text()], { type: "text/csv" })) }, "CSV"),
  );
}

function pointsAsTable({ header, rows }: ReturnType<typeof pointTable>): HTMLElement {
  return html(
    "div",
    { class: "values", tabindex: 0, role: "region", "aria-label": "Values" },
    html(
      "table",
      {},
      html("thead", {}, html("tr", {}, html("td"), ...header.map((name) => html("th", { scope: "col" }, name)))),
      html(
        "tbody",
        {},
        ...rows.map(({ name, values }) =>
          html(
            "tr",
            {},
            html("th", { scope: "row" }, name.replaceAll("_", " ")),
            ...values.map((value) => html("td", { title: full(value) }, short(value, 7))),
          ),
        ),
      ),
    ),
  );
}
