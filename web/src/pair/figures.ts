/** The figures of the page of two atoms. */
import { pairEquations, type PairEquation } from "../../core/api.js";
import { colourScale, type ColourScale } from "../plot/colour_maps.js";
import type { Curve, CurveFigure, MapFigure, Mark, Overlay } from "../plot/figure.js";
import { cells, type PairAnswer, type PairMaps } from "./answer.js";
import { axisKind, axisLabel, valueAlong } from "./fields.js";
import type { PairState } from "./state.js";

export const equationNames: Record<PairEquation, string> = {
  local: "local",
  global: "global",
  partial_secular: "partial secular",
};

const colours: Record<PairEquation, number> = { local: 0, global: 1, partial_secular: 2 };
const dashes: Record<PairEquation, number[] | undefined> = {
  local: [7, 4],
  global: [2, 3],
  partial_secular: undefined,
};

/** A map that diverges somewhere would leave no colours to the others: these two decide. */
const leading: PairEquation[] = ["local", "partial_secular"];

/** Full lines below, so that dashed ones are seen on them. */
const drawn: PairEquation[] = ["partial_secular", "local", "global"];

export interface MapFigures {
  figures: MapFigure[];
  scale: ColourScale;
  label: string;
}

function quantity({ specific }: PairState): { label: string; axis: string; name: string } {
  return specific
    ? { label: "specific flow j = J₂/Ω (frequency)", axis: "j = J₂/Ω (frequency)", name: "specific_flow" }
    : { label: "flow J₂ from bath 2 into the system (frequency²)", axis: "J₂ (frequency²)", name: "energy_flow" };
}

export function mapFigures(state: PairState, { maps }: PairAnswer): MapFigures {
  const { label, name } = quantity(state);
  const shared = {
    kind: "map" as const,
    x: { ...state.x, label: axisLabel(state.x.key, state.pair), name: state.x.key },
    y: { ...state.y, label: axisLabel(state.y.key, state.pair), name: state.y.key },
    cursor: { x: valueAlong(state.x.key, state.pair), y: valueAlong(state.y.key, state.pair) },
  };
  if (state.view === "differences") {
    const pairsOfThem: [PairEquation, PairEquation][] = [
      ["local", "partial_secular"],
      ["global", "partial_secular"],
      ["local", "global"],
    ];
    const fields = pairsOfThem.map(([a, b]) => difference(maps.flows[a], maps.flows[b]));
    const scale = colourScale(fields, fields.slice(0, 1), true);
    const differenceLabel = `difference of ${label}`;
    const figures = pairsOfThem.map(([a, b], k): MapFigure => ({
      ...shared,
      file: `${name}_${a}_minus_${b}`,
      title: `${equationNames[a]} − ${equationNames[b]}`,
      value: { label: differenceLabel, name: `${name}_difference` },
      field: { values: fields[k] as Float64Array, columns: cells, rows: cells },
      scale,
      overlays: [],
    }));
    return { figures, scale, label: differenceLabel };
  }
  const scale = colourScale(
    pairEquations.map((equation) => maps.flows[equation]),
    leading.map((equation) => maps.flows[equation]),
  );
  const figures = pairEquations.map((equation): MapFigure => ({
    ...shared,
    file: `${name}_${equation}`,
    title: equationNames[equation],
    value: { label, name },
    field: { values: maps.flows[equation], columns: cells, rows: cells },
    scale,
    overlays: overlays(maps, equation),
  }));
  return { figures, scale, label };
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, k) => value - (b[k] as number));
}

/** A distance from the real axis is told from none by parts of the coupling, above rounding. */
const realTo = 1e-9;

function overlays(maps: PairMaps, equation: PairEquation): Overlay[] {
  const ridge: Overlay = { kind: "ridge", ...maps.ridges[equation] };
  const point = maps.points[equation];
  if (point === null) return [ridge];
  const only = (real: boolean) =>
    Array.from(point.x, (x, k) =>
      (point.distance[k] as number) <= realTo * (point.coupling[k] as number) === real ? x : Number.NaN,
    );
  // A true point covers its edges, which are no others than itself.
  return [
    ...point.edges.map((edge): Overlay => ({ kind: "edge", ...edge })),
    { kind: "point", x: only(true), y: point.y },
    { kind: "shadow", x: only(false), y: point.y },
    ridge,
  ];
}

/** Real and imaginary parts of the eigenvalues along the coupling. */
export function branchFigures(state: PairState, answer: PairAnswer): [CurveFigure, CurveFigure] {
  const coupling = answer.branches.local.coupling;
  const figure = (part: "re" | "im", title: string, label: string): CurveFigure => ({
    kind: "curves",
    file: `eigenvalues_${part}`,
    title,
    x: { label: "coupling Ω (frequency)", name: "coupling" },
    y: { label, name: part },
    places: coupling,
    curves: drawn.flatMap((equation) =>
      answer.branches[equation][part].map(
        (y, branch): Curve => ({
          name: `${part}_${equation}_${branch + 1}`,
          ...look(equation),
          y,
          ...(branch > 0 ? { twin: true } : {}),
        }),
      ),
    ),
    marks: couplingMarks(state, answer),
  });
  return [
    figure("re", "Eigenvalues: relaxation", "Re λ (frequency)"),
    figure("im", "Eigenvalues: oscillation", "Im λ (frequency)"),
  ];
}

function look(equation: PairEquation): { label: string; colour: number; dash?: number[] } {
  const dash = dashes[equation];
  return { label: equationNames[equation], colour: colours[equation], ...(dash === undefined ? {} : { dash }) };
}

function couplingMarks(state: PairState, answer: PairAnswer): Mark[] {
  const marks: Mark[] = [{ x: state.pair.coupling, label: "Ω", dash: [2, 2] }];
  const point = answer.points.local;
  if (point !== null && point.im === 0) marks.push({ x: point.re, label: "EP" });
  return marks;
}

/** Flows along the x axis of the map, through the cursor. */
export function flowFigure(state: PairState, { curves }: PairAnswer): CurveFigure {
  const { axis, name } = quantity(state);
  const { key } = state.x;
  const coupling = (k: number) => (key === "coupling" ? (curves.x[k] as number) : state.pair.coupling);
  return {
    kind: "curves",
    file: `flows_along_${key}`,
    title: "Flows through the cursor",
    x: { label: axisLabel(key, state.pair), name: key },
    y: { label: axis, name },
    places: curves.x,
    curves: drawn.map((equation) => ({
      name: `${name}_${equation}`,
      ...look(equation),
      y: curves.flows[equation].map((flow1, k) => (state.specific ? -flow1 / coupling(k) : -flow1)),
    })),
    marks: [{ x: valueAlong(key, state.pair), label: axisKind(key).symbol.split(" ")[0] ?? "", dash: [2, 2] }],
  };
}

export function spectrumFigure({ spectrum }: PairAnswer): CurveFigure {
  return {
    kind: "curves",
    file: "flow_spectrum",
    title: "Spectrum of the flow from atom 2 to atom 1",
    x: { label: "ν (frequency)", name: "frequency" },
    y: { label: "−I(ν) (frequency)", name: "flow_spectrum" },
    places: spectrum.frequency,
    // The library's runs from atom 1 to atom 2.
    curves: [{ name: "flow_spectrum_local", label: equationNames.local, colour: colours.local, y: spectrum.values.map((value) => -value) }],
    marks: [],
  };
}
