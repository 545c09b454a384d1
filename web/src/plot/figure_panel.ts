/** A picture with its title, the table of its values, and its files. */
import { html } from "../dom.js";
import { full, short } from "../numbers.js";
import { save } from "../save.js";
import { columns, place, type Figure, type MapFigure } from "./figure.js";
import { csvFile, pngFile, svgFile } from "./figure_file.js";

const tableRows = 25;
const tableCells = 9;

export class FigurePanel {
  /** Where the picture is drawn. */
  readonly stage = html("div", { class: "picture" });
  readonly root: HTMLElement;
  private readonly heading: HTMLElement;
  private readonly table = html("div", { class: "values", tabindex: 0, role: "region", "aria-label": "Table of values" });
  private readonly details: HTMLDetailsElement;
  private figure: Figure | null = null;

  constructor() {
    this.heading = html("h3");
    this.details = html("details", { toggle: () => this.fillTable() }, html("summary", {}, "Values"), this.table);
    const button = (text: string, write: (figure: Figure) => Promise<Blob> | Blob) =>
      html(
        "button",
        {
          type: "button",
          click: async () => {
            const { figure } = this;
            if (figure !== null) save(`${figure.file}.${text.toLowerCase()}`, await write(figure));
          },
        },
        text,
      );
    const text = (type: string, content: string) => new Blob([content], { type });
    this.root = html(
      "figure",
      { class: "panel" },
      html("figcaption", {}, this.heading),
      this.stage,
      html(
        "div",
        { class: "panel-foot" },
        this.details,
        html(
          "div",
          { class: "files", role: "group", "aria-label": "Save this figure" },
          button("CSV", (figure) => text("text/csv", csvFile(figure))),
          button("PNG", (figure) => pngFile(figure)),
          button("SVG", (figure) => text("image/svg+xml", svgFile(figure))),
        ),
      ),
    );
  }

  show(figure: Figure): void {
    this.figure = figure;
    if (this.heading.textContent !== figure.title) this.heading.textContent = figure.title;
    this.fillTable();
  }

  private fillTable(): void {
    if (this.details.open && this.figure !== null) this.table.replaceChildren(valuesTable(this.figure));
  }
}

function valuesTable(figure: Figure): HTMLTableElement {
  if (figure.kind === "map") return mapTable(figure);
  const stride = Math.max(1, Math.ceil(figure.places.length / tableRows));
  const { rows } = columns(figure, stride);
  return html(
    "table",
    {},
    html("caption", {}, `${figure.title}: every ${stride === 1 ? "" : `${ordinal(stride)} `}point; the CSV file has all, with full digits.`),
    html(
      "thead",
      {},
      html("tr", {}, ...[figure.x.label, ...(figure.fixed ?? []).map(({ label }) => label), ...figure.curves.map(curveHeading)].map((name) => html("th", { scope: "col" }, name))),
    ),
    html("tbody", {}, ...rows.map(([first = Number.NaN, ...rest]) => tableRow(short(first, 6), rest))),
  );
}

function curveHeading({ label, name, twin }: { label: string; name: string; twin?: boolean }): string {
  return twin === true ? name : label;
}

function ordinal(count: number): string {
  return `${count}${count === 2 ? "nd" : count === 3 ? "rd" : "th"}`;
}

function mapTable({ title, x, y, value, field }: MapFigure): HTMLTableElement {
  const indices = (count: number) =>
    Array.from({ length: tableCells }, (_, k) => Math.round((k * (count - 1)) / (tableCells - 1)));
  const across = indices(field.columns);
  return html(
    "table",
    {},
    html("caption", {}, `${title}, ${value.label}: ${x.label} from left to right, ${y.label} upwards.`),
    html(
      "thead",
      {},
      html(
        "tr",
        {},
        html("td"),
        ...across.map((i) => html("th", { scope: "col" }, short(place(x, i, field.columns)))),
      ),
    ),
    html(
      "tbody",
      {},
      ...indices(field.rows)
        .reverse()
        .map((j) =>
          tableRow(
            short(place(y, j, field.rows)),
            across.map((i) => field.values[j * field.columns + i] as number),
          ),
        ),
    ),
  );
}

function tableRow(heading: string, values: number[]): HTMLTableRowElement {
  return html(
    "tr",
    {},
    html("th", { scope: "row" }, heading),
    ...values.map((value) => html("td", { title: full(value) }, short(value, 5))),
  );
}
