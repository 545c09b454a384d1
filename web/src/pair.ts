/** The page of two atoms: everything is computed anew while a slider moves. */
import "../pages/page.css";
import "../pages/pair.css";
import { loadPairs, QufluxError, type Pair, type Pairs, type Refusal, type Verdict } from "../core/index.js";
import { linkTo, setFragment } from "./address.js";
import { byId, html, onceAFrame, svg, whenQuiet } from "./dom.js";
import { written as modelLink } from "./model/model_state.js";
import { showMessage } from "./message.js";
import { announceModel } from "./notebook.js";
import { answer, timed, type PairAnswer } from "./pair/answer.js";
import { AxesForm } from "./pair/axes_form.js";
import { Controls } from "./pair/controls.js";
import { movedAlong } from "./pair/fields.js";
import { branchFigures, flowFigure, mapFigures, spectrumFigure } from "./pair/figures.js";
import { python } from "./pair/python.js";
import { refusalWords } from "./pair/refusal_words.js";
import { scheme } from "./pair/scheme.js";
import { readState, written, type PairState } from "./pair/state.js";
import { tour } from "./pair/tour.js";
import { verdictStrip } from "./pair/verdict_strip.js";
import { words } from "./pair/words.js";
import { ColourBar } from "./plot/colour_bar.js";
import { CurvePlot } from "./plot/curve_plot.js";
import { FigurePanel } from "./plot/figure_panel.js";
import { MapPlot } from "./plot/map_plot.js";
import { copy } from "./save.js";
import { followTheme, palette } from "./theme.js";
import { tell } from "./told.js";

const mapAspect = 0.92;

function start(pairs: Pairs): void {
  let { state, remarks } = readState(location.hash);
  let current: PairAnswer | null = null;
  // Pictures hold what was drawn last, also where there is no answer; that before it is free.
  let drawn: PairAnswer | null = null;
  let unneeded: PairAnswer | null = null;
  let lambShift: { pair: Pair; rows: Verdict[] } | null = null;

  const maps = [0, 1, 2].map(() => {
    const panel = new FigurePanel();
    byId("map-row").append(panel.root);
    const moved = (x: number, y: number) =>
      change({ pair: movedAlong(state.y.key, movedAlong(state.x.key, state.pair, x), y) });
    return { panel, plot: new MapPlot(panel.stage, { aspect: mapAspect, moved }) };
  });
  const bar = new ColourBar(byId("colour-bar"), byId("map-row"));
  const curves = [0, 1, 2, 3].map(() => {
    const panel = new FigurePanel();
    byId("curves").append(panel.root);
    return { panel, plot: new CurvePlot(panel.stage) };
  });

  const message = (text: string | null) => {
    showMessage(text);
    document.body.classList.toggle("blank", text !== null && current === null);
  };
  const refuse = (text: string) => {
    current = null;
    byId("words").textContent = "";
    showReason(null);
    message(text);
  };

  const controls = new Controls(byId("controls"), state, (pair: Pair) => change({ pair }), refuse);
  const axes = new AxesForm(byId("axes"), state, change, refuse);
  const steps = tour.map((step, k) =>
    html(
      "button",
      {
        type: "button",
        "aria-label": `Step ${k + 1}: ${step.title}`,
        click: () => change({ ...structuredClone(step.state), step: k + 1 }),
      },
      String(k + 1),
      html("span", { class: "wide" }, `. ${step.title}`),
    ),
  );
  byId("steps").append(...steps);

  function change(part: Partial<PairState>): void {
    state = { ...state, step: null, ...part };
    redraw();
  }

  const redraw = onceAFrame(update);
  // The same pair at another size or in other colours: what a field says meanwhile stays.
  const repaint = onceAFrame(() => {
    if (current !== null) draw(current);
  });
  const whenSettled = whenQuiet(300, () => {
    setFragment(written(state));
    if (current === null) return;
    lambShift = { pair: state.pair, rows: pairs.lambShift(state.pair) };
    byId("verdicts").replaceChildren(...verdictStrip(current, lambShift.rows));
    const toml = pairs.toml(state.pair);
    announceModel(toml);
    byId("words").textContent = words(state, current);
    void linkAudit(toml);
  });

  // While the pair moves there is no link, lest it lead to the one before.
  const audit = byId<HTMLAnchorElement>("audit-link");
  byId("other-page").hidden = document.querySelector("nav") === null;
  async function linkAudit(toml: string): Promise<void> {
    const fragment = await modelLink({ kind: "toml", toml });
    if (toml === pairs.toml(state.pair)) audit.href = `model.html#${fragment}`;
  }

  function update(): void {
    audit.removeAttribute("href");
    controls.show(state);
    axes.show(state);
    steps.forEach((button, k) => button.setAttribute("aria-pressed", String(state.step === k + 1)));
    showStep(state.step);
    try {
      current = timed("step", () => answer(pairs, state, unneeded));
      [drawn, unneeded] = [current, drawn];
      message(remarks.length > 0 ? remarks.join(" ") : null);
    } catch (error) {
      if (!(error instanceof QufluxError)) throw error;
      const refusal = pairs.refusal(state.pair);
      refuse(refusal === null ? error.message : refusalWords(refusal));
      if (refusal !== null && refusal.key !== null) controls.mark(refusal.key);
    }
    remarks = [];
    if (current !== null) draw(current);
    whenSettled();
  }

  function draw(found: PairAnswer): void {
    const colours = palette();
    const { figures, scale, label } = mapFigures(state, found);
    figures.forEach((figure, k) => {
      const { panel, plot } = maps[k] as (typeof maps)[number];
      panel.show(figure);
      plot.show(figure, colours, k === 0 || isNarrow(), `${figure.title}: ${label}. Arrow keys move the cursor.`);
    });
    bar.show(scale, label, colours);
    byId("map-legend").hidden = state.view === "differences";
    showReason(found.maps.missing);
    [...branchFigures(state, found), flowFigure(state, found), spectrumFigure(found)].forEach((figure, k) => {
      const { panel, plot } = curves[k] as (typeof curves)[number];
      panel.show(figure);
      plot.show(figure, colours);
    });
    byId("verdicts").replaceChildren(...verdictStrip(found, lambShift?.pair === state.pair ? lambShift.rows : null));
    byId("scheme").replaceChildren(scheme(state.pair, -found.flow1.partial_secular, colours));
    byId("map-legend").replaceChildren(...legend(found));
  }

  const copied = async (text: () => string, told: string) => {
    try {
      tell((await copy(text())) ? told : "The browser does not allow copying.");
    } catch (error) {
      if (!(error instanceof QufluxError)) throw error;
      tell(error.message);
    }
  };
  byId("copy-link").addEventListener("click", () => {
    setFragment(written(state));
    const { text, told } = linkTo(written(state));
    void copied(() => text, told);
  });
  byId("copy-toml").addEventListener("click", () => void copied(() => pairs.toml(state.pair), "Model file copied."));
  byId("copy-python").addEventListener("click", () => void copied(() => python(state.pair), "Python copied."));
  for (const id of ["controls", "axes"]) byId(id).addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", () => {
    ({ state, remarks } = readState(location.hash));
    redraw();
  });
  window.addEventListener("resize", repaint);
  followTheme(byId<HTMLButtonElement>("theme"), repaint);
  byId("version").textContent = `quflux ${pairs.version}.`;
  update();
  // Two frames on it is on the screen.
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark("first map")));
}

/** Why points of the map have no answer. */
function showReason(missing: Refusal | null): void {
  byId("reason").hidden = missing === null;
  byId("reason").textContent = missing === null ? "" : `Hatched points have no answer. ${refusalWords(missing)}`;
}

function showStep(step: number | null): void {
  const node = byId("step-text");
  const key = String(step);
  // Only a change is read aloud.
  if (node.dataset["step"] === key) return;
  node.dataset["step"] = key;
  const found = step === null ? undefined : tour[step - 1];
  if (found === undefined) {
    node.textContent = "Move a slider, or drag the cursor on a map. Each step of the tour sets the numbers for you.";
  } else {
    node.replaceChildren(html("strong", {}, `${found.title} `), found.text);
  }
}

function isNarrow(): boolean {
  return matchMedia("(max-width: 700px)").matches;
}

/** What the lines on the maps are. */
function legend({ maps }: PairAnswer): HTMLElement[] {
  const colours = palette();
  const item = (text: string, ...marks: SVGElement[]) =>
    html("li", {}, svg("svg", { width: 34, height: 16, "aria-hidden": "true" }, svg("rect", { width: 34, height: 16, fill: "#3b528b" }), ...marks) as unknown as Node, text);
  const line = (colour: string, dash: string | null) =>
    svg("line", { x1: 3, x2: 31, y1: 8, y2: 8, stroke: colour, "stroke-width": 2, "stroke-dasharray": dash });
  const edge = (y: number) =>
    svg("line", { x1: 3, x2: 31, y1: y, y2: y, stroke: colours.point, "stroke-dasharray": "1.5 4" });
  const items = [item(`largest along ${maps.ridgeAlong.symbol.split(" ")[0]}`, line(colours.ridge, null))];
  if (maps.points.local !== null) {
    items.push(
      item("exceptional point", line(colours.point, null)),
      item("its shadow, and how blurred it is", line(colours.point, "6 4"), edge(3), edge(13)),
    );
  }
  return items;
}

loadPairs().then(start, (error: unknown) => {
  const node = byId("message");
  node.hidden = false;
  node.textContent = `The library could not be started: ${error instanceof Error ? error.message : String(error)}`;
});
