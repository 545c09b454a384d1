/** For each equation its flow at the cursor, and whether to believe it. */
import { pairEquations, type PairEquation, type Verdict } from "../../core/api.js";
import { html } from "../dom.js";
import { full, short } from "../numbers.js";
import type { PairAnswer } from "./answer.js";
import { equationNames } from "./figures.js";

const ranks = ["ok", "doubtful", "bad"] as const;
export const marks: Record<Verdict["verdict"], string> = { ok: "✓", doubtful: "?", bad: "✕" };

/** Null where nothing was judged. */
function worst(verdicts: Verdict[]): Verdict["verdict"] | null {
  return ranks[Math.max(...verdicts.map(({ verdict }) => ranks.indexOf(verdict)))] ?? null;
}

export function verdictStrip(answer: PairAnswer): HTMLElement[] {
  return pairEquations.map((equation) => card(equation, answer));
}

function card(equation: PairEquation, { flow1, verdicts }: PairAnswer): HTMLElement {
  const own = verdicts.filter((verdict) => verdict.equation === equation);
  const verdict = worst(own);
  const flow2 = -flow1[equation];
  return html(
    "section",
    { class: `verdict ${verdict ?? ""}` },
    html(
      "h3",
      {},
      verdict === null ? null : html("span", { class: "mark", "aria-hidden": "true" }, marks[verdict]),
      ` ${equationNames[equation]}`,
      html("span", { class: "word" }, verdict),
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
    ),
  );
}
