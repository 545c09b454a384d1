/** Where a field crosses zero: marching squares, with places between the points of its grid interpolated. */

export interface Contour {
  x: number[];
  y: number[];
  /** Of a second field at the same places. */
  other: number[];
}

/** values[j * xs.length + i] at (xs[i], ys[j]). Strokes are ended by NaN; nothing is drawn in cells
 * with a corner that is no number. */
export function zeroContour(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  values: ArrayLike<number>,
  other: ArrayLike<number>,
): Contour {
  const result: Contour = { x: [], y: [], other: [] };
  const put = (x: number, y: number, third: number) => {
    result.x.push(x);
    result.y.push(y);
    result.other.push(third);
  };
  const columns = xs.length;
  for (let j = 0; j + 1 < ys.length; ++j) {
    for (let i = 0; i + 1 < columns; ++i) {
      if (!crossed(values, j * columns + i, columns)) continue;
      // Corners around the cell, from the lower left.
      const corners = [
        [i, j],
        [i + 1, j],
        [i + 1, j + 1],
        [i, j + 1],
      ] as const;
      const at = (corner: number) => {
        const [a, b] = corners[corner % 4] as readonly [number, number];
        const k = b * columns + a;
        return { x: xs[a] as number, y: ys[b] as number, value: values[k] as number, other: other[k] as number };
      };
      const crossings: [number, number, number][] = [];
      for (let side = 0; side < 4; ++side) {
        const [from, to] = [at(side), at(side + 1)];
        if (from.value < 0 === to.value < 0) continue;
        const share = from.value / (from.value - to.value);
        const between = (a: number, b: number) => a + share * (b - a);
        crossings.push([between(from.x, to.x), between(from.y, to.y), between(from.other, to.other)]);
      }
      for (let k = 0; k + 1 < crossings.length; k += 2) {
        put(...(crossings[k] as [number, number, number]));
        put(...(crossings[k + 1] as [number, number, number]));
        put(Number.NaN, Number.NaN, Number.NaN);
      }
    }
  }
  return result;
}

/** Whether the values at the corners of a cell have both signs, and are numbers. */
function crossed(values: ArrayLike<number>, first: number, columns: number): boolean {
  const [a, b] = [values[first] as number, values[first + 1] as number];
  const [c, d] = [values[first + columns] as number, values[first + columns + 1] as number];
  const negative = Number(a < 0) + Number(b < 0) + Number(c < 0) + Number(d < 0);
  return negative > 0 && negative < 4 && !Number.isNaN(a + b + c + d);
}
