/** The library for the pages: the types of api.ts, and where one gets them. */

import exampleFiles from "quflux:examples";
import pairModule from "quflux:pair.wasm";
import modelModule from "quflux:models.wasm";
import workerSource from "quflux:worker";

import type { Example, Models, Pairs } from "./api.js";
import { unpacked } from "./bytes.js";
import { modelsOf, type Helper } from "./models.js";
import { pairsOf } from "./pairs.js";

export * from "./api.js";

/** Files of examples/ that a page answers within seconds. */
export const examples: readonly Example[] = exampleFiles.quick;

/** What the others are called. */
export const longExamples: readonly Omit<Example, "toml">[] = exampleFiles.long;

/** The closed forms, from the module that the page carries. */
export async function loadPairs(): Promise<Pairs> {
  return pairsOf(await unpacked(pairModule));
}

/** The library in a Worker of its own, which starts with the first question. */
export function openModels(): Models {
  const script = new Blob([workerSource], { type: "text/javascript" });
  return modelsOf(
    () => new Worker(URL.createObjectURL(script)) as unknown as Helper,
    () => unpacked(modelModule),
  );
}

/** The model with which the page was opened: that of `quflux explore MODEL.toml`. */
export function givenModel(): Example | null {
  const element = document.getElementById("quflux-model");
  return element === null ? null : (JSON.parse(element.textContent) as Example);
}
