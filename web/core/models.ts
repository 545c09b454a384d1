import type { Models } from "./api.js";

export function modelsOf(_start: () => Worker, _module: () => Promise<ArrayBuffer>): Models {
  throw new Error("not yet");
}
