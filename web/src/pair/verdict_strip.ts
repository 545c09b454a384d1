/** For each equation its flow at the cursor, what is judged of it, and what is not. */
import { pairEquations, type PairEquation, type Verdict } from "../../core/api.js";
import { html } from "../dom.js";
import { full, short } from "../numbers.js";
import type { PairAnswer } from "./answer.js";
import { equationNames } from "./figures.js";

const ranks = ["ok", "doubtful", "bad"] as const;
export const marks: Record<Verdict["verdict"], string> = { ok: "✓", doubtful: "?", bad: "✕" };

/** Of the checks of `quflux audit` what can make a flow wrong and has no place here, and what waits until the pair rests. */
export const unjudged = "not judged here: next order";
export const waiting = "not judged while the pair moves: Lamb shift";

/** Null where nothing was judged. */
function worst(verdicts: Verdict[]): Verdict["verdict"] | null {
  return ranks[Math.max(...verdicts.map(({ verdict }) => ranks.indexOf(verdict)))] ?? null;
}

/** `lambShift`: its rows, null as long as the pair moves. */
export function verdictStrip(answer: PairAnswer, lambShift: Verdict[] | null): HTMLElement[] {
  return pairEquations.map((equation) => card(equation, answer, lambShift));
}

/** One word where something is wrong; where nothing is, what was looked at: the rest may be. */
export function wordOf(verdicts: Verdict[]): string | null {
  const verdict = worst(verdicts);
  if (verdict !== "ok") return verdict;
  const names = verdicts.map(({ check }) => check.replaceAll("_", " "));
  return `${names.join(", ")}: ok`;
}

function card(equation: PairEquation, { flow1, verdicts }: PairAnswer, lambShift: Verdict[] | null): HTMLElement {
  const own = [...verdicts, ...(lambShift ?? [])].filter((verdict) => verdict.equation === equation);
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
          { class: row.verdict, title: `${row.check.replaceAll("_", " ")}: ${full(row.value) || "not known"}` },
          html("span", { class: "mark", "aria-hidden": "true" }, marks[row.verdict]),
          html("span", { class: "unseen" }, `${row.verdict}: `),
          row.meaning,
        ),
      ),
      ...[...(lambShift === null ? [waiting] : []), unjudged].map((text) =>
        html("li", {}, html("span", { class: "mark", "aria-hidden": "true" }, "·"), text),
      ),
    ),
  );
}
