import { pairKeys, type Pair, type PairKey } from "./api.js";

/** A number as TOML reads it back, to the last bit. */
function number(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** The model file of a pair. */
export function pairToml(pair: Pair): string {
  return file(pair, (key) => number(pair[key]));
}

/** The number of the pair that stands at a place of its model file; null where none does. */
export function pairKeyAt(pair: Pair, line: number, column: number): PairKey | null {
  const mark = "\0";
  for (const wanted of pairKeys) {
    const [before, after] = file(pair, (key) => (key === wanted ? mark : number(pair[key]))).split(mark);
    if (after === undefined) continue; // a cutoff that is none
    const lines = before!.split("\n");
    if (lines.length === line && lines.at(-1)!.length + 1 === column) return wanted;
  }
  return null;
}

function file(pair: Pair, numberOf: (key: PairKey) => string): string {
  const density = (j: 1 | 2) =>
    `{ kind = "power", coefficient = ${numberOf(`coefficient${j}`)}, ` +
    `exponent = ${numberOf(`exponent${j}`)}` +
    `${pair[`cutoff${j}`] === 0 ? "" : `, cutoff = ${numberOf(`cutoff${j}`)}`} }`;
  const site = (j: 1 | 2) => `
[[site]]
name = "atom${j}"
kind = "two_level"
frequency = ${numberOf(`omega${j}`)}
`;
  const bath = (j: 1 | 2) => `
[[bath]]
name = "bath${j}"
site = "atom${j}"
temperature = ${numberOf(`temperature${j}`)}
spectral_density = ${density(j)}
`;
  return `title = "Two atoms between two baths"
equations = ["local", "global", "partial_secular"]
output = ["energy_flow"]
${site(1)}${site(2)}
[[coupling]]
name = "rabi"
kind = "exchange"
sites = ["atom1", "atom2"]
strength = ${numberOf("coupling")}
${bath(1)}${bath(2)}`;
}
