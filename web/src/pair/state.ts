/** What the page of two atoms shows, and its form in a link: `v1;w1=1;...`.
 *
 * Every key is written, so that a link means the same when defaults change. What a link lacks or
 * says wrongly takes its default, and the page tells which. Links of old versions are read for ever:
 * a key may be added to v1, its meaning never changed.
 */
import { decoded } from "../link.js";
import type { AxisKey, Pair } from "../../core/api.js";
import { read } from "../numbers.js";
import { axisKind, axisKinds, fields } from "./fields.js";

export interface AxisRange {
  key: AxisKey;
  from: number;
  to: number;
}

export type View = "flows" | "differences";

export interface PairState {
  pair: Pair;
  x: AxisRange;
  y: AxisRange;
  view: View;
  /** The flow divided by the coupling. */
  specific: boolean;
  /** The step of the tour that set this state, from 1; null off the tour. */
  step: number | null;
}

/** The paper's Figs. 2b and 4b. */
export const defaults: PairState = {
  pair: {
    omega1: 1,
    omega2: 1,
    coupling: 0.03,
    coefficient1: 0.04,
    coefficient2: 0.08,
    exponent1: 3,
    exponent2: 3,
    cutoff1: 0,
    cutoff2: 0,
    temperature1: 0.2,
    temperature2: 0.22,
  },
  x: { key: "coefficients", from: 0, to: 0.1 },
  y: { key: "coupling", from: 0, to: 0.1 },
  view: "flows",
  specific: true,
  step: null,
};

/** How many steps the tour has, which begins with these defaults. */
export const tourSteps = 5;

const version = "v1";

export function written(state: PairState): string {
  const axis = ({ key, from, to }: AxisRange) => `${axisKind(key).link}:${from}:${to}`;
  return [
    version,
    ...fields.map(({ key, link }) => `${link}=${state.pair[key]}`),
    `x=${axis(state.x)}`,
    `y=${axis(state.y)}`,
    `view=${state.view}`,
    `specific=${state.specific ? 1 : 0}`,
    ...(state.step === null ? [] : [`step=${state.step}`]),
  ].join(";");
}

export interface ReadState {
  state: PairState;
  /** What of the link could not be read, one line each. */
  remarks: string[];
}

/** Of the part of an address after #. */
export function readState(hash: string): ReadState {
  const state: PairState = structuredClone(defaults);
  const remarks: string[] = [];
  const text = decoded(hash).replace(/^#/, "");
  if (text === "") return { state, remarks };
  const [found, ...parts] = text.split(";");
  if (found !== version) {
    return { state, remarks: [`The link is not of this page: it begins with "${clipped(found ?? "")}", not with ${version}.`] };
  }
  const taken = new Set<string>();
  const twice = new Set<string>();
  for (const part of parts) {
    const at = part.indexOf("=");
    const key = part.slice(0, Math.max(at, 0));
    const value = part.slice(at + 1);
    if (!take(state, key, value)) {
      remarks.push(`The link says "${clipped(part)}", which is left out.`);
      continue;
    }
    if (taken.has(key)) twice.add(key);
    taken.add(key);
  }
  for (const key of twice) remarks.push(`The link has ${key} more than once, of which the last one counts.`);
  return { state, remarks };
}

function take(state: PairState, key: string, value: string): boolean {
  const field = fields.find(({ link }) => link === key);
  if (field !== undefined) {
    const number = read(value);
    if (number === null) return false;
    state.pair[field.key] = number;
    return true;
  }
  if (key === "x" || key === "y") {
    const axis = readAxis(value);
    if (axis === null) return false;
    state[key] = axis;
    return true;
  }
  if (key === "view" && (value === "flows" || value === "differences")) {
    state.view = value;
    return true;
  }
  if (key === "specific" && (value === "0" || value === "1")) {
    state.specific = value === "1";
    return true;
  }
  if (key === "step" && /^[1-9]$/.test(value) && Number(value) <= tourSteps) {
    state.step = Number(value);
    return true;
  }
  return false;
}

function readAxis(text: string): AxisRange | null {
  const [link, from, to, ...rest] = text.split(":");
  const kind = axisKinds.find((candidate) => candidate.link === link);
  const ends = [read(from ?? ""), read(to ?? "")] as const;
  if (kind === undefined || rest.length > 0 || ends[0] === null || ends[1] === null) return null;
  return rangeObstacle(ends[0], ends[1]) === null ? { key: kind.key, from: ends[0], to: ends[1] } : null;
}

/** Why an axis cannot go from one number to another; null: it can. */
export function rangeObstacle(from: number, to: number): string | null {
  const [largest, closest] = [1e100, 1e-9];
  const size = Math.max(Math.abs(from), Math.abs(to));
  if (!(from < to)) return `an axis goes from a number to a larger one, not from ${from} to ${to}`;
  if (!(size <= largest)) return `an axis has ends from -1e100 to 1e100, not ${from} and ${to}`;
  if (!(to - from >= Math.max(closest * size, 1 / largest))) {
    return `the ends of an axis differ by ${closest} of the larger one or more, ${from} and ${to} do not`;
  }
  return null;
}

function clipped(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
