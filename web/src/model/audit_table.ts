/** The audit of a model: every check of every equation, a verdict and what it means. */
import { csv } from "../csv.js";
import { html } from "../dom.js";
import { short } from "../numbers.js";

type Word = "ok" | "doubtful" | "bad";

interface Check {
  value: number | null;
  verdict: Word;
  meaning: string;
}

/** As `quflux audit --format json` writes it. */
export interface Audit {
  equations: Record<string, Record<string, Check>>;
  /** Why equations have no audit. */
  failures: Record<string, string>;
  advice: string;
}

const marks: Record<Word, string> = { ok: "✓", doubtful: "?", bad: "✕" };

/** A row for each check, with every digit. */
export function auditAsCsv({ equations }: Audit): string {
  return csv(
    ["equation", "check", "value", "verdict", "meaning"],
    Object.entries(equations).flatMap(([equation, checks]) =>
      Object.entries(checks).map(([name, { value, verdict, meaning }]) => [equation, name, value, verdict, meaning]),
    ),
  );
}

export function auditTable({ equations, failures, advice }: Audit): HTMLElement {
  return html(
    "div",
    { class: "audit" },
    html("p", { class: "advice" }, advice),
    ...Object.entries(failures).map(([equation, reason]) =>
      html("p", {}, `${equation.replaceAll("_", " ")}: ${reason}`),
    ),
    ...Object.entries(equations).map(([equation, checks]) =>
      html(
        "table",
        {},
        html("caption", {}, equation.replaceAll("_", " ")),
        html(
          "thead",
          {},
          html("tr", {}, ...["", "check", "value", "what it means"].map((name) => html("th", { scope: "col" }, name))),
        ),
        html("tbody", {}, ...Object.entries(checks).map(([name, check]) => row(name, check))),
      ),
    ),
  );
}

function row(name: string, { value, verdict, meaning }: Check): HTMLTableRowElement {
  return html(
    "tr",
    { class: verdict },
    html("td", {}, html("span", { class: "mark", "aria-hidden": "true" }, marks[verdict]), html("span", { class: "unseen" }, verdict)),
    html("th", { scope: "row" }, name.replaceAll("_", " ")),
    html("td", { class: "number" }, value === null ? "" : short(value)),
    html("td", { class: "meaning" }, meaning),
  );
}
