/** What the tour says is what its pictures show: read off the maps and curves of each step. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { PairEquation, Pairs } from "../../core/api.js";
import { pairsOf } from "../../core/pairs.js";
import { answer, cells, type PairAnswer } from "../../src/pair/answer.js";
import { tour } from "../../src/pair/tour.js";

const wasm = join(__dirname, "../../../build/wasm/pair.wasm");
let pairs: Pairs;
let steps: PairAnswer[];

beforeAll(async () => {
  if (!existsSync(wasm)) throw new Error(`${wasm} is missing: make web builds it`);
  pairs = await pairsOf(readFileSync(wasm));
  steps = tour.map(({ state }) => answer(pairs, { ...state, step: null }));
});

const step = (k: number) => steps[k - 1] as PairAnswer;

function ridge(k: number, equation: PairEquation): { x: number; y: number }[] {
  const { x, y } = step(k).maps.ridges[equation];
  return Array.from(x, (value, i) => ({ x: value, y: y[i] as number })).filter(({ x: a, y: b }) => !Number.isNaN(a + b));
}

test("1: a sharp border in the local equation, a smooth one in the partial secular, none in the global", () => {
  const { points, branches } = step(1);
  // The digits of the text, of 0.00970780116655856.
  expect(points.local?.re).toBeCloseTo(0.00971, 5);
  expect(points.local?.im).toBe(0);
  expect(points.partial_secular?.im).toBeGreaterThan(1e-4);
  expect(points.global).toBeNull();
  const splits = (equation: PairEquation) => {
    const { coupling, im } = branches[equation];
    return Array.from(coupling, (value, k) => ({ coupling: value, split: Math.max(...im.map((branch) => Math.abs(branch[k] as number))) }));
  };
  for (const { coupling, split } of splits("local")) {
    if (coupling < 0.0097) expect(split).toBe(0);
    if (coupling > 0.0098) expect(split).toBeGreaterThan(1e-4);
  }
  for (const equation of ["global", "partial_secular"] as const) {
    for (const { split } of splits(equation)) expect(split).toBeGreaterThan(0);
  }
});

test("2: the red line is at 0.719 c_1, beyond the exceptional point; the global equation has none", () => {
  const local = ridge(2, "local");
  expect(local.length).toBeGreaterThan(0.9 * cells);
  for (const { x, y } of local) expect(y / x).toBeCloseTo(0.719, 3);
  expect(ridge(2, "global")).toEqual([]);
  const point = step(2).maps.points.local;
  if (point === null) throw new Error("no exceptional point");
  Array.from(point.x, (x, k) => {
    expect(point.distance[k]).toBe(0);
    // In proportion to the rates, and below the red line.
    expect((point.y[k] as number) / x).toBeCloseTo((point.y[5] as number) / (point.x[5] as number), 9);
    expect(point.y[k] as number).toBeLessThan(0.719 * x);
  });
});

test("3: the red lines of detuned atoms begin at couplings of their own", () => {
  // The weakest baths of the map change these by less than a unit of the last digit of the text.
  expect(ridge(3, "local")[0]?.y).toBeCloseTo(0.0403, 4);
  expect(ridge(3, "partial_secular")[0]?.y).toBeCloseTo(0.042, 4);
  for (const { y } of ridge(3, "global")) expect(y).toBeCloseTo(0.042, 4);
  expect(step(3).points.local?.im).toBeCloseTo(0.045, 6);
});

test("4: a maximum at 0.0149 and 0.0148, and a flow in proportion to the rates", () => {
  const { curves } = step(4);
  const { x, flows } = pairs.flows((tour[3] as (typeof tour)[number]).state.pair, "coefficients", 0.014, 0.016, 1001);
  const top = (equation: PairEquation) => {
    const values = Array.from(flows[equation], Math.abs);
    return x[values.indexOf(Math.max(...values))] as number;
  };
  expect(top("local")).toBeCloseTo(0.0149, 4);
  expect(top("partial_secular")).toBeCloseTo(0.0148, 4);
  const share = Array.from(curves.x, (c, k) => (curves.flows.global[k] as number) / c);
  for (const value of share) expect(value / (share[0] as number)).toBeCloseTo(1, 9);
  for (const equation of ["local", "partial_secular"] as const) {
    const last = Math.abs(curves.flows[equation][curves.x.length - 1] as number);
    expect(last).toBeLessThan(0.5 * Math.max(...Array.from(curves.flows[equation], Math.abs)));
  }
});

test("5: from cold to hot in the local equation beyond omega_2 = 1.1, and nowhere in the others", () => {
  const { maps, verdicts } = step(5);
  const count = (equation: PairEquation, isWrong: (flow: number, omega2: number) => boolean) =>
    maps.flows[equation].filter((flow, k) => isWrong(flow, maps.x[k % cells] as number)).length;
  // At 1.1 itself, the middle of the map, rounding decides.
  expect(count("local", (flow, omega2) => Math.abs(omega2 - 1.1) > 1e-6 && flow < 0 !== omega2 > 1.1)).toBe(0);
  for (const equation of ["global", "partial_secular"] as const) expect(count(equation, (flow) => !(flow > 0))).toBe(0);
  expect(-step(5).flow1.local).toBeCloseTo(-3.3177e-6, 10);
  expect(verdicts.some(({ equation, verdict }) => equation === "local" && verdict === "bad")).toBe(true);
});
