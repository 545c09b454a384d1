/** What the map is drawn over, and what it shows. */
import type { AxisKey } from "../../core/api.js";
import { html } from "../dom.js";
import { numberWords, read } from "../numbers.js";
import { axisKinds, field, valueAlong } from "./fields.js";
import { rangeObstacle, type AxisRange, type PairState, type View } from "./state.js";

type Side = "x" | "y";

interface AxisInputs {
  key: HTMLSelectElement;
  from: HTMLInputElement;
  to: HTMLInputElement;
}

export class AxesForm {
  private readonly inputs: Record<Side, AxisInputs>;
  private readonly buttons: { node: HTMLButtonElement; pressed: (state: PairState) => boolean }[] = [];
  private state: PairState;

  constructor(
    host: HTMLElement,
    start: PairState,
    private readonly changed: (change: Partial<PairState>) => void,
    private readonly refused: (text: string) => void,
  ) {
    this.state = start;
    this.inputs = { x: this.axis(host, "x"), y: this.axis(host, "y") };
    const view = (text: string, value: View) =>
      this.button(text, (state) => state.view === value, { view: value });
    const flow = (text: string, specific: boolean) =>
      this.button(text, (state) => state.specific === specific, { specific });
    const group = (label: string, ...children: Node[]) =>
      html("div", { class: "choice", role: "group", "aria-label": label }, ...children);
    host.append(
      group("Quantity", flow("j = J₂/Ω", true), flow("J₂", false)),
      group("View", view("Side by side", "flows"), view("Differences", "differences")),
    );
  }

  show(state: PairState): void {
    this.state = state;
    for (const side of ["x", "y"] as const) {
      const { key, from, to } = this.inputs[side];
      const other = state[side === "x" ? "y" : "x"].key;
      for (const option of key.options) option.disabled = clash(option.value as AxisKey, other);
      key.value = state[side].key;
      for (const [input, value] of [
        [from, state[side].from],
        [to, state[side].to],
      ] as const) {
        if (document.activeElement !== input || read(input.value) !== value) input.value = String(value);
        input.removeAttribute("aria-invalid");
      }
    }
    for (const { node, pressed } of this.buttons) node.setAttribute("aria-pressed", String(pressed(state)));
  }

  private axis(host: HTMLElement, side: Side): AxisInputs {
    const name = side === "x" ? "Across" : "Upwards";
    const key = html(
      "select",
      {
        "aria-label": `${name}: quantity`,
        change: () => this.changed({ [side]: defaultRange(key.value as AxisKey, this.state) }),
      },
      ...axisKinds.map((kind) => html("option", { value: kind.key }, kind.symbol)),
    );
    const end = (which: "from" | "to") => {
      const input = html("input", {
        type: "text",
        inputmode: "decimal",
        autocomplete: "off",
        "aria-label": `${name}: ${which}`,
        input: () => this.setEnd(side, which, input),
      });
      return input;
    };
    const [from, to] = [end("from"), end("to")];
    host.append(html("div", {}, html("span", { class: "note" }, name), key, from, html("span", {}, "to"), to));
    return { key, from, to };
  }

  private setEnd(side: Side, which: "from" | "to", input: HTMLInputElement): void {
    const value = read(input.value);
    const range = { ...this.state[side], [which]: value ?? Number.NaN };
    const obstacle =
      value === null
        ? `"${input.value}" is not ${numberWords}: an axis goes from one to a larger one`
        : rangeObstacle(range.from, range.to);
    if (obstacle !== null) {
      input.setAttribute("aria-invalid", "true");
      this.refused(obstacle);
      return;
    }
    this.changed({ [side]: range });
  }

  private button(text: string, pressed: (state: PairState) => boolean, change: Partial<PairState>): HTMLButtonElement {
    const node = html("button", { type: "button", click: () => this.changed(change) }, text);
    this.buttons.push({ node, pressed });
    return node;
  }
}

/** Both axes must not run over the same number. */
function clash(a: AxisKey, b: AxisKey): boolean {
  const parts = (key: AxisKey) => (key === "coefficients" ? ["coefficient1", "coefficient2"] : [key as string]);
  return parts(a).some((part) => parts(b).includes(part));
}

/** About the value of the pair, within what the slider of the quantity allows. */
function defaultRange(key: AxisKey, state: PairState): AxisRange {
  const value = valueAlong(key, state.pair);
  const own = field(key === "coefficients" ? "coefficient1" : key);
  if (key === "omega1" || key === "omega2") return { key, from: rounded(0.8 * value), to: rounded(1.2 * value) };
  if (own.scale === "logarithmic" || key === "coupling") return { key, from: 0, to: rounded(Math.max(2 * value, own.from)) || own.to };
  return { key, from: own.from, to: Math.max(own.to, value) };
}

function rounded(value: number): number {
  return Number(value.toPrecision(2));
}
