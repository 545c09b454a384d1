/** The table [sweep] of a model file, written into its text. */
import type { ModelSummary } from "../../core/api.js";

export interface SweptKey {
  path: string;
  from: number;
  to: number;
  points: number;
}

/** The text with these keys in its table [sweep], in the place of what was swept. */
export function withSweep(toml: string, keys: SweptKey[]): string {
  const lines = toml.split("\n");
  const start = lines.findIndex((line) => /^\s*\[\s*sweep\s*\]/.test(line));
  const rows = keys.map(({ path, from, to, points }) => `"${path}" = { from = ${from}, to = ${to}, points = ${points} }`);
  if (start < 0) {
    if (keys.length === 0) return toml;
    return `${toml.replace(/\s*$/, "")}\n\n[sweep]\n${rows.join("\n")}\n`;
  }
  const next = lines.findIndex((line, k) => k > start && /^\s*\[/.test(line));
  const after = next < 0 ? [] : ["", ...lines.slice(next)];
  const before = lines.slice(0, start);
  const middle = keys.length === 0 ? [] : ["[sweep]", ...rows];
  return `${[...before, ...middle, ...after].join("\n").replace(/\s*$/, "")}\n`;
}

/** Numbers of a model that one wants to vary, about what they are. */
export function sweepableKeys(summary: ModelSummary): Omit<SweptKey, "points">[] {
  return [
    ...summary.couplings
      .filter(({ name }) => name !== "")
      .map(({ name, strength }) => ({ path: `coupling.${name}.strength`, from: 0, to: 2 * Math.abs(strength) || 0.1 })),
    ...summary.baths.map(({ name, temperature }) => ({
      path: `bath.${name}.temperature`,
      from: 0,
      to: 2 * (temperature ?? 1) || 1,
    })),
    ...summary.sites
      .filter(({ kind }) => kind === "two_level" || kind === "oscillator")
      .map(({ name }) => ({ path: `site.${name}.frequency`, from: 0.5, to: 1.5 })),
  ];
}
