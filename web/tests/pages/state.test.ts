import { describe, expect, test } from "vitest";
import type { Pair } from "../../core/api.js";
import { axisKinds, fields } from "../../src/pair/fields.js";
import { read } from "../../src/numbers.js";
import { ends } from "../../src/pair/controls.js";
import { defaults, rangeObstacle, readState, tourSteps, written, type PairState } from "../../src/pair/state.js";
import { tour } from "../../src/pair/tour.js";

/** A pseudo-random sequence that is the same in every run. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("links of two atoms", () => {
  test("bring back every state with all its digits", () => {
    const random = sequence(1);
    for (let round = 0; round < 200; ++round) {
      const key = () => axisKinds[Math.floor(random() * axisKinds.length)]?.key ?? "coupling";
      const range = () => {
        const from = random() - 0.5;
        return { key: key(), from, to: from + 10 ** (6 * random() - 5) };
      };
      const state: PairState = {
        pair: Object.fromEntries(fields.map((field) => [field.key, 10 ** (20 * random() - 12)])) as unknown as Pair,
        x: range(),
        y: range(),
        view: random() < 0.5 ? "flows" : "differences",
        specific: random() < 0.5,
        step: random() < 0.5 ? null : 1 + Math.floor(tourSteps * random()),
      };
      expect(readState(`#${written(state)}`)).toEqual({ state, remarks: [] });
      expect(readState(`#${encodeURIComponent(written(state))}`).state).toEqual(state);
    }
  });

  // Links that people have; none of these lines is ever changed, lines are added.
  test.each([
    [
      "#v1;w1=1;w2=1.09;O=0.05;T1=0.2;c1=0.04;s1=3;k1=0;T2=0.22;c2=0.08;s2=3;k2=0;x=cc:0:0.1;y=O:0:0.1;view=flows;specific=1",
      { ...defaults, pair: { ...defaults.pair, omega2: 1.09, coupling: 0.05 } },
    ],
    [
      "#v1;w1=1;w2=1.2;O=0.05;T1=0.2;c1=0.002;s1=3;k1=0;T2=0.22;c2=0.04;s2=3;k2=0;x=w2:0.9:1.3;y=O:0:0.1;view=differences;specific=0;step=5",
      {
        pair: { ...defaults.pair, omega2: 1.2, coupling: 0.05, coefficient1: 0.002, coefficient2: 0.04 },
        x: { key: "omega2", from: 0.9, to: 1.3 },
        y: { key: "coupling", from: 0, to: 0.1 },
        view: "differences",
        specific: false,
        step: 5,
      },
    ],
    ["#v1;T1=0.5", { ...defaults, pair: { ...defaults.pair, temperature1: 0.5 } }],
    ["", defaults],
  ])("of old times open: %s", (link, state) => {
    expect(readState(link)).toEqual({ state, remarks: [] });
  });

  test("that are wrong in a part say so and keep the rest", () => {
    const { state, remarks } = readState("#v1;w1=abc;w2=1.1;x=O:1:0;view=none;nonsense;y=zz:0:1;specific=2;step=99");
    expect(state).toEqual({ ...defaults, pair: { ...defaults.pair, omega2: 1.1 } });
    expect(remarks).toHaveLength(7);
    expect(remarks[0]).toBe('The link says "w1=abc", which is left out.');
  });

  test("that say a thing twice tell so, once for each", () => {
    const { state, remarks } = readState("#v1;T1=0.3;x=cc:0:0.1;T1=abc;x=O:0:0.2;x=w1:0:1;T2=0.4");
    const pair = { ...defaults.pair, temperature1: 0.3, temperature2: 0.4 };
    expect(state).toEqual({ ...defaults, pair, x: { key: "omega1", from: 0, to: 1 } });
    expect(remarks).toEqual(['The link says "T1=abc", which is left out.', "The link has x more than once, of which the last one counts."]);
  });

  test.each(["step=0", "step=6", "step=9", "w1=0x10", "T1=1e", "c1=Infinity", "x=O:0:0x1"])("leave out what is none: %s", (part) => {
    const { state, remarks } = readState(`#v1;${part}`);
    expect(state).toEqual(defaults);
    expect(remarks).toEqual([`The link says "${part}", which is left out.`]);
  });

  test.each([
    ["O:0:1e300", "1e100"],
    ["O:-1e308:1e308", "1e100"],
    ["O:1:1.00000000001", "differ by 1e-9"],
    ["O:0:1e-310", "differ by"],
  ])("with an axis that no map can be drawn over leave it out: %s", (axis, word) => {
    const { state, remarks } = readState(`#v1;x=${axis}`);
    expect(state).toEqual(defaults);
    expect(remarks).toHaveLength(1);
    const [, from, to] = axis.split(":").map(Number);
    expect(rangeObstacle(from as number, to as number)).toContain(word);
  });

  test("move every slider along every axis", () => {
    for (const own of fields) {
      for (const [from, to] of [[-2, -1], [-1, 0], [-1, 1], [0, 1e-90], [0, 1e100]] as const) {
        const [low, high] = ends(own, { x: { key: own.key, from, to }, y: defaults.y });
        expect(low).toBeLessThan(high);
        if (own.scale === "logarithmic") expect(low).toBeGreaterThan(0);
      }
    }
  });

  test.each(["#v2;w1=1", "#%", "#;;;;", `#${"x".repeat(10000)}`])("of something else say so: %.10s", (link) => {
    const { state, remarks } = readState(link);
    expect(state).toEqual(defaults);
    expect(remarks).toHaveLength(1);
    expect(remarks[0]?.length).toBeLessThan(150);
  });

  test("have a key of their own for every number and axis", () => {
    expect(new Set(fields.map(({ link }) => link)).size).toBe(fields.length);
    expect(new Set(axisKinds.map(({ link }) => link)).size).toBe(axisKinds.length);
  });
});

test("fields take decimal numbers and nothing else", () => {
  expect([" 1.5 ", "−2", "+.5", "3.", "1e-3", "−1e−3"].map(read)).toEqual([1.5, -2, 0.5, 3, 1e-3, -1e-3]);
  for (const text of ["", " ", "0x10", "0b1", "1_000", "1,5", "1 2", "e5", ".", "Infinity", "NaN", "1e999"]) expect(read(text)).toBeNull();
});

test("the tour has five steps, each a state that a link brings back", () => {
  expect(tour).toHaveLength(tourSteps);
  tour.forEach(({ state }, k) => {
    const whole = { ...state, step: k + 1 };
    expect(readState(written(whole)).state).toEqual(whole);
  });
});

describe("a field", () => {
  test.each([
    ["0", 0],
    ["0e-400", 0],
    ["−1.5e-3", -0.0015],
    ["1e-307", 1e-307],
    ["1e-400", null],
    ["-0.1e-320", null],
    ["1e309", null],
    ["0x10", null],
  ])("reads %s as %s", (text, value) => {
    expect(read(text)).toBe(value);
  });
});
