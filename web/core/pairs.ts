import {
  pairEquations,
  pairKeys,
  QufluxError,
  type Axis,
  type AxisKey,
  type FlowPoints,
  type FlowSpectrum,
  type Pair,
  type PairBranches,
  type PairEquation,
  type PairFlows,
  type PairMap,
  type PairPoint,
  type Pairs,
  type Places,
  type Refusal,
  type Spacing,
  type Verdict,
} from "./api.js";
import { Module } from "./module.js";
import { pairKeyAt, pairToml } from "./pair_toml.js";
import { placed } from "./placed.js";

const verdictWords = ["ok", "doubtful", "bad"] as const;

/** The closed forms of a compiled pair.wasm. */
export async function pairsOf(bytes: BufferSource): Promise<Pairs> {
  return new CompiledPairs(await Module.open(bytes));
}

/** As C++ counts what an axis may vary. */
function axisIndex(key: AxisKey): number {
  return key === "coefficients" ? pairKeys.length : pairKeys.indexOf(key);
}

function byEquation<T>(make: (index: number) => T): Record<PairEquation, T> {
  return Object.fromEntries(pairEquations.map((name, e) => [name, make(e)])) as Record<
    PairEquation,
    T
  >;
}

class CompiledPairs implements Pairs {
  readonly version: string;
  readonly arithmetic = "simd";
  readonly #module: Module;

  constructor(module: Module) {
    this.#module = module;
    module.call("version");
    this.version = module.text();
  }

  #call(pair: Pair, name: string, ...args: number[]): Float64Array {
    this.#module.put("pair_numbers", pairKeys.map((key) => pair[key]));
    this.#module.call(name, ...args);
    return this.#module.numbers();
  }

  refusal(pair: Pair): Refusal | null {
    const wrong = this.#errorOf(() => {
      this.#module.give(pairToml(pair));
      this.#module.call("pair_read");
    });
    if (wrong !== null) {
      const { message, line, column } = placed(wrong);
      const key = line === null || column === null ? null : pairKeyAt(pair, line, column);
      return { message, key, closedForm: false };
    }
    const message = this.#errorOf(() => this.#call(pair, "pair_validate"));
    if (message === null) return null;
    return { message, key: null, closedForm: this.#module.numbers()[0] !== 1 };
  }

  #errorOf(work: () => void): string | null {
    try {
      work();
      return null;
    } catch (error) {
      if (error instanceof QufluxError) return error.message;
      throw error;
    }
  }

  flow(pair: Pair, equation: PairEquation): number {
    return this.#call(pair, "pair_flow", pairEquations.indexOf(equation))[0]!;
  }

  map(
    pair: Pair,
    x: Axis,
    y: Axis,
    specific: boolean,
    ridgesAlong: "x" | "y" = "x",
    spacing: Spacing = "ends",
    into?: PairMap["flows"],
  ): PairMap {
    const axis = ({ key, from, to, points }: Axis) => [axisIndex(key), from, to, points];
    const alongY = ridgesAlong === "y";
    const options = [Number(spacing === "centres"), Number(specific), Number(alongY)];
    const numbers = this.#call(pair, "pair_map", ...axis(x), ...axis(y), ...options);
    const size = x.points * y.points;
    const lines = alongY ? x.points : y.points;
    const reason = this.#module.text();
    const missing = numbers.slice(3 * size + 3 * lines);
    const flows = into ?? byEquation(() => new Float64Array(size));
    pairEquations.forEach((name, e) => flows[name].set(numbers.subarray(e * size, (e + 1) * size)));
    const ridges = byEquation((e) =>
      numbers.slice(3 * size + e * lines, 3 * size + (e + 1) * lines),
    );
    return { flows, ridges, missing: missing.length === 0 ? null : this.#missing(missing, reason) };
  }

  #missing(numbers: Float64Array, reason: string): Refusal {
    const ofMap = { message: reason, key: null, closedForm: false };
    const pair = Object.fromEntries(pairKeys.map((key, k) => [key, numbers[k]!]));
    return (reason === "" ? this.refusal(pair as unknown as Pair) : null) ?? ofMap;
  }

  exceptionalPoints(
    pair: Pair,
    equation: PairEquation,
    kind?: PairPoint["kind"],
  ): PairPoint[] {
    const numbers = this.#call(
      pair,
      "pair_exceptional_points",
      pairEquations.indexOf(equation),
      kind === undefined ? 2 : kind === "flow" ? 0 : 1,
    );
    const points: PairPoint[] = [];
    for (let i = 0; i < numbers.length; i += 3) {
      const [kind, re, im] = numbers.subarray(i, i + 3) as unknown as [number, number, number];
      points.push({ kind: kind === 0 ? "flow" : "coherence", re, im });
    }
    return points;
  }

  flowPoints(pair: Pair, equation: PairEquation, x: Places, y: Places): FlowPoints {
    this.#module.put("pair_places", [...x.values, ...y.values]);
    const places = ({ key, values }: Places) => [axisIndex(key), values.length];
    const index = pairEquations.indexOf(equation);
    const numbers = this.#call(pair, "pair_flow_points", index, ...places(x), ...places(y));
    const part = (first: number) =>
      Float64Array.from({ length: numbers.length / 2 }, (_, k) => numbers[2 * k + first]!);
    return { re: part(0), im: part(1) };
  }

  optimalCoupling(pair: Pair, equation: PairEquation): number {
    return this.#call(pair, "pair_optimal_coupling", pairEquations.indexOf(equation))[0]!;
  }

  branches(
    pair: Pair,
    equation: PairEquation,
    from: number,
    to: number,
    points: number,
    spacing: Spacing = "ends",
  ): PairBranches {
    const index = pairEquations.indexOf(equation);
    const numbers = this.#call(pair, "pair_branches", index, from, to, points, Number(spacing === "centres"));
    const row = (i: number) => numbers.slice(i * points, (i + 1) * points);
    return { coupling: row(0), re: [1, 2, 3, 4].map(row), im: [5, 6, 7, 8].map(row) };
  }

  flows(
    pair: Pair,
    key: AxisKey,
    from: number,
    to: number,
    points: number,
    spacing: Spacing = "ends",
  ): PairFlows {
    const centred = Number(spacing === "centres");
    const numbers = this.#call(pair, "pair_flows", axisIndex(key), from, to, points, centred);
    const row = (i: number) => numbers.slice(i * points, (i + 1) * points);
    return { x: row(0), flows: byEquation((e) => row(e + 1)) };
  }

  spectrum(pair: Pair, from: number, to: number, points: number): FlowSpectrum {
    const numbers = this.#call(pair, "pair_spectrum", from, to, points);
    return { frequency: numbers.slice(0, points), values: numbers.slice(points) };
  }

  verdicts(pair: Pair): Verdict[] {
    return this.#rows(this.#call(pair, "pair_verdicts"));
  }

  lambShift(pair: Pair): Verdict[] {
    return this.#rows(this.#call(pair, "pair_lamb_shift"));
  }

  #rows(numbers: Float64Array): Verdict[] {
    const words = this.#module.text().split("\n");
    return Array.from({ length: numbers.length / 2 }, (_, i) => ({
      equation: words[3 * i] as PairEquation,
      check: words[3 * i + 1]!,
      value: numbers[2 * i]!,
      verdict: verdictWords[numbers[2 * i + 1]!]!,
      meaning: words[3 * i + 2]!,
    }));
  }

  toml(pair: Pair): string {
    return pairToml(pair);
  }
}
