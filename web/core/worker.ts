/** The library in a thread of its own: gets its module first, then questions, and answers each. */

import { Module } from "./module.js";
import { QufluxError } from "./api.js";

export interface Question {
  id: number;
  what: "check" | "summary" | "run" | "exact" | "audit";
  toml: string;
  tolerance?: number | undefined;
}

export type Answer = { id: number } & (
  | { kind: "progress"; share: number }
  | { kind: "text"; text: string }
  | { kind: "error"; message: string }
);

/** Answers questions by `send`; the module is opened when its bytes come. */
export function answering(send: (answer: Answer) => void): (given: Question | ArrayBuffer) => void {
  let opened: Promise<Module> | null = null;
  let current = 0;
  let told = 0;
  const progress = (share: number): void => {
    const now = performance.now();
    if (now - told < 50 && share < 1) return;
    told = now;
    send({ id: current, kind: "progress", share });
  };
  const answer = async ({ id, what, toml, tolerance }: Question): Promise<void> => {
    try {
      if (opened === null) throw new QufluxError("the library is not there yet");
      const module = await opened;
      current = id;
      module.give(toml);
      module.call(`model_${what}`, ...(tolerance === undefined ? [] : [tolerance]));
      send({ id, kind: "text", text: module.text() });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      send({ id, kind: "error", message });
      // What the library has not said itself leaves it in a state that nobody knows.
      if (!(error instanceof QufluxError)) throw error;
    }
  };
  let last = Promise.resolve();
  return (given) => {
    if (given instanceof ArrayBuffer) {
      opened = Module.open(given, { quflux: { progress } });
      return;
    }
    last = last.then(() => answer(given));
  };
}

// In a page this file is the script of the Worker.
if (typeof self !== "undefined" && typeof document === "undefined") {
  const give = answering((answer) => self.postMessage(answer));
  self.onmessage = ({ data }: MessageEvent<Question | ArrayBuffer>) => give(data);
}
