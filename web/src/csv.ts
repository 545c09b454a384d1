/** Comma-separated values, with every digit. */
import { full } from "./numbers.js";

type Cell = string | number | null;

function written(cell: Cell): string {
  if (typeof cell !== "string") return full(cell);
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

export function csv(header: string[], rows: Iterable<Cell[]>): string {
  const lines = [header.map(written).join(",")];
  for (const row of rows) lines.push(row.map(written).join(","));
  return `${lines.join("\n")}\n`;
}
