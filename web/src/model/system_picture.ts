/** Sites with their levels, what couples them, their baths, and the energies of the whole. */
import type { ModelSummary } from "../../core/api.js";
import { svg } from "../dom.js";
import { short } from "../numbers.js";
import { fontFamily } from "../plot/frame.js";
import type { Palette } from "../theme.js";

const mostSites = 10;
const mostRungs = 6;
const siteTop = 96;
const siteBottom = 150;

export function systemPicture(summary: ModelSummary, palette: Palette): SVGSVGElement {
  const sites = summary.sites.slice(0, mostSites);
  const spacing = 92;
  const hasEnergies = summary.energies.length > 0;
  const siteWidth = Math.max(1, sites.length, summary.baths.length) * spacing + 20;
  const width = siteWidth + (hasEnergies ? 150 : 0);
  const siteAt = (k: number) => 10 + ((siteWidth - 20) * (k + 0.5)) / sites.length;
  const at = new Map(sites.map(({ name }, k) => [name, siteAt(k)]));
  const text = (x: number, y: number, content: string, fill = palette.ink, anchor = "middle") =>
    svg("text", { x, y, fill, "font-size": 12, "font-family": fontFamily, "text-anchor": anchor }, content);
  const drawing = svg("svg", {
    viewBox: `0 0 ${width} 196`,
    width,
    role: "img",
    "aria-label": description(summary),
  });
  for (const { sites: names, name } of summary.couplings) {
    const [a, b] = [at.get(names[0] ?? ""), at.get(names[1] ?? "")];
    if (a === undefined || b === undefined) continue;
    const far = Math.abs(b - a) > (siteWidth - 20) / sites.length + 1;
    const middle = (a + b) / 2;
    const d = far ? `M${a} ${siteBottom + 6}Q${middle} ${siteBottom + 34} ${b} ${siteBottom + 6}` : `M${Math.min(a, b) + 24} 126H${Math.max(a, b) - 24}`;
    drawing.append(svg("path", { d, fill: "none", stroke: palette.muted, "stroke-width": 1.5, "stroke-dasharray": "3 3" }));
    if (!far) drawing.append(text(middle, 118, clipped(name, 8), palette.muted));
  }
  sites.forEach(({ name, levels }, k) => {
    const x = siteAt(k);
    const rungs = Math.min(Math.max(levels, 1), mostRungs);
    for (let rung = 0; rung < rungs; ++rung) {
      const y = rungs === 1 ? siteBottom : siteBottom - ((siteBottom - siteTop) * rung) / (rungs - 1);
      drawing.append(svg("line", { x1: x - 20, x2: x + 20, y1: y, y2: y, stroke: palette.ink, "stroke-width": 2 }));
    }
    if (levels > mostRungs) drawing.append(text(x, siteTop - 6, `… ${levels}`, palette.muted));
    drawing.append(text(x, siteBottom + 20, clipped(name, 12)));
  });
  const touchedBy = summary.baths.map(({ sites: names }) => names.map((site) => at.get(site)).filter((x) => x !== undefined));
  const bathAt = apart(
    touchedBy.map((touched) => (touched.length === 0 ? siteWidth / 2 : touched.reduce((sum, x) => sum + x, 0) / touched.length)),
    spacing,
    10 + spacing / 2,
    siteWidth - 10 - spacing / 2,
  );
  summary.baths.forEach(({ name, temperature }, k) => {
    const touched = touchedBy[k] ?? [];
    const x = bathAt[k] ?? siteWidth / 2;
    const colour = warmth(temperature, summary, palette);
    for (const site of touched) {
      drawing.append(
        svg("path", { d: `M${x} 46Q${x} 66 ${site} 84`, fill: "none", stroke: colour, "stroke-width": 1.5 }),
      );
    }
    drawing.append(
      svg("rect", { x: x - 38, y: 6, width: 76, height: 40, rx: 7, fill: palette.paper, stroke: colour, "stroke-width": 2 }),
      text(x, 23, clipped(name, 10)),
      text(x, 39, temperature === null ? "" : `T = ${short(temperature, 3)}`, palette.muted),
    );
  });
  if (summary.sites.length > mostSites) {
    drawing.append(text(siteWidth / 2, 192, `and ${summary.sites.length - mostSites} more sites`, palette.muted));
  }
  if (hasEnergies) drawing.append(energyColumn(summary.energies, siteWidth + 20, palette));
  return drawing;
}

/** Places as near to the wanted ones as their distances and both ends allow, in the same order. */
export function apart(wanted: number[], distance: number, first: number, last: number): number[] {
  const order = wanted.map((_, k) => k).sort((i, j) => (wanted[i] ?? 0) - (wanted[j] ?? 0) || i - j);
  const found = [...wanted];
  let least = first;
  for (const k of order) least = (found[k] = Math.max(found[k] ?? 0, least)) + distance;
  let most = last;
  for (const k of order.reverse()) most = (found[k] = Math.min(found[k] ?? 0, most)) - distance;
  return found;
}

function energyColumn(energies: number[], left: number, palette: Palette): SVGGElement {
  const [low = 0, high = 1] = [energies[0], energies[energies.length - 1]];
  const column = svg("g", { "font-family": fontFamily, "font-size": 11, fill: palette.muted });
  const y = (energy: number) => 168 - (high === low ? 0 : (140 * (energy - low)) / (high - low));
  for (const energy of energies) {
    column.append(svg("line", { x1: left, x2: left + 46, y1: y(energy), y2: y(energy), stroke: palette.ink, "stroke-width": 1.4 }));
  }
  let lastLabel = Infinity;
  for (const energy of energies) {
    if (lastLabel - y(energy) < 12) continue;
    lastLabel = y(energy);
    column.append(svg("text", { x: left + 52, y: lastLabel + 4 }, short(energy)));
  }
  column.append(svg("text", { x: left, y: 188 }, "energies of the whole"));
  return column;
}

function warmth(temperature: number | null, { baths }: ModelSummary, palette: Palette): string {
  const all = baths.map((bath) => bath.temperature).filter((value) => value !== null);
  if (temperature === null || Math.max(...all) === Math.min(...all)) return palette.muted;
  const middle = (Math.max(...all) + Math.min(...all)) / 2;
  return (temperature > middle ? palette.curves[1] : palette.curves[0]) ?? palette.ink;
}

function clipped(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function description({ sites, couplings, baths, dimension }: ModelSummary): string {
  const listed = (items: { name: string }[]) =>
    items
      .slice(0, 12)
      .map(({ name }) => name)
      .join(", ");
  return `${sites.length} sites: ${listed(sites)}; ${couplings.length} couplings; baths: ${baths
    .map(({ name, temperature, sites: at }) => `${name}${temperature === null ? "" : ` at ${temperature}`} on ${at.join(", ")}`)
    .join("; ")}${dimension === null ? "" : `; ${dimension} states`}`;
}
