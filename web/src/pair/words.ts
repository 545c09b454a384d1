/** What the pictures show, in words, for those who don't see them. */
import { pairEquations } from "../../core/api.js";
import { short } from "../numbers.js";
import type { PairAnswer } from "./answer.js";
import { valueAlong, axisKind } from "./fields.js";
import { equationNames } from "./figures.js";
import type { PairState } from "./state.js";

export function words(state: PairState, answer: PairAnswer): string {
  const place = [state.x, state.y]
    .map(({ key }) => `${axisKind(key).symbol.split(" ")[0]} = ${short(valueAlong(key, state.pair))}`)
    .join(", ");
  const flows = pairEquations
    .map((equation) => `${equationNames[equation]} ${short(-answer.flow1[equation], 4)}`)
    .join(", ");
  const points = pairEquations.flatMap((equation) => {
    const point = answer.points[equation];
    if (point === null) return [];
    const where = point.im === 0 ? short(point.re) : `${short(point.re)} ± ${short(Math.abs(point.im))} i`;
    return [`${equationNames[equation]} at Ω = ${where}`];
  });
  return `At ${place} the flow J₂ is: ${flows}. Exceptional point: ${points.length > 0 ? points.join(", ") : "none"}.`;
}
