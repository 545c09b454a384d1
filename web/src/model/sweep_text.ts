/** The table [sweep] of a model file, written into its text. */
import type { ModelSummary } from "../../core/api.js";
import { statements } from "./toml_statements.js";

export interface SweptKey {
  path: string;
  from: number;
  to: number;
  points: number;
}

/** The text with these keys in its table [sweep], in the place of all that was swept. */
export function withSweep(toml: string, keys: SweptKey[]): string {
  const rows = keys.map(({ path, from, to, points }) => `"${path}" = { from = ${from}, to = ${to}, points = ${points} }`);
  const table = keys.length === 0 ? [] : ["[sweep]", ...rows];
  const kept: string[] = [];
  let of: string | null = null; // the first key of the header above
  let place: number | null = null;
  for (const { header, key, text } of statements(toml)) {
    if (header) of = key;
    if (header && key === "sweep") place ??= kept.length;
    const isSwept = of === "sweep" || (of === null && key === "sweep");
    if (!isSwept) kept.push(text);
  }
  if (place === null) {
    return table.length === 0 ? kept.join("\n") : `${kept.join("\n").trimEnd()}\n\n${table.join("\n")}\n`;
  }
  return `${[...kept.slice(0, place), ...table, "", ...kept.slice(place)].join("\n").trimEnd()}\n`;
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
