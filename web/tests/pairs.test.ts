import { beforeAll, describe, expect, it } from "vitest";

import { pairEquations, pairKeys, QufluxError, type Pair, type PairEquation, type PairKey, type Pairs, type Refusal } from "../core/api.js";
import { pairsOf } from "../core/pairs.js";
import { bytes, text } from "./files.js";
import { flowsOrReasons, printed } from "./program.js";
import { refusalWords } from "../src/pair/refusal_words.js";
import { centre } from "../src/plot/figure.js";

interface Case {
  params: Record<string, number>;
  results: Record<PairEquation, { J1: number; eigenvalues: [number, number][] }>;
}

const cases = (JSON.parse(text("testdata/two_tls.json")) as { cases: Case[] }).cases;

function pairOf({ omega1, omega2, Omega, c1, c2, n1, n2, T1, T2 }: Case["params"]): Pair {
  return {
    omega1: omega1!,
    omega2: omega2!,
    coupling: Omega!,
    coefficient1: c1!,
    coefficient2: c2!,
    exponent1: n1!,
    exponent2: n2!,
    cutoff1: 0,
    cutoff2: 0,
    temperature1: T1!,
    temperature2: T2!,
  };
}

/** The atoms of the paper's first figure. */
const atoms: Pair = {
  omega1: 1,
  omega2: 1,
  coupling: 0.02,
  coefficient1: 0.01,
  coefficient2: 0.03,
  exponent1: 1,
  exponent2: 1,
  cutoff1: 0,
  cutoff2: 0,
  temperature1: 0.5,
  temperature2: 1,
};

let pairs: Pairs;
beforeAll(async () => {
  pairs = await pairsOf(bytes("build/wasm/pair.wasm"));
});

describe("pairs", () => {
  it("are of this version", () => {
    expect(pairs.version).toBe(/project\(quflux VERSION ([\d.]+)/.exec(text("CMakeLists.txt"))![1]);
  });

  it("have the flows of the reference", () => {
    expect(cases.length).toBeGreaterThan(50);
    for (const { params, results } of cases) {
      const pair = pairOf(params);
      for (const equation of pairEquations) {
        const wanted = results[equation].J1;
        // The kernel along an axis and the closed form at a point.
        const along = pairs.flows(pair, "coupling", pair.coupling, 2 * pair.coupling, 3);
        for (const value of [pairs.flow(pair, equation), along.flows[equation][0]!]) {
          expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-11 * Math.abs(wanted));
        }
      }
    }
  });

  // Of 60-digit arithmetic, half of them with coefficients, couplings and detunings down to 1e-14; all
  // digits but the last two of a double, and those go into tables and files.
  it("have all digits however weak", () => {
    const { cases: weak } = JSON.parse(text("testdata/weak_pairs.json")) as { cases: { pair: Pair; J1: number[] }[] };
    expect(weak.length).toBeGreaterThan(100);
    for (const { pair, J1 } of weak) {
      const along = (key: PairKey) => ({ key, from: pair[key], to: 1.1 * pair[key], points: 3 });
      const curve = pairs.flows(pair, "temperature1", pair.temperature1, 2 * pair.temperature1, 3);
      const maps = (["coupling", "coefficient2", "exponent1"] as const).map((key) =>
        pairs.map(pair, along("temperature1"), along(key), false),
      );
      pairEquations.forEach((equation, e) => {
        const values = [pairs.flow(pair, equation), ...[curve, ...maps].map(({ flows }) => flows[equation][0]!)];
        for (const value of values) expect(Math.abs(value / J1[e]! - 1), JSON.stringify(pair)).toBeLessThanOrEqual(2e-14);
      });
    }
  });

  // Of 130-digit arithmetic: w1 + w2 and the splitting of the modes differ by down to 1e-15 of them. Where terms of
  // the partial secular flow cancel, that is some hundred roundings; else ten.
  it("have all digits where the gap closes", () => {
    const { cases: closing } = JSON.parse(text("testdata/pairs_at_the_gap.json")) as { cases: { pair: Pair; J1: number[] }[] };
    expect(closing.length).toBeGreaterThan(50);
    for (const { pair, J1 } of closing) {
      const curve = pairs.flows(pair, "temperature1", pair.temperature1, 2 * pair.temperature1, 3);
      pairEquations.forEach((equation, e) => {
        for (const value of [pairs.flow(pair, equation), curve.flows[equation][0]!]) {
          expect(Math.abs(value / J1[e]! - 1), `${equation} ${JSON.stringify(pair)}`).toBeLessThanOrEqual(1e-12);
        }
      });
    }
  });

  it("have the eigenvalues of the reference", () => {
    for (const { params, results } of cases) {
      const pair = pairOf(params);
      for (const equation of pairEquations) {
        const { re, im } = pairs.branches(pair, equation, pair.coupling, pair.coupling, 1);
        const wanted = results[equation].eigenvalues;
        const size = Math.max(...wanted.map(([x, y]) => Math.hypot(x, y)));
        for (const [x, y] of wanted) {
          const nearest = Math.min(...re.map((_, k) => Math.hypot(re[k]![0]! - x, im[k]![0]! - y)));
          // Beside an exceptional point eigenvalues have half of the digits.
          expect(nearest).toBeLessThanOrEqual(1e-7 * size);
        }
      }
    }
  });
});

describe("maps", () => {
  const x = { key: "coupling", from: 0.0005, to: 0.1, points: 201 } as const;

  it("have at every point the flow of that point, over any two numbers", () => {
    const ranges: Record<string, [number, number]> = {
      coupling: [0.001, 0.2],
      coefficient1: [0.001, 0.1],
      coefficient2: [0.001, 0.1],
      exponent1: [0.5, 3],
      exponent2: [0.5, 3],
      cutoff1: [0.5, 20],
      cutoff2: [0.5, 20],
      temperature1: [0.1, 2],
      temperature2: [0.1, 2],
      omega1: [0.8, 1.2],
      omega2: [0.8, 1.2],
    };
    const near = { ...atoms, omega2: 1.1, cutoff2: 3, exponent1: 1.5 };
    for (const a of pairKeys) {
      for (const b of pairKeys) {
        if (a === b) continue;
        const axis = (key: typeof a) => ({ key, from: ranges[key]![0], to: ranges[key]![1], points: 5 });
        const { flows, missing } = pairs.map(near, axis(a), axis(b), false);
        expect(missing).toBeNull();
        for (const equation of pairEquations) {
          for (const [i, j] of [
            [1, 3],
            [4, 0],
            [2, 4],
          ] as const) {
            const at = (key: typeof a, k: number) =>
              ranges[key]![0] + ((ranges[key]![1] - ranges[key]![0]) * k) / 4;
            const wanted = pairs.flow({ ...near, [a]: at(a, i), [b]: at(b, j) }, equation);
            // Both round differently, as in kernel.test.cc.
            expect(Math.abs(flows[equation][j * 5 + i]! - wanted)).toBeLessThanOrEqual(
              5e-11 * Math.abs(wanted),
            );
          }
        }
      }
    }
  });

  it("have ridges where the specific flow of a row is largest", () => {
    const y = { key: "coefficient1", from: 0.005, to: 0.05, points: 31 } as const;
    for (const detuned of [1, 1.02]) {
      const pair = { ...atoms, omega2: detuned };
      const { ridges } = pairs.map(pair, x, y, true);
      for (const equation of pairEquations) {
        for (let j = 0; j < y.points; ++j) {
          const c1 = y.from + ((y.to - y.from) * j) / (y.points - 1);
          const wanted = pairs.optimalCoupling({ ...pair, coefficient1: c1 }, equation);
          if (wanted > x.from && wanted < x.to) {
            // The top of values with fourteen digits is known to half as many.
            expect(Math.abs(ridges[equation][j]! - wanted)).toBeLessThan(1e-7 * wanted);
          }
        }
      }
    }
  });

  it("have round numbers where their files say so, and the flows of these", () => {
    const range = { from: 0.2, to: 0.4 };
    expect(centre(range, 100, 201)).toBe(0.3);
    for (const [from, to] of [[0.1, 0.2], [0, 0.1], [-1e-9, 7e90], [1e-12, 3e-12], [0.35, 1.95]] as const) {
      const { x } = pairs.flows(atoms, "temperature1", from, to, 241, "centres");
      expect(x).toEqual(Float64Array.from({ length: 241 }, (_, k) => centre({ from, to }, k, 241)));
    }
    const x = { key: "temperature1", ...range, points: 201 } as const;
    const y = { key: "coupling", from: 0, to: 0.6, points: 3 } as const;
    const { flows } = pairs.map(atoms, x, y, false, "x", "centres");
    const curve = pairs.flows({ ...atoms, coupling: 0.3 }, "temperature1", 0.2, 0.4, 201, "centres");
    expect(curve.x).toEqual(Float64Array.from({ length: 201 }, (_, k) => centre(range, k, 201)));
    for (const equation of pairEquations) {
      const wanted = pairs.flow({ ...atoms, coupling: 0.3, temperature1: 0.3 }, equation);
      // Rounded otherwise, but at the same place.
      for (const value of [flows[equation][201 + 100]!, curve.flows[equation][100]!]) {
        expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-14 * Math.abs(wanted));
      }
    }
    // As in the sweep of a model file.
    const toml = `${pairs.toml(atoms)}\n[sweep]\n"coupling.rabi.strength" = { from = 0.1, to = 0.7, points = 7 }\n`;
    const { points } = JSON.parse(printed("run", toml, "--format", "json")) as { points: { parameters: Record<string, number> }[] };
    expect([...pairs.flows(atoms, "coupling", 0.1, 0.7, 7).x]).toEqual(points.map(({ parameters }) => Object.values(parameters)[0]));
  });

  it("say why points have no answer, and go on", () => {
    const wide = { key: "coupling", from: 0.5, to: 2, points: 4 } as const;
    const y = { key: "temperature1", from: 0.5, to: 1, points: 2 } as const;
    const { flows, missing } = pairs.map(atoms, wide, y, true);
    expect([...flows.local].map(Number.isNaN)).toEqual([
      false, true, true, true, false, true, true, true,
    ]);
    expect(missing?.message).toMatch(/^the coupling is 1; with omega1 = 1 and omega2 = 1 it must stay below/);
    // Where the program goes on by another road the page says so.
    expect(refusalWords(missing!)).toMatch(/^The closed form of this page ends here: .* try the density matrix then/);
    const both = { key: "coefficients", from: 0, to: 0.1, points: 3 } as const;
    const open = pairs.map({ ...atoms, coefficient1: 0 }, both, y, false);
    expect([...open.flows.global].every(Number.isNaN)).toBe(true);
    expect(refusalWords(open.missing!)).toBe("c_1 is 0, and an axis of both coefficients keeps the ratio c_2/c_1");
    // What the reader of model files refuses is said in its words.
    const cold = { key: "temperature1", from: -1, to: 1, points: 3 } as const;
    expect(pairs.map(atoms, wide, cold, true).missing).toEqual({
      message: "'temperature' of [[bath]] is -1; it must be a finite number >= 0",
      key: "temperature1",
      closedForm: false,
    });
  });

  it("have on a grid the points of each pair by itself", () => {
    const x = { key: "coefficients", values: Float64Array.of(0.01, 0.03) } as const;
    const y = { key: "temperature2", values: Float64Array.of(0.3, -1, 0.7) } as const;
    for (const equation of pairEquations) {
      const { re, im } = pairs.flowPoints(atoms, equation, x, y);
      expect([re.length, im.length]).toEqual([6, 6]);
      [...y.values].forEach((temperature2, j) => {
        [...x.values].forEach((coefficient1, i) => {
          const coefficient2 = (atoms.coefficient2 / atoms.coefficient1) * coefficient1;
          const pair = { ...atoms, coefficient1, coefficient2, temperature2 };
          const [at] = temperature2 < 0 ? [] : pairs.exceptionalPoints(pair, equation, "flow");
          // Of a ratio that is rounded otherwise.
          const near = (found: number, wanted = Number.NaN) =>
            Object.is(found, wanted) || Math.abs(found - wanted) <= 1e-14 * Math.hypot(at!.re, at!.im);
          expect(near(re[2 * j + i]!, at?.re) && near(im[2 * j + i]!, at?.im), `${equation} ${i} ${j}`).toBe(true);
        });
      });
    }
  });

  // Printed, not asserted: a busy machine is slow. In seconds of the processor, which other programs
  // do not take part in.
  it("take a slider step's time", () => {
    const milliseconds = () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    };
    const y = { key: "coefficient1", from: 0.0005, to: 0.1, points: 201 } as const;
    type MapAxis = Parameters<Pairs["map"]>[1];
    const step = (pair: Pair, a: MapAxis, b: MapAxis, count: number) => {
      const times: number[] = [];
      for (let k = 0; k < count; ++k) {
        const moved = { ...pair, temperature2: pair.temperature2 * (1 + 0.01 * k) };
        const start = milliseconds();
        pairs.map(moved, a, b, true);
        for (const equation of pairEquations) pairs.exceptionalPoints(moved, equation, "flow");
        times.push(milliseconds() - start);
      }
      return times.sort((p, q) => p - q)[count >> 1]!.toFixed(1);
    };
    console.log(
      `three maps of 201 x 201 with ridges and exceptional points: ${step(atoms, x, y, 31)} ms over ` +
        `(Omega, c1), ${step(atoms, y, x, 31)} ms over (c1, Omega)`,
    );
    const worst = { ...atoms, omega2: 1.1, exponent1: 1.5, exponent2: 0.7, cutoff1: 5, cutoff2: 4 };
    const axis = (key: PairKey): MapAxis => ({
      key,
      from: 0.6 * worst[key],
      to: 1.3 * worst[key],
      points: 201,
    });
    for (const [a, b] of [
      ["omega1", "temperature1"],
      ["exponent1", "coupling"],
      ["exponent1", "exponent2"],
      ["cutoff1", "cutoff2"],
    ] as const) {
      console.log(`broken exponents and cutoffs, over (${a}, ${b}): ${step(worst, axis(a), axis(b), 5)} ms`);
    }
  });
});

describe("a pair beside the program", () => {
  const some: Pair[] = [
    atoms,
    { ...atoms, omega2: 1.15, coupling: 0.004, temperature1: 0.16, temperature2: 0.17 },
    { ...atoms, omega1: 1.2, coupling: 0.3, exponent1: 3, exponent2: 0.5, cutoff1: 7 },
    { ...atoms, omega2: 1.0001, coupling: 1e-4, coefficient1: 0.3, coefficient2: 0.001 },
  ];

  it("has the flows of its model file", () => {
    interface Json {
      points: { equations: Record<PairEquation, { energy_flow: { bath1: number } }> }[];
    }
    for (const pair of some) {
      const { points } = JSON.parse(printed("run", pairs.toml(pair), "--format", "json")) as Json;
      for (const equation of pairEquations) {
        const wanted = points[0]!.equations[equation].energy_flow.bath1;
        expect(Math.abs(pairs.flow(pair, equation) - wanted)).toBeLessThanOrEqual(
          1e-11 * Math.abs(wanted),
        );
      }
    }
  });

  it("has the numbers, verdicts and sentences of its audit", () => {
    interface Row {
      value: number | null;
      verdict: string;
      meaning: string;
    }
    // A bare power law has no Lamb shift that is known; with cutoffs, beside resonance and in it.
    const cut = { ...atoms, cutoff1: 3, cutoff2: 5, coefficient1: 0.002, coefficient2: 0.003 };
    const more = [cut, { ...cut, coupling: 0 }, { ...cut, omega2: 1.2, temperature1: 0 }, { ...cut, coefficient2: 0.3, exponent2: 0.5 }];
    // Modes that are atoms, modes that are one line, no temperature at all, a gap that nearly closes.
    const frozen = { ...cut, temperature1: 0, temperature2: 0 };
    const edges = [
      { ...frozen, omega1: 0.3, omega2: 0.7, coupling: 0 },
      { ...cut, omega1: 0.3, omega2: 0.7, coupling: 0, temperature1: 0 },
      frozen,
      { ...frozen, omega2: 1.3 },
      { ...cut, coupling: 1e-11 },
      { ...cut, omega2: 1 + 3e-10, coupling: 2e-10 },
      { ...cut, omega2: 1 + 3e-10, coupling: 0 },
      { ...cut, coupling: 1 - 1e-6 },
    ];
    for (const pair of [...some, ...more, ...edges]) {
      const { equations } = JSON.parse(printed("audit", pairs.toml(pair), "--format", "json")) as {
        equations: Record<PairEquation, Record<string, Row>>;
      };
      const rows = [...pairs.verdicts(pair), ...pairs.lambShift(pair)];
      expect(rows.filter(({ check }) => check === "markov" || check === "lamb_shift")).toHaveLength(6);
      expect(rows.length).toBeGreaterThanOrEqual(pair.temperature1 === 0 ? 8 : 10);
      for (const { equation, check, value, verdict, meaning } of rows) {
        const wanted = equations[equation][check]!;
        const where = `${check} of ${equation} at ${JSON.stringify(pair)}`;
        // JSON has neither what is unknown nor what is infinite, at T = 0.
        if (!Number.isFinite(value)) expect(wanted.value, where).toBeNull();
        else expect(Math.abs(value - wanted.value!), where).toBeLessThanOrEqual(1e-9 * Math.abs(wanted.value!));
        expect(verdict, where).toBe(wanted.verdict);
        expect(wanted.meaning.slice(0, meaning.length), where).toBe(meaning);
      }
    }
    const times: number[] = [];
    for (let k = 0; k < 20; ++k) {
      const start = performance.now();
      pairs.lambShift({ ...cut, coupling: 0.01 * (k + 1) });
      times.push(performance.now() - start);
    }
    console.log(`Lamb shift of a pair with cutoffs: ${times.sort((a, b) => a - b)[10]!.toFixed(1)} ms`);
  });

  it("has the spectrum of the flow between its atoms", () => {
    const pair = { ...atoms, omega2: 1.01, coupling: 0.05 };
    const { frequency, values } = pairs.spectrum(pair, 0.9, 1.1, 5);
    const toml = pairs
      .toml(pair)
      .replace('["energy_flow"]', '[{ kind = "flow_spectrum", bond = "rabi", frequencies = [0.9, 0.95, 1, 1.05, 1.1] }]')
      .replace('["local", "global", "partial_secular"]', '["local"]');
    const rows = printed("run", toml, "--format", "csv").trim().split("\n").slice(1);
    rows.forEach((row, k) => {
      const wanted = Number(row.split(",").find((cell) => /e-|0\.0/.test(cell)));
      expect(frequency[k]).toBeCloseTo(0.9 + 0.05 * k, 14);
      expect(Math.abs(values[k]! - wanted)).toBeLessThanOrEqual(1e-11 * Math.abs(wanted));
    });
  });
});

describe("absurd numbers", () => {
  interface Absurd {
    toml: string;
    cases: { key: PairKey; number: string; said: Partial<Record<PairEquation | "refusal", number | string>> }[];
  }
  // python/tests/test_absurd_pairs.py holds the program to the same file.
  const { toml, cases: absurd } = JSON.parse(text("testdata/absurd_pairs.json")) as Absurd;
  const valueOf = (number: string) => Number(number.replace("inf", "Infinity").replace("nan", "NaN"));

  it("are those of the model file of the page", () => {
    expect(pairs.toml(atoms)).toBe(toml);
    expect(absurd.length).toBeGreaterThan(220);
    for (const key of pairKeys) expect(absurd.filter((one) => one.key === key).length).toBeGreaterThan(20);
  });

  it("are refused in the words of the program, which are those of the page", () => {
    for (const { key, number, said } of absurd) {
      const pair = { ...atoms, [key]: valueOf(number) };
      const refusal = pairs.refusal(pair);
      const where = `${key} = ${number}: ${JSON.stringify(refusal)}`;
      if (said.refusal !== undefined) {
        // Its place in the file is the field.
        expect(refusal, where).toEqual({ message: String(said.refusal).replace(/^\d+:\d+: /, ""), key, closedForm: false });
        expect(() => pairEquations.map((equation) => pairs.flow(pair, equation)), where).toThrow(QufluxError);
      } else if (refusal === null) {
        for (const equation of pairEquations) {
          const wanted = said[equation] as number;
          expect(Math.abs(pairs.flow(pair, equation) - wanted), `${where}, ${equation}`).toBeLessThanOrEqual(1e-11 * Math.abs(wanted));
        }
      } else if (!refusal.closedForm) {
        expect([...new Set(Object.values(said))], where).toEqual([refusal.message]);
      }
    }
  });

  const ends = [/^omega[12] is [^;]*; it must be a finite number > 0$/, /^the coupling is .* a mode of the pair loses its energy gap$/,
    /^the stationary state is not finite: the rates of the baths, .*, leave no finite numbers$/,
    /^the stationary state is not finite: the rate of bath [12], .*, is too small for numbers$/,
    /^the stationary state is not finite: products of four frequencies, with omega1 = .* and omega2 = .*, are beyond numbers; choose units/,
    /^too few digits of the stationary state are right: .* that hardly relaxes$/];

  /** Where there is no flow in the closed form alone, the page promises nothing; else its words are the program's. */
  const expectProgram = (refusal: Refusal, said: Partial<Record<PairEquation, number | string>>, where: string) => {
    if (!refusal.closedForm) {
      expect(new Set(pairEquations.map((equation) => said[equation])), where).toEqual(new Set([refusal.message]));
      return;
    }
    expect(ends.filter((end) => end.test(refusal.message)), where).toHaveLength(1);
    expect(refusalWords(refusal), where).toContain("try the density matrix");
  };

  it("are refused in words of its own where the closed form ends", () => {
    let count = 0;
    for (const { key, number, said } of absurd) {
      const refusal = pairs.refusal({ ...atoms, [key]: valueOf(number) });
      if (refusal === null || said.refusal !== undefined) continue;
      expectProgram(refusal, said, `${key} = ${number}: ${JSON.stringify(refusal)}`);
      if (refusal.closedForm) ++count;
    }
    expect(count).toBeGreaterThan(20);
    expect(pairs.refusal({ ...atoms, coefficient1: 0, coefficient2: 0 })).toEqual({
      message: "the stationary state is not unique: no bath acts on the system",
      key: null,
      closedForm: false,
    });
  });

  it("are refused as the program refuses them, drawn at random", { timeout: 120_000 }, () => {
    let seed = 20;
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    const wild = () => (random() < 0.5 ? -1 : 1) * 10 ** (random() < 0.5 ? 4 * random() - 2 : 500 * random() - 250);
    let count = 0;
    for (let draws = 0; count < 60 && draws < 3000; ++draws) {
      const pair: Pair = { ...atoms, omega2: 0.5 + random(), coupling: random(), temperature2: random() };
      for (const key of pairKeys) if (random() < 0.2) pair[key] = wild();
      const refusal = pairs.refusal(pair);
      if (refusal === null || refusal.key !== null) continue;
      ++count;
      const said = flowsOrReasons(pairs.toml(pair));
      expectProgram(refusal, said, `${JSON.stringify(pair)}: ${JSON.stringify(refusal)}`);
    }
    expect(count).toBe(60);
  });

  it("end in an error, if in anything but numbers", () => {
    const refused = (change: Partial<Pair>) => {
      pairs.refusal({ ...atoms, ...change });
    };
    for (const key of pairKeys) {
      for (const value of [NaN, Infinity, -Infinity, -1e300, 1e300, 1e-300, 0, -0]) {
        const pair = { ...atoms, [key]: value };
        refused({ [key]: value });
        const axis = { key: "coupling", from: 0, to: 0.1, points: 5 } as const;
        const y = { key: "coefficient1", from: 0, to: 0.1, points: 5 } as const;
        pairs.map(pair, axis, y, true);
        for (const equation of pairEquations) {
          for (const ask of [
            () => pairs.exceptionalPoints(pair, equation),
            () => pairs.optimalCoupling(pair, equation),
            () => pairs.branches(pair, equation, 0, 0.1, 5),
            () => pairs.spectrum(pair, 0.9, 1.1, 5),
          ]) {
            try {
              ask();
            } catch (error) {
              expect(error).toBeInstanceOf(QufluxError);
            }
          }
        }
      }
    }
  });

  it("are refused as axes", () => {
    const y = { key: "coefficient1", from: 0, to: 0.1, points: 5 } as const;
    const x = { key: "coupling", from: 0, to: NaN, points: 5 } as const;
    expect(() => pairs.map(atoms, x, y, true)).toThrow(/^an axis has 5 points from 0 to nan/);
    expect(() => pairs.map(atoms, y, y, true)).toThrow("both axes are of the same one");
    const both = { ...y, key: "coefficients" } as const;
    const first = { ...y, key: "coefficient1" } as const;
    for (const [a, b] of [[both, first], [first, both]] as const) {
      expect(() => pairs.map(atoms, a, b, true)).toThrow("moves c_1 and c_2; the other axis must be of another number");
    }
  });
});
