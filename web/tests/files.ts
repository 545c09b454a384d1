import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A path of the repository. */
export const path = (name: string): string =>
  fileURLToPath(new URL(`../../${name}`, import.meta.url));

export const text = (name: string): string => readFileSync(path(name), "utf8");

export const bytes = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(path(name)));
