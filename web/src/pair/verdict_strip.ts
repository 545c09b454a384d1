/** For each equation its flow at the cursor, what is judged of it, and what is not. */
import { pairEquations, type PairEquation, type Verdict } from "../../core/api.js";
import { html } from "../dom.js";
import { full, short } from "../numbers.js";
import type { PairAnswer } from "./answer.js";
import { equationNames } from "./figures.js";

const ranks = ["ok", "doubtful", "bad"] as const;
export const marks: Record<Verdict["verdict"], string> = { ok: "✓", doubtful: "?", bad: "✕" };

/** Of the checks of `quflux audit` those that can make a flow wrong and that a pair has not in closed form. */
export const unjudged = "not judged here: memory of the baths (Markov), Lamb shift, next order";

/** Null where nothing was judged. */
function worst(verdicts: Verdict[]): Verdict["verdict"] | null {
  return ranks[Math.max(...verdicts.map(({ verdict }) => ranks.indexOf(verdict)))] ?? null;
}

export function verdictStrip(answer: PairAnswer): HTMLElement[] {
  return pairEquations.map((equation) => card(equation, answer));
}

/** One word where something is wrong; where nothing is, what was looked at: the rest may be. */
export function wordOf(verdicts: Verdict[]): string | null {
  const verdict = worst(verdicts);
  if (verdict !== "ok") return verdict;
  const names = verdicts.map(({ check }) => check.replaceAll("_", " "));
  return `${names.join(", ")}: ok`;
}

function card(equation: PairEquation, { flow1, verdicts }: PairAnswer): HTMLElement {
  const own = verdicts.filter((verdict) => verdict.equation === equation);
  const verdict = worst(own);
  // Good marks are those of the checks: nothing here says that the flow is right.
  const fault = verdict === "ok" ? null : verdict;
  const flow2 = -flow1[equation];
  return html(
    "section",
    { class: `verdict ${fault ?? ""}` },
    html(
      "h3",
      {},
      fault === null ? null : html("span", { class: "mark", "aria-hidden": "true" }, marks[fault]),
      ` ${equationNames[equation]}`,
      html("span", { class: "word" }, wordOf(own)),
    ),
    html("p", { class: "flow", title: `J₂ = ${full(flow2)}` }, `J₂ = ${short(flow2, 6)}`),
    html(
      "ul",
      {},
      ...own.map((row) =>
        html(
          "li",
          { class: row.verdict, title: `${row.check.replaceAll("_", " ")}: ${full(row.value)}` },
          html("span", { class: "mark", "aria-hidden": "true" }, marks[row.verdict]),
          html("span", { class: "unseen" }, `${row.verdict}: `),
          row.meaning,
        ),
      ),
      html("li", {}, html("span", { class: "mark", "aria-hidden": "true" }, "·"), unjudged),
    ),
  );
}
