/** Everything that the page shows of a state, computed at once. */
import {
  pairEquations,
  type FlowSpectrum,
  type Pair,
  type PairBranches,
  type PairEquation,
  type PairFlows,
  type PairPoint,
  type Pairs,
  type Refusal,
  type Verdict,
} from "../../core/api.js";
import { axisKind, type AxisKind } from "./fields.js";
import type { AxisRange, PairState } from "./state.js";
import { zeroContour } from "../plot/contour.js";
import { centre } from "../plot/figure.js";

/** Along each axis of a map. */
export const cells = 201;
const curvePoints = 241;
/** Rows at which the exceptional point is looked for; it is drawn as a curve through them. */
const pointRows = 33;
/** The same along both axes of a map without the coupling. */
const pointGrid = 13;

export interface PairMaps {
  /** J_2, or J_2/Omega, row-major over y and x: what flows from bath 2 into the system. */
  flows: Record<PairEquation, Float64Array>;
  x: Float64Array;
  y: Float64Array;
  /** Places of the largest flow, as points of the map. */
  ridges: Record<PairEquation, MapCurve>;
  /** Along which axis the largest flow is looked for: the coupling's, else x. */
  ridgeAlong: AxisKind;
  points: Record<PairEquation, PointCurve | null>;
  /** Why points without an answer have none. */
  missing: Refusal | null;
}

export interface MapCurve {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

/** Where the coupling is that of the exceptional point, or the real part of it: its shadow. */
export interface PointCurve extends MapCurve {
  coupling: ArrayLike<number>;
  /** From the real axis: how blurred a shadow is, 0 for a true point. */
  distance: ArrayLike<number>;
  /** Where the coupling is the real part plus and minus the distance. */
  edges: MapCurve[];
}

export interface PairAnswer {
  flow1: Record<PairEquation, number>;
  maps: PairMaps;
  /** Of the flow: null where the equation has none. */
  points: Record<PairEquation, PairPoint | null>;
  branches: Record<PairEquation, PairBranches>;
  curves: PairFlows;
  spectrum: FlowSpectrum;
  verdicts: Verdict[];
}

/** Throws where the pair itself has no answer. Takes the memory of maps from an answer that nobody needs
 * any more: new memory for every step of a slider takes half a millisecond. */
export function answer(pairs: Pairs, state: PairState, unneeded: PairAnswer | null = null): PairAnswer {
  const { pair } = state;
  const flow1 = ofEach((equation) => pairs.flow(pair, equation));
  const points = ofEach((equation) => pairs.exceptionalPoints(pair, equation, "flow")[0] ?? null);
  const couplings = couplingRange(state);
  return {
    flow1,
    maps: timed("maps", () => maps(pairs, state, unneeded?.maps.flows)),
    points,
    branches: ofEach((equation) => pairs.branches(pair, equation, couplings.from, couplings.to, curvePoints, "centres")),
    curves: pairs.flows(pair, state.x.key, state.x.from, state.x.to, curvePoints, "centres"),
    spectrum: pairs.spectrum(pair, ...spectrumRange(pair), curvePoints),
    verdicts: pairs.verdicts(pair),
  };
}

/** Leaves how long it took where browsers show it, the last time of each name. */
export function timed<T>(name: string, work: () => T): T {
  const start = performance.now();
  const result = work();
  performance.clearMeasures(name);
  performance.measure(name, { start });
  return result;
}

export function ofEach<T>(of: (equation: PairEquation) => T): Record<PairEquation, T> {
  return Object.fromEntries(pairEquations.map((equation) => [equation, of(equation)])) as Record<PairEquation, T>;
}

/** Where the coupling runs on the map, or else about that of the pair. */
function couplingRange(state: PairState): { from: number; to: number } {
  const axis = [state.x, state.y].find(({ key }) => key === "coupling");
  if (axis !== undefined) return { from: Math.max(0, axis.from), to: largestCoupling(state.pair, axis.to) };
  return { from: 0, to: largestCoupling(state.pair, Math.max(4 * Math.abs(state.pair.coupling), 1e-3)) };
}

// Both modes must have a positive energy, also at the last of the points.
function largestCoupling({ omega1, omega2 }: Pair, wanted: number): number {
  return Math.min(wanted, 0.999 * Math.sqrt(omega1 * omega2));
}

// About both modes, which are apart by the splitting, and as far beyond them as lines are wide.
function spectrumRange(pair: Pair): [number, number] {
  const splitting = Math.hypot(pair.omega1 - pair.omega2, 2 * pair.coupling);
  const width =
    pair.coefficient1 * pair.omega1 ** pair.exponent1 + pair.coefficient2 * pair.omega2 ** pair.exponent2;
  const half = splitting + 2 * Math.min(width, pair.omega1 + pair.omega2);
  const mean = (pair.omega1 + pair.omega2) / 2;
  return [mean - half, mean + half];
}

function maps(pairs: Pairs, state: PairState, memory: PairMaps["flows"] | undefined): PairMaps {
  const { pair, x, y, specific } = state;
  const along = y.key === "coupling" ? "y" : "x";
  const [first, second] = along === "y" ? [y, x] : [x, y];
  // At centres: zero, where a flow divided by the coupling or a bath without rates has no answer, is an edge
  // and no point.
  const axis = (range: AxisRange) => ({ ...range, points: cells });
  const map = pairs.map(pair, axis(x), axis(y), specific, along, "centres", memory);
  const [xs, ys] = [centres(x), centres(y)];
  const across = along === "y" ? xs : ys;
  const placed = (found: Float64Array, across: Float64Array): MapCurve =>
    along === "y" ? { x: across, y: found } : { x: found, y: across };
  return {
    flows: ofEach((equation) => outOfBath2(map.flows[equation])),
    x: xs,
    y: ys,
    ridges: ofEach((equation) => placed(map.ridges[equation], across)),
    ridgeAlong: axisKind(first.key),
    points: ofEach((equation) => pointCurve(pairs, pair, equation, first, second, placed)),
    missing: map.missing,
  };
}

/** J_2 = -J_1 in a stationary state. In place: a map is large, and there are three with every move of
 * a slider. */
function outOfBath2(flow: Float64Array): Float64Array {
  for (let k = 0; k < flow.length; ++k) flow[k] = -(flow[k] as number);
  return flow;
}

/** Null for the global equation, which has no exceptional point. */
function pointCurve(
  pairs: Pairs,
  pair: Pair,
  equation: PairEquation,
  first: AxisRange,
  second: AxisRange,
  placed: (found: Float64Array, across: Float64Array) => MapCurve,
): PointCurve | null {
  if (equation === "global") return null;
  if (first.key !== "coupling") return pointContour(pairs, pair, equation, first, second);
  const across = spread(second, pointRows);
  // The coupling is what is found: none is given.
  const nowhere = { key: first.key, values: Float64Array.of(0) };
  const { re: coupling, im: distance } = pairs.flowPoints(pair, equation, nowhere, { key: second.key, values: across });
  const edge = (sign: number) => placed(coupling.map((value, k) => value + sign * (distance[k] as number)), across);
  return { ...placed(coupling, across), coupling, distance, edges: [edge(1), edge(-1)] };
}

/** On a map without the coupling: where that of the point is the coupling of the pair. */
function pointContour(pairs: Pairs, pair: Pair, equation: PairEquation, x: AxisRange, y: AxisRange): PointCurve {
  const [xs, ys] = [spread(x, pointGrid), spread(y, pointGrid)];
  const { re, im } = pairs.flowPoints(pair, equation, { key: x.key, values: xs }, { key: y.key, values: ys });
  const along = (sign: number) =>
    zeroContour(xs, ys, re.map((value, k) => value + sign * (im[k] as number) - pair.coupling), im);
  const middle = along(0);
  return {
    ...middle,
    coupling: middle.x.map(() => pair.coupling),
    distance: middle.other,
    edges: [along(1), along(-1)],
  };
}

function centres(range: AxisRange): Float64Array {
  return Float64Array.from({ length: cells }, (_, k) => centre(range, k, cells));
}

/** From the centre of the first cell to that of the last one. */
function spread(range: AxisRange, count: number): Float64Array {
  const [from, to] = [centre(range, 0, cells), centre(range, cells - 1, cells)];
  return Float64Array.from({ length: count }, (_, k) => from + ((to - from) * k) / (count - 1));
}
