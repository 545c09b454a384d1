/** How numbers are written. */

/** As many digits as a reader needs: a plain decimal where it is short, else a power of ten. */
export function short(value: number, digits = 4): string {
  if (Number.isNaN(value)) return "none";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    size >= 1e-3 && size < 1e5
      ? String(Number(value.toPrecision(digits)))
      : value.toExponential(digits - 1).replace(/\.?0+e/, "e");
  const [mantissa = "", power] = text.split("e");
  const signed = mantissa.replace("-", "−");
  return power === undefined ? signed : `${signed}·10${superscript(Number(power))}`;
}

/** The shortest text that reads back as the same double; empty where there is no number. */
export function full(value: number | null): string {
  return value === null || Number.isNaN(value) ? "" : String(value);
}

const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";

export function superscript(power: number): string {
  const digits = String(Math.abs(power)).replace(/\d/g, (digit) => raised[Number(digit)] ?? digit);
  return power < 0 ? `⁻${digits}` : digits;
}

const smallest = 1e-307;
const largest = 1e308;

/** What read() takes, in messages. */
export const numberWords = "a number that is 0 or from 1e-307 to 1e308 in size";

/** What a field says, as a number: null where it is none, or one that doubles lack. Decimals only, where JavaScript takes more: 0x10, "". */
export function read(text: string): number | null {
  const trimmed = text.trim().replaceAll("−", "-");
  const parts = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.exec(trimmed);
  if (parts === null) return null;
  const value = Number(trimmed);
  const isZero = !/[1-9]/.test(parts[1] ?? "");
  return isZero || (Math.abs(value) >= smallest && Math.abs(value) <= largest) ? value : null;
}
