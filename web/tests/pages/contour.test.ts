import { expect, test } from "vitest";
import { zeroContour } from "../../src/plot/contour.js";

const axis = (count: number) => Array.from({ length: count }, (_, k) => -1 + (2 * k) / (count - 1));

test("the zeros of x^2 + y^2 - 1/2 are a circle, with the second field on it", () => {
  const xs = axis(41);
  const values = xs.flatMap((y) => xs.map((x) => x * x + y * y - 0.5));
  const other = xs.flatMap((y) => xs.map((x) => x + 2 * y));
  const { x, y, other: third } = zeroContour(xs, xs, values, other);
  const kept = x.flatMap((value, k) => (Number.isNaN(value) ? [] : [k]));
  expect(kept.length).toBeGreaterThan(100);
  for (const k of kept) {
    // Linear between points 0.05 apart: (0.05)^2/4 of a field whose second derivative is 2.
    expect(Math.abs((x[k] as number) ** 2 + (y[k] as number) ** 2 - 0.5)).toBeLessThan(7e-4);
    expect(third[k]).toBeCloseTo((x[k] as number) + 2 * (y[k] as number), 12);
  }
});

test("cells without an answer have no contour", () => {
  const xs = [0, 1];
  expect(zeroContour(xs, xs, [-1, 1, Number.NaN, 1], [0, 0, 0, 0]).x).toEqual([]);
  expect(zeroContour(xs, xs, [1, 1, 1, 1], [0, 0, 0, 0]).x).toEqual([]);
  expect(zeroContour(xs, xs, [-1, 1, -1, 1], [0, 0, 0, 0]).x.slice(0, 2)).toEqual([0.5, 0.5]);
});
