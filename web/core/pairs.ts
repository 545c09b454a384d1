import type { Pairs } from "./api.js";

export async function pairsOf(_module: BufferSource): Promise<Pairs> {
  throw new Error("not yet");
}
