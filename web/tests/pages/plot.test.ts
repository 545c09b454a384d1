import { describe, expect, test } from "vitest";
import { csv } from "../../src/csv.js";
import { full, read, short } from "../../src/numbers.js";
import { colourScale, colourTable, entries, oklab, type ColourMapName } from "../../src/plot/colour_maps.js";
import { columns, type CurveFigure, type MapFigure } from "../../src/plot/figure.js";
import { path } from "../../src/plot/frame.js";
import { paintedField } from "../../src/plot/map_painter.js";
import { ticks } from "../../src/plot/ticks.js";

describe("ticks", () => {
  test.each([
    [0, 0.1, 5, ["0", "0.02", "0.04", "0.06", "0.08", "0.10"], ""],
    [0, 1, 2, ["0", "0.5", "1.0"], ""],
    [-2e-6, 4e-6, 3, ["−2", "0", "2", "4"], "·10⁻⁶"],
    [0.9, 1.3, 4, ["0.9", "1.0", "1.1", "1.2", "1.3"], ""],
    [0, 3e7, 3, ["0", "1", "2", "3"], "·10⁷"],
    [7, 7, 3, ["7"], ""],
  ])("from %d to %d", (from, to, count, labels, factor) => {
    expect(ticks(from, to, count)).toMatchObject({ labels, factor });
  });

  test.each([
    [1e300, 1.0000000000000002e300],
    [1, 1 + 1e-15],
    [0, 5e-324],
    [-1e308, 1e308],
  ])("end where double precision does: from %d to %d", (from, to) => {
    expect(ticks(from, to, 5).values.length).toBeLessThan(8);
  });

  test("are inside, round, apart and no more than asked for, whatever the axis", () => {
    for (let power = -30; power <= 30; ++power) {
      for (const [a, b] of [
        [0, 1.37],
        [-3.3, 9.1],
        [-7.7, -0.2],
        [1, 1.001],
      ] as const) {
        const [from, to] = [a * 10 ** power, b * 10 ** power];
        const { values, labels } = ticks(from, to, 6);
        const slack = 1e-8 * (to - from);
        expect(values.length).toBeGreaterThanOrEqual(2);
        expect(values.length).toBeLessThanOrEqual(7);
        for (const value of values) expect(value >= from - slack && value <= to + slack).toBe(true);
        expect(new Set(labels).size).toBe(labels.length);
      }
    }
  });
});

test("numbers are short for readers and full for files", () => {
  expect(short(1.79418700748e-3)).toBe("0.001794");
  expect(short(-3.31774628e-6)).toBe("−3.318·10⁻⁶");
  expect(short(1e-20)).toBe("1·10⁻²⁰");
  expect(short(0)).toBe("0");
  expect(short(Number.NaN)).toBe("none");
  expect(read(" −1e-3 ")).toBe(-1e-3);
  for (const text of ["", "abc", "1,5", "Infinity", "NaN", "1e999"]) expect(read(text)).toBeNull();
  for (const value of [0.1 + 0.2, 1 / 3, 5e-324, -1.7976931348623157e308]) expect(Number(full(value))).toBe(value);
});

test("CSV keeps every digit, quotes what needs it, and leaves out what has no answer", () => {
  expect(csv(["x", 'a "b", c'], [[0.1 + 0.2, Number.NaN], [1e-300, null], ["two\nlines", -0.5]])).toBe(
    'x,"a ""b"", c"\n0.30000000000000004,\n1e-300,\n"two\nlines",-0.5\n',
  );
});

/** As eyes without one kind of cones see it: Viénot, Brettel and Mollon (1999), of linear light. */
const blindness = {
  protanopia: [0.11238, 0.88762, 0, 0.11238, 0.88762, 0, 0.00401, -0.00401, 1],
  deuteranopia: [0.29275, 0.70725, 0, 0.29275, 0.70725, 0, -0.02234, 0.02234, 1],
};

function colours(name: ColourMapName, matrix: number[] = [1, 0, 0, 0, 1, 0, 0, 0, 1]): number[][] {
  const table = colourTable(name);
  const linear = (byte: number) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
  const gamma = (s: number) => 255 * (s <= 0.0031308 ? 12.92 * s : 1.055 * s ** (1 / 2.4) - 0.055);
  return Array.from({ length: entries }, (_, k) => {
    const light = [0, 1, 2].map((c) => linear(table[4 * k + c] as number));
    const seen = [0, 1, 2].map((r) =>
      gamma(Math.min(1, Math.max(0, [0, 1, 2].reduce((sum, c) => sum + (matrix[3 * r + c] as number) * (light[c] as number), 0)))),
    );
    return oklab(...(seen as [number, number, number]));
  });
}

const lightness = (colour: number[] | undefined) => colour?.[0] as number;
const distance = (a: number[] = [], b: number[] = []) => Math.hypot(...a.map((value, k) => value - (b[k] as number)));

describe("colour maps", () => {
  test.each(["sequential", "diverging", "diverging_dark"] as const)("%s tells values by lightness", (name) => {
    const all = colours(name);
    const middle = Math.floor(entries / 2);
    const parts = name === "sequential" ? [all] : [all.slice(0, middle), all.slice(middle).reverse()];
    const sign = name === "diverging_dark" ? -1 : 1;
    // Bytes round the lightness by 1/255 at most: over four entries it must have grown beyond that.
    for (const part of parts) {
      for (let k = 4; k < part.length; ++k) expect(sign * (lightness(part[k]) - lightness(part[k - 4]))).toBeGreaterThan(0);
    }
  });

  test.each(Object.entries(blindness))("ends of the diverging ones differ in hue, zero is in the middle: %s", (_, matrix) => {
    for (const name of ["diverging", "diverging_dark"] as const) {
      const all = colours(name, matrix);
      // Of the same size and opposite sign: a difference of 0.02 is just seen, this is many times that.
      for (const k of [20, 50, 80, 100]) expect(distance(all[k], all[entries - 1 - k])).toBeGreaterThan(0.08);
      expect(distance(all[127], all[128])).toBeLessThan(0.03);
    }
  });

  test("run from zero where values have one sign, about zero where they have two", () => {
    expect(colourScale([[0, 2, Number.NaN]])).toMatchObject({ map: "sequential", from: 0, to: 2 });
    expect(colourScale([[-3, -1]])).toMatchObject({ map: "sequential", from: -3, to: 0 });
    expect(colourScale([[-1, 3]])).toMatchObject({ map: "diverging", from: -3, to: 3 });
    expect(colourScale([[0, 2]], undefined, true)).toMatchObject({ map: "diverging", from: -2, to: 2 });
    expect(colourScale([[0, 900], [0, 2]], [[0, 2]])).toMatchObject({ from: 0, to: 2, clippedAbove: true });
    expect(colourScale([[Number.NaN]])).toMatchObject({ from: 0, to: 1 });
    // Rounding about zero is no sign.
    expect(colourScale([[-1e-18, 1e-3]]).map).toBe("sequential");
  });

  test("paint the first row below and leave what has no answer clear", () => {
    const pixels = paintedField({ values: Float64Array.from([0, 1, Number.NaN, 5]), columns: 2, rows: 2 }, "sequential", 0, 1);
    const table = colourTable("sequential");
    expect([...pixels.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
    expect([...pixels.subarray(4, 8)]).toEqual([...table.subarray(-4)]);
    expect([...pixels.subarray(8, 12)]).toEqual([...table.subarray(0, 4)]);
  });
});

test("figures give all their numbers as columns", () => {
  const curves: CurveFigure = {
    kind: "curves",
    file: "f",
    title: "f",
    x: { label: "Ω", name: "coupling" },
    y: { label: "J", name: "flow" },
    places: [1, 2, 3],
    curves: [{ name: "local", label: "local", colour: 0, y: [4, Number.NaN, 6] }],
    marks: [],
  };
  expect(columns(curves)).toEqual({ header: ["coupling", "local"], rows: [[1, 4], [2, Number.NaN], [3, 6]] });
  const map: MapFigure = {
    kind: "map",
    file: "m",
    title: "m",
    x: { label: "c", name: "c", from: 0, to: 2 },
    y: { label: "Ω", name: "coupling", from: 0, to: 4 },
    value: { label: "J", name: "flow" },
    field: { values: Float64Array.from([1, 2, 3, 4]), columns: 2, rows: 2 },
    scale: { map: "sequential", from: 0, to: 4, clippedAbove: false, clippedBelow: false },
    overlays: [],
    cursor: null,
  };
  expect(columns(map).rows).toEqual([[0.5, 1, 1], [1.5, 1, 2], [0.5, 3, 3], [1.5, 3, 4]]);
});

test("a curve has a gap where it has no number", () => {
  const axis = { label: "", name: "", from: 0, to: 1 };
  const box = { left: 0, top: 0, width: 10, height: 10 };
  expect(path(box, axis, axis, [0, 0.5, 1, 1], [0, Number.NaN, 1, 0])).toBe("M0.00 10.00M10.00 0.00L10.00 10.00");
});
