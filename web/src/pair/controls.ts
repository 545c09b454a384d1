/** A slider and a number for each quantity of the pair. */
import type { Pair, PairKey } from "../../core/api.js";
import { html } from "../dom.js";
import { numberWords, read } from "../numbers.js";
import { fields, unitText, type Field } from "./fields.js";
import type { PairState } from "./state.js";

const steps = 1000;

const groups: { group: Field["group"]; title: string }[] = [
  { group: "atoms", title: "Atoms" },
  { group: "bath1", title: "Bath 1, at atom 1" },
  { group: "bath2", title: "Bath 2, at atom 2" },
];

interface Row {
  field: Field;
  slider: HTMLInputElement;
  number: HTMLInputElement;
}

/** Where the slider of a field ends: an axis of the map it is on has the same ends. */
export function ends(field: Field, { x, y }: Pick<PairState, "x" | "y">): [number, number] {
  const axis = [x, y].find(({ key }) => key === field.key || (key === "coefficients" && field.key === "coefficient1"));
  // A logarithm begins above zero.
  if (axis === undefined || (field.scale === "logarithmic" && !(axis.to > 0))) return [field.from, field.to];
  return field.scale === "logarithmic" ? [Math.max(axis.from, axis.to / 1000), axis.to] : [axis.from, axis.to];
}

function toSlider(field: Field, [from, to]: [number, number], value: number): number {
  const part =
    field.scale === "linear"
      ? (value - from) / (to - from)
      : Math.log(Math.max(value, from) / from) / Math.log(to / from);
  return Math.round(steps * Math.min(1, Math.max(0, part)));
}

function fromSlider(field: Field, [from, to]: [number, number], place: number): number {
  const part = place / steps;
  const value = field.scale === "linear" ? from + part * (to - from) : from * (to / from) ** part;
  return Number(value.toPrecision(4));
}

export class Controls {
  private readonly rows: Row[];
  private state: PairState;

  /** `changed` gets the new pair; `refused` what a field says that is no number. */
  constructor(
    host: HTMLElement,
    start: PairState,
    private readonly changed: (pair: Pair) => void,
    private readonly refused: (text: string) => void,
  ) {
    this.state = start;
    this.rows = fields.map((field) => this.row(field));
    for (const { group, title } of groups) {
      host.append(
        html(
          "fieldset",
          {},
          html("legend", {}, title),
          ...this.rows
            .filter(({ field }) => field.group === group)
            .map(({ field, slider, number }) =>
              html(
                "div",
                { class: "control" },
                html("label", { for: number.id, title: field.name }, ...symbol(field.symbol)),
                slider,
                number,
              ),
            ),
        ),
      );
    }
  }

  show(state: PairState): void {
    this.state = state;
    for (const { field, slider, number } of this.rows) {
      const value = state.pair[field.key];
      const range = ends(field, state);
      const unit = unitText(field.unit(state.pair));
      slider.value = String(toSlider(field, range, value));
      slider.setAttribute("aria-valuetext", unit === "" ? String(value) : `${value} ${unit}`);
      number.title = unit === "" ? field.name : `${field.name} (${unit})`;
      if (document.activeElement !== number || read(number.value) !== value) number.value = String(value);
      number.removeAttribute("aria-invalid");
    }
  }

  /** The number that is wrong. */
  mark(key: PairKey): void {
    this.rows.find(({ field }) => field.key === key)?.number.setAttribute("aria-invalid", "true");
  }

  private row(field: Field): Row {
    const slider = html("input", {
      type: "range",
      min: 0,
      max: steps,
      "aria-label": `${field.symbol}, ${field.name}: slider`,
      input: () => this.change(field, fromSlider(field, ends(field, this.state), Number(slider.value))),
    });
    const number = html("input", {
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      spellcheck: "false",
      id: `field-${field.key}`,
      "aria-label": `${field.symbol}, ${field.name}`,
      input: () => {
        const value = read(number.value);
        if (value !== null) {
          this.change(field, value);
          return;
        }
        number.setAttribute("aria-invalid", "true");
        this.refused(`${field.symbol} = "${number.value}": must be ${numberWords}`);
      },
    });
    return { field, slider, number };
  }

  private change(field: Field, value: number): void {
    this.changed({ ...this.state.pair, [field.key]: value });
  }
}

/** "ω_c1" with its index set below. */
export function symbol(text: string): (string | Node)[] {
  const [base = "", index] = text.split("_");
  return index === undefined ? [base] : [base, html("sub", {}, index)];
}
