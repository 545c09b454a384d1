/** A form that writes the table [sweep] of the model. */
import type { ModelSummary } from "../../core/api.js";
import { html } from "../dom.js";
import { numberWords, read } from "../numbers.js";
import { sweepableKeys, type SweptKey } from "./sweep_text.js";

interface Row {
  path: HTMLInputElement;
  from: HTMLInputElement;
  to: HTMLInputElement;
  points: HTMLInputElement;
}

export class SweepForm {
  private readonly paths = html("datalist", { id: "sweepable" });
  private readonly rows: [Row, Row];
  private keys: Omit<SweptKey, "points">[] = [];

  constructor(host: HTMLFormElement, write: (keys: SweptKey[]) => void, refuse: (text: string) => void) {
    host.append(this.paths);
    this.rows = [this.row(host, "first", 41), this.row(host, "second", 31)];
    host.append(html("button", { type: "submit" }, "Write [sweep] and run"));
    host.addEventListener("submit", (event) => {
      event.preventDefault();
      try {
        write(this.rows.flatMap(readRow));
      } catch (error) {
        refuse((error as Error).message);
      }
    });
  }

  show(summary: ModelSummary): void {
    this.keys = sweepableKeys(summary);
    this.paths.replaceChildren(...this.keys.map(({ path }) => html("option", { value: path })));
  }

  private row(host: HTMLElement, which: string, points: number): Row {
    const input = (label: string, value: string) =>
      html("input", { type: "text", "aria-label": `${which} swept number: ${label}`, autocomplete: "off", value });
    const row: Row = {
      path: html("input", {
        type: "text",
        list: "sweepable",
        autocomplete: "off",
        placeholder: which === "first" ? "coupling.NAME.strength" : "none",
        "aria-label": `${which} swept number: its path`,
        input: () => {
          const known = this.keys.find(({ path }) => path === row.path.value);
          if (known === undefined) return;
          row.from.value = String(known.from);
          row.to.value = String(known.to);
        },
      }),
      from: input("from", ""),
      to: input("to", ""),
      points: input("points", String(points)),
    };
    const word = (text: string) => html("span", { class: "note" }, text);
    host.append(
      html("div", { class: "sweep-row" }, row.path, word("from"), row.from, word("to"), row.to, word("points"), row.points),
    );
    return row;
  }
}

function readRow({ path, from, to, points }: Row): SweptKey[] {
  const name = path.value.trim();
  if (name === "") return [];
  const number = (input: HTMLInputElement, what: string) => {
    const value = read(input.value);
    if (value === null) throw new Error(`sweep of ${name}: ${what} is "${input.value}", and must be ${numberWords}`);
    return value;
  };
  return [{ path: name, from: number(from, "from"), to: number(to, "to"), points: number(points, "points") }];
}
