import { QufluxError } from "./api.js";

/** The error of a text at its place: "model.toml:3:1: what is wrong". */
export function placed(message: string): QufluxError {
  const found = /^model\.toml:(\d+)(?::(\d+))?: ([^]*)$/.exec(message);
  if (found === null) return new QufluxError(message.replace(/^model\.toml: /, ""));
  const [, line, column, rest] = found;
  return new QufluxError(rest!, Number(line), column === undefined ? null : Number(column));
}
