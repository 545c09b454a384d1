/** The numbers of a pair as the page shows them: one row each. */
import type { AxisKey, Pair, PairKey } from "../../core/api.js";
import { superscript } from "../numbers.js";

export interface Field {
  key: PairKey;
  /** In links; never changed, since old links must open. */
  link: string;
  symbol: string;
  name: string;
  group: "atoms" | "bath1" | "bath2";
  /** Ends of the slider. The number beside it takes any value. */
  from: number;
  to: number;
  scale: "linear" | "logarithmic";
  /** Power of the unit of frequency that it carries; that of a coefficient depends on the exponent. */
  unit: (pair: Pair) => number;
}

const frequency = () => 1;

export const fields: readonly Field[] = [
  row("omega1", "w1", "ω₁", "frequency of atom 1", "atoms", 0.1, 2, "linear", frequency),
  row("omega2", "w2", "ω₂", "frequency of atom 2", "atoms", 0.1, 2, "linear", frequency),
  row("coupling", "O", "Ω", "coupling of the atoms", "atoms", 0, 0.5, "linear", frequency),
  row("temperature1", "T1", "T₁", "temperature of bath 1", "bath1", 0, 2, "linear", frequency),
  row("coefficient1", "c1", "c₁", "coefficient of bath 1", "bath1", 1e-4, 1, "logarithmic", (p) => 1 - p.exponent1),
  row("exponent1", "s1", "s₁", "exponent of bath 1", "bath1", 0, 4, "linear", () => 0),
  row("cutoff1", "k1", "ω_c1", "cutoff of bath 1; 0 for none", "bath1", 0, 20, "linear", frequency),
  row("temperature2", "T2", "T₂", "temperature of bath 2", "bath2", 0, 2, "linear", frequency),
  row("coefficient2", "c2", "c₂", "coefficient of bath 2", "bath2", 1e-4, 1, "logarithmic", (p) => 1 - p.exponent2),
  row("exponent2", "s2", "s₂", "exponent of bath 2", "bath2", 0, 4, "linear", () => 0),
  row("cutoff2", "k2", "ω_c2", "cutoff of bath 2; 0 for none", "bath2", 0, 20, "linear", frequency),
];

function row(
  key: PairKey,
  link: string,
  symbol: string,
  name: string,
  group: Field["group"],
  from: number,
  to: number,
  scale: Field["scale"],
  unit: Field["unit"],
): Field {
  return { key, link, symbol, name, group, from, to, scale, unit };
}

export function field(key: PairKey): Field {
  const found = fields.find((candidate) => candidate.key === key);
  if (found === undefined) throw new Error(`no field ${key}`);
  return found;
}

/** What a map may be drawn over: every number, and both coefficients at once. */
export interface AxisKind {
  key: AxisKey;
  link: string;
  symbol: string;
  name: string;
}

export const axisKinds: readonly AxisKind[] = [
  ...fields.map(({ key, link, symbol, name }) => ({ key, link, symbol, name: name.replace(/;.*/, "") })),
  { key: "coefficients", link: "cc", symbol: "c₁ ∝ c₂", name: "coefficients of both baths" },
];

export function axisKind(key: AxisKey): AxisKind {
  const found = axisKinds.find((candidate) => candidate.key === key);
  if (found === undefined) throw new Error(`no axis ${key}`);
  return found;
}

/** "frequency", "frequency²", or nothing for a bare number. */
export function unitText(power: number): string {
  if (power === 0) return "";
  if (power === 1) return "frequency";
  return Number.isInteger(power) ? `frequency${superscript(power)}` : `frequency^${Number(power.toPrecision(3))}`;
}

/** "coupling Ω (frequency)", as an axis is named. */
export function axisLabel(key: AxisKey, pair: Pair): string {
  const { symbol } = axisKind(key);
  const own = field(key === "coefficients" ? "coefficient1" : key);
  const unit = unitText(own.unit(pair));
  const word = key === "coefficients" ? "coefficient" : own.name.split(" ")[0];
  return unit === "" ? `${word} ${symbol}` : `${word} ${symbol} (${unit})`;
}

/** The value of the pair along an axis. */
export function valueAlong(key: AxisKey, pair: Pair): number {
  return pair[key === "coefficients" ? "coefficient1" : key];
}

/** The pair at another place of an axis. */
export function movedAlong(key: AxisKey, pair: Pair, value: number): Pair {
  if (key !== "coefficients") return { ...pair, [key]: value };
  // Of nothing there is no ratio: the other one stays.
  const ratio = pair.coefficient2 / pair.coefficient1;
  return { ...pair, coefficient1: value, coefficient2: Number.isFinite(ratio) ? ratio * value : pair.coefficient2 };
}
