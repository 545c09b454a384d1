/** Labelled numbers as tables, curves and maps. */
import type { Dataset } from "../../core/api.js";
import { csv } from "../csv.js";
import { superscript } from "../numbers.js";
import { colourScale } from "../plot/colour_maps.js";
import type { Curve, CurveFigure, MapFigure } from "../plot/figure.js";

type Variable = Dataset["variables"][string];

/** Numbers of reasons and warnings, whose texts are among the remarks. */
const remarked = ["failure", "warning"];

/** What is computed, without the coordinates and the numbers of the model that are swept with them. */
export function resultNames({ variables, dimensions }: Dataset): string[] {
  return Object.keys(variables).filter(
    (name) => !(name in dimensions) && !name.includes(".") && !remarked.includes(name),
  );
}

/** The numbers along a dimension; null where it counts names or things. */
export function coordinate({ variables }: Dataset, dimension: string): number[] | null {
  const values = variables[dimension]?.values;
  if (values === undefined || typeof values[0] === "string") return null;
  return values as number[];
}

/** Dimensions of numbers, that is sweeps, times and frequencies. */
export function alongDimensions(dataset: Dataset, name: string): string[] {
  const { dimensions } = dataset.variables[name] as Variable;
  return dimensions.filter((dimension) => coordinate(dataset, dimension) !== null);
}

/** One combination of the dimensions that are no numbers: "local, cold". */
export interface Combination {
  label: string;
  indices: Record<string, number>;
}

export function combinations(dataset: Dataset, name: string): Combination[] {
  const { dimensions } = dataset.variables[name] as Variable;
  let result: Combination[] = [{ label: "", indices: {} }];
  for (const dimension of dimensions) {
    if (coordinate(dataset, dimension) !== null) continue;
    const size = dataset.dimensions[dimension] ?? 1;
    const names = dataset.variables[dimension]?.values as string[] | undefined;
    result = result.flatMap(({ label, indices }) =>
      Array.from({ length: size }, (_, k) => {
        const own = names?.[k] ?? `${dimension.replaceAll("_", " ")} ${k + 1}`;
        return {
          label: label === "" ? own : `${label}, ${own}`,
          indices: { ...indices, [dimension]: k },
        };
      }),
    );
  }
  return result;
}

/** The number at these indices of all dimensions; NaN where there is no answer. */
export function valueAt(dataset: Dataset, name: string, indices: Record<string, number>): number {
  const { dimensions, values } = dataset.variables[name] as Variable;
  let place = 0;
  for (const dimension of dimensions) place = place * (dataset.dimensions[dimension] ?? 1) + (indices[dimension] ?? 0);
  return (values[place] as number | null) ?? Number.NaN;
}

/** "energy^2" as "(energy²)"; nothing for a bare number. */
export function inUnits(unit: string): string {
  if (unit === "" || unit === "1") return "";
  return ` (${unit.replace(/\^(-?\d+)/g, (_, power: string) => superscript(Number(power)))})`;
}

function readable(name: string): string {
  return name.replaceAll("_", " ");
}

function scaleOf(dataset: Dataset, name: string): { label: string; name: string } {
  const unit = dataset.variables[name]?.unit ?? "";
  return { label: readable(name) + inUnits(unit), name };
}

/** Equations differ in colour; what else differs, in dashes. */
const dashes: (number[] | undefined)[] = [undefined, [7, 4], [2, 3], [9, 3, 2, 3]];

/** Curves of a result along one dimension, at the given indices of its other numbers. */
export function curveFigure(dataset: Dataset, name: string, along: string, at: Record<string, number>): CurveFigure {
  const places = coordinate(dataset, along) ?? [];
  const combos = combinations(dataset, name);
  const equations = dataset.dimensions["equation"] ?? 1;
  const curves = combos.map(({ label, indices }, k): Curve => {
    const equation = indices["equation"] ?? 0;
    const within = equations > 1 ? k - equation * Math.floor(combos.length / equations) : 0;
    const dash = dashes[Math.abs(within) % dashes.length];
    return {
      name: label === "" ? name : `${name}[${label}]`,
      label: label === "" ? readable(name) : label,
      colour: equations > 1 ? equation % 7 : k % 7,
      ...(dash === undefined ? {} : { dash }),
      y: places.map((_, i) => valueAt(dataset, name, { ...at, ...indices, [along]: i })),
    };
  });
  return {
    kind: "curves",
    file: [`${name}_along_${along}`, ...Object.entries(at).map(([dimension, index]) => `${dimension}_${coordinate(dataset, dimension)?.[index]}`)].join("_at_"),
    title: dataset.variables[name]?.longName ?? name,
    x: scaleOf(dataset, along),
    y: scaleOf(dataset, name),
    places,
    fixed: Object.entries(at).map(([dimension, index]) => ({
      ...scaleOf(dataset, dimension),
      value: coordinate(dataset, dimension)?.[index] ?? Number.NaN,
    })),
    curves,
    marks: [],
  };
}

/** Whether a map, whose cells are equal, can show these numbers. */
export function evenlySpaced(values: number[]): boolean {
  const [first = 0, last = 0] = [values[0], values[values.length - 1]];
  const step = (last - first) / (values.length - 1);
  return values.length > 1 && step !== 0 && values.every((value, k) => Math.abs(value - first - k * step) < 1e-6 * Math.abs(step));
}

export function mapFigure(dataset: Dataset, name: string, x: string, y: string, combination: Combination): MapFigure {
  const range = (dimension: string) => {
    const values = coordinate(dataset, dimension) ?? [];
    const [first = 0, last = 1] = [values[0], values[values.length - 1]];
    const half = (last - first) / Math.max(1, values.length - 1) / 2;
    return { ...scaleOf(dataset, dimension), from: first - half, to: last + half, places: values };
  };
  const [columns, rows] = [dataset.dimensions[x] ?? 0, dataset.dimensions[y] ?? 0];
  const values = new Float64Array(columns * rows);
  for (let j = 0; j < rows; ++j) {
    for (let i = 0; i < columns; ++i) {
      values[j * columns + i] = valueAt(dataset, name, { ...combination.indices, [x]: i, [y]: j });
    }
  }
  return {
    kind: "map",
    file: `${name}_${combination.label.replaceAll(/[^\w]+/g, "_")}`,
    title: `${dataset.variables[name]?.longName ?? name}: ${combination.label}`,
    x: range(x),
    y: range(y),
    value: scaleOf(dataset, name),
    field: { values, columns, rows },
    scale: colourScale([values]),
    overlays: [],
    cursor: null,
  };
}

/** The table of points with every digit. */
export function pointsAsCsv({ header, rows }: ReturnType<typeof pointTable>): string {
  return csv(["equation", ...header], rows.map(({ name, values }) => [name, ...values]));
}

/** A row for each equation, a column for each number, as on a terminal. */
export function pointTable(dataset: Dataset): { header: string[]; rows: { name: string; values: number[] }[] } {
  const names = resultNames(dataset).filter((name) => alongDimensions(dataset, name).length === 0);
  const equations = (dataset.variables["equation"]?.values as string[] | undefined) ?? [""];
  const header: string[] = [];
  const rows = equations.map((name) => ({ name, values: [] as number[] }));
  for (const name of names) {
    const hasEquation = (dataset.variables[name] as Variable).dimensions.includes("equation");
    const unit = inUnits((dataset.variables[name] as Variable).unit);
    const others = combinations(dataset, name).filter(({ indices }) => (indices["equation"] ?? 0) === 0);
    for (const { label, indices } of others) {
      const rest = hasEquation ? label.split(", ").slice(1).join(", ") : label;
      header.push(`${rest === "" ? readable(name) : `${readable(name)}, ${rest}`}${unit}`);
      rows.forEach((row, equation) =>
        row.values.push(hasEquation || equation === 0 ? valueAt(dataset, name, { ...indices, equation }) : Number.NaN),
      );
    }
  }
  return { header, rows };
}
