/** Round numbers along an axis. */

export interface Ticks {
  values: number[];
  labels: string[];
  /** Written once at the end of the axis where labels are parts of a power of ten: "·10⁻⁴". */
  factor: string;
}

import { superscript } from "../numbers.js";

/** Below, powers of ten are no longer exact. */
const smallest = 1e-300;

/** The step of 1, 2 or 5 times a power of ten that gives at most `count` intervals. */
export function roundStep(span: number, count: number): number {
  const raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const part = raw / power;
  // A hair of room, so that 10/5 is 2 and not the 5 above 2.0000000000000004.
  const round = [1, 2, 5, 10].find((candidate) => candidate >= part * (1 - 1e-9)) ?? 10;
  return round * power;
}

export function ticks(from: number, to: number, count: number): Ticks {
  const low = Math.min(from, to);
  const high = Math.max(from, to);
  const span = high - low;
  // Of ends that double precision hardly tells apart, or that are next to nothing, no steps are round.
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (!(span > 1e-12 * size) || !(span > smallest) || !Number.isFinite(span)) {
    return { values: [low], labels: [String(low)], factor: "" };
  }
  const step = roundStep(span, count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const power = Math.floor(Math.log10(size) + 1e-12);
  const scaled = power < -2 || power > 4;
  const unit = scaled ? 10 ** power : 1;
  const decimals = Math.min(12, Math.max(0, -Math.floor(Math.log10(step / unit) + 1e-9)));
  const values: number[] = [];
  const labels: string[] = [];
  for (let k = first; k <= last; ++k) {
    const value = k * step;
    values.push(value);
    labels.push(k === 0 ? "0" : (value / unit).toFixed(decimals).replace("-", "−"));
  }
  return { values, labels, factor: scaled ? `·10${superscript(power)}` : "" };
}
