/** Figures as data: what is drawn live, saved as PNG, SVG and CSV, and read from tables. */
import { short } from "../numbers.js";
import type { ColourScale } from "./colour_maps.js";
import type { Field } from "./map_painter.js";

export interface Scale {
  /** What stands at the axis: "coupling Ω (frequency)". */
  label: string;
  /** Heads the column of a CSV file: "coupling". */
  name: string;
}

export interface Range extends Scale {
  from: number;
  to: number;
  /** Of the cells, where numbers have been computed; none: the centres. */
  places?: ArrayLike<number>;
}

/** A function at the places x of its figure; NaN is a gap. */
export interface Curve {
  name: string;
  label: string;
  /** Which colour of the palette. */
  colour: number;
  /** Lengths of strokes and gaps; none for a full line. */
  dash?: number[];
  y: ArrayLike<number>;
  /** One of several with the same label, which the legend names once. */
  twin?: boolean;
}

/** A line across the figure at x. */
export interface Mark {
  x: number;
  label: string;
  dash?: number[];
}

export interface CurveFigure {
  kind: "curves";
  file: string;
  title: string;
  x: Scale;
  y: Scale;
  places: ArrayLike<number>;
  /** Numbers that are the same all along: those of a slice. */
  fixed?: (Scale & { value: number })[];
  curves: Curve[];
  marks: Mark[];
}

/** A line on a map: what it means decides how it looks. */
export interface Overlay {
  kind: "ridge" | "point" | "shadow" | "edge";
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

export interface MapFigure {
  kind: "map";
  file: string;
  title: string;
  x: Range;
  y: Range;
  value: Scale;
  field: Field;
  scale: ColourScale;
  overlays: Overlay[];
  cursor: { x: number; y: number } | null;
}

export type Figure = CurveFigure | MapFigure;

/** Beyond this nobody tells curves apart: pictures have the first ones, tables and files all. */
export const mostCurves = 28;

/** What of it is drawn. */
export function drawn(figure: CurveFigure): CurveFigure {
  return figure.curves.length > mostCurves ? { ...figure, curves: figure.curves.slice(0, mostCurves) } : figure;
}

/** "T = 0.3, w = 1": what a slice is at. */
export function fixedWords({ fixed = [] }: CurveFigure): string {
  return fixed.map(({ name, value }) => `${name} = ${short(value)}`).join(", ");
}

/** Where the k-th cell of an axis has its centre, to 15 digits, so that round numbers are round; the library computes there. */
export function centre({ from, to }: Pick<Range, "from" | "to">, k: number, count: number): number {
  return Number((from + ((k + 0.5) / count) * (to - from)).toPrecision(15));
}

/** Where the number of the k-th cell has been computed. */
export function place(range: Range, k: number, count: number): number {
  return range.places?.[k] ?? centre(range, k, count);
}

/** Header and rows of all that a figure shows, of every `stride`-th point. */
export function columns(figure: Figure, stride = 1): { header: string[]; rows: number[][] } {
  if (figure.kind === "curves") {
    const fixed = figure.fixed ?? [];
    const rows: number[][] = [];
    for (let k = 0; k < figure.places.length; k += stride) {
      rows.push([
        figure.places[k] as number,
        ...fixed.map(({ value }) => value),
        ...figure.curves.map(({ y }) => y[k] as number),
      ]);
    }
    return { header: [figure.x, ...fixed, ...figure.curves].map(({ name }) => name), rows };
  }
  const { x, y, field } = figure;
  const rows: number[][] = [];
  for (let j = 0; j < field.rows; j += stride) {
    for (let i = 0; i < field.columns; i += stride) {
      const value = field.values[j * field.columns + i] as number;
      rows.push([place(x, i, field.columns), place(y, j, field.rows), value]);
    }
  }
  return { header: [x.name, y.name, figure.value.name], rows };
}
