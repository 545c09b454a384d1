import type { Pair } from "./api.js";

/** A number as TOML reads it back, to the last bit. */
function number(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** The model file of a pair. */
export function pairToml(pair: Pair): string {
  const density = (j: 1 | 2) => {
    const cutoff = pair[`cutoff${j}`];
    return (
      `{ kind = "power", coefficient = ${number(pair[`coefficient${j}`])}, ` +
      `exponent = ${number(pair[`exponent${j}`])}` +
      `${cutoff === 0 ? "" : `, cutoff = ${number(cutoff)}`} }`
    );
  };
  const site = (j: 1 | 2) => `
[[site]]
name = "atom${j}"
kind = "two_level"
frequency = ${number(pair[`omega${j}`])}
`;
  const bath = (j: 1 | 2) => `
[[bath]]
name = "bath${j}"
site = "atom${j}"
temperature = ${number(pair[`temperature${j}`])}
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
strength = ${number(pair.coupling)}
${bath(1)}${bath(2)}`;
}
