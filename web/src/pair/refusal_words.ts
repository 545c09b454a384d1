/** Why there is no answer, as the page says it. */
import { pairEquations, type PairEquation, type Refusal } from "../../core/api.js";
import { field } from "./fields.js";

/** In the place of file, line and column, which the command line tells, the symbol of the number; where the
 * closed form alone has no answer, what the command line has. */
export function refusalWords({ message, key, program }: Refusal): string {
  if (program !== null) return `The closed form of this page ends here: ${message}. ${beyond(program)}`;
  return key === null ? message : `${field(key).symbol}: ${message}`;
}

function beyond(program: Record<PairEquation, string | null>): string {
  const others = "quflux run and the page of any model";
  const without = pairEquations.filter((equation) => program[equation] !== null);
  if (without.length === 0) return `${others} go on by the density matrix: copy the pair as TOML.`;
  const having = pairEquations.filter((equation) => program[equation] === null);
  const reasons = [...new Set(without.map((equation) => program[equation]))].map(
    (reason) => `${names(without.filter((equation) => program[equation] === reason))}: ${reason}`,
  );
  return having.length === 0
    ? `${others} have no flow either. ${sentences(reasons)}`
    : `${others} have the ${names(having)} flow: copy the pair as TOML. They have none of ${sentences(reasons)}`;
}

function names(equations: PairEquation[]): string {
  return equations.map((equation) => equation.replace("_", " ")).join(" and ");
}

function sentences(reasons: string[]): string {
  return reasons.map((reason) => `${reason}.`).join(" ");
}
