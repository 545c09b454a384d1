/** What the pages ask of the library. Units: hbar = k_B = 1.
 *
 * `Pairs` answers at once, on the page's own thread: closed forms, at the speed of a slider.
 * `Models` answers from a Worker, for any model file. Both throw `QufluxError`s; those of `Models` have
 * the texts of the command line, and `Pairs.refusal` tells what that says of a pair.
 */

export const pairEquations = ["local", "global", "partial_secular"] as const;
export type PairEquation = (typeof pairEquations)[number];

/** Two coupled two-level systems, each with a power-law bath c w^s, cut off where cutoff is not 0. */
export interface Pair {
  omega1: number;
  omega2: number;
  coupling: number;
  coefficient1: number;
  coefficient2: number;
  exponent1: number;
  exponent2: number;
  cutoff1: number; // 0: none
  cutoff2: number;
  temperature1: number;
  temperature2: number;
}

export type PairKey = keyof Pair;

/** In the order of pair_numbers.h. */
export const pairKeys: readonly PairKey[] = [
  "omega1",
  "omega2",
  "coupling",
  "coefficient1",
  "coefficient2",
  "exponent1",
  "exponent2",
  "cutoff1",
  "cutoff2",
  "temperature1",
  "temperature2",
];

/** Why there is no answer. */
export interface Refusal {
  /** Of the command line, without its place in the model file, unless the closed form alone has none. */
  message: string;
  /** The number that stands at that place; null where the message is not about one. */
  key: PairKey | null;
  /** Only the closed form ends: the command line tries the density matrix then. */
  closedForm: boolean;
}

/** What an axis may vary: a number of the pair, or both coefficients. `coefficients` gives coefficient1;
 * coefficient2 keeps its ratio to it.
 */
export type AxisKey = PairKey | "coefficients";

export interface Axis {
  key: AxisKey;
  from: number;
  to: number;
  points: number;
}

/** Where the points of an axis are: from one end to the other, or at the centres of cells between them. */
export type Spacing = "ends" | "centres";

/** Row-major: values[j * x.points + i] at the i-th x and the j-th y. */
export interface PairMap {
  /** J_1, the flow from bath 1 into the system; divided by the coupling where `specific` was asked. */
  flows: Record<PairEquation, Float64Array>;
  /** At each y the x of the largest |value| of the row, from an optimum inside it; NaN where none.
   * Along y: at each x the y of that of the column. */
  ridges: Record<PairEquation, Float64Array>;
  /** Points without an answer (outside coupling^2 < omega1 omega2, say) are NaN; why the first has none. */
  missing: Refusal | null;
}

/** Complex Omega of an exceptional point: real part its place or shadow, imaginary part its distance. */
export interface PairPoint {
  kind: "flow" | "coherence";
  re: number;
  im: number;
}

/** Values of a number of the pair. */
export interface Places {
  key: AxisKey;
  values: Float64Array;
}

/** Complex Omega of the exceptional point of the flows, row-major as a map; NaN where there is none. */
export interface FlowPoints {
  re: Float64Array;
  im: Float64Array;
}

/** Along the coupling, at fixed other numbers; one curve each. */
export interface PairBranches {
  coupling: Float64Array;
  /** Eigenvalues of the equations of moments: [branch][point]. */
  re: Float64Array[];
  im: Float64Array[];
}

export interface PairFlows {
  x: Float64Array;
  flows: Record<PairEquation, Float64Array>;
}

export interface FlowSpectrum {
  frequency: Float64Array;
  values: Float64Array; // I(nu) of the local equation
}

/** A row of what decides which equation holds here. */
export interface Verdict {
  equation: PairEquation;
  check: string;
  /** NaN where it is not known. */
  value: number;
  verdict: "ok" | "doubtful" | "bad";
  meaning: string;
}

export interface Pairs {
  readonly version: string;
  /** "simd" | "scalar": how the kernel was compiled. */
  readonly arithmetic: string;
  /** Why there is no flow of this pair: what `quflux run` says of its model file, or where the closed
   * form ends; null where there is one. */
  refusal(pair: Pair): Refusal | null;
  /** J_1 at one point. */
  flow(pair: Pair, equation: PairEquation): number;
  /** Flows go into the arrays of `into`, of as many points, or into new ones. */
  map(
    pair: Pair,
    x: Axis,
    y: Axis,
    specific: boolean,
    ridgesAlong?: "x" | "y",
    spacing?: Spacing,
    into?: PairMap["flows"],
  ): PairMap;
  /** The exceptional points of an equation, of one kind or of both: empty where it has none. */
  exceptionalPoints(pair: Pair, equation: PairEquation, kind?: PairPoint["kind"]): PairPoint[];
  /** That of the flows at all places of two axes. */
  flowPoints(pair: Pair, equation: PairEquation, x: Places, y: Places): FlowPoints;
  /** The coupling of the largest specific flow, NaN where none. */
  optimalCoupling(pair: Pair, equation: PairEquation): number;
  branches(pair: Pair, equation: PairEquation, from: number, to: number, points: number, spacing?: Spacing): PairBranches;
  flows(pair: Pair, key: AxisKey, from: number, to: number, points: number, spacing?: Spacing): PairFlows;
  spectrum(pair: Pair, from: number, to: number, points: number): FlowSpectrum;
  /** What each equation neglects at this pair, and whether its flow may be believed for that. */
  verdicts(pair: Pair): Verdict[];
  /** Likewise of the Lamb shift, some milliseconds of integrals: not for every step of a slider. */
  lambShift(pair: Pair): Verdict[];
  /** The model file of the pair, as `quflux run` reads it. */
  toml(pair: Pair): string;
}

/** Labelled numbers, as `quflux run -o` would write them. */
export interface Dataset {
  title: string;
  dimensions: Record<string, number>;
  variables: Record<
    string,
    {
      dimensions: string[];
      unit: string;
      longName: string;
      /** Row-major; null where there is no answer. Texts for coordinates that are names. */
      values: (number | null)[] | string[];
    }
  >;
  /** One line each: why points have no answer, warnings, remarks. */
  remarks: string[];
}

export interface ModelError {
  message: string;
  /** Of the text, from 1; null where the fault has no place. */
  line: number | null;
  column: number | null;
}

/** Levels, baths and couplings, for a picture. */
export interface ModelSummary {
  title: string;
  sites: { name: string; kind: string; levels: number }[];
  couplings: { name: string; sites: string[]; strength: number }[];
  baths: { name: string; sites: string[]; temperature: number | null }[];
  /** Energies of the whole system, ascending; empty where they are too many. */
  energies: number[];
  /** Of the whole system; null where it is too large to be counted. */
  dimension: number | null;
  swept: string[];
  hasTime: boolean;
}

export interface Models {
  /** Null where the text is a model. */
  check(toml: string): Promise<ModelError | null>;
  summary(toml: string): Promise<ModelSummary>;
  /** What `quflux run` gives: the sweep, the point, or the course in time of the file. */
  run(toml: string, progress?: (share: number) => void): Promise<Dataset>;
  /** With heom in the place of the equations, for small models, with its error. */
  exact(toml: string, tolerance: number): Promise<Dataset>;
  /** As `quflux audit --format json`. */
  audit(toml: string): Promise<unknown>;
  /** As the Python that builds the same model. */
  python(toml: string): Promise<string>;
  /** Ends what is under way; its promise is rejected. */
  cancel(): void;
}

export interface Example {
  name: string; // "two_atoms_exceptional_point"
  title: string;
  toml: string;
}

export class QufluxError extends Error {
  constructor(
    message: string,
    readonly line: number | null = null,
    readonly column: number | null = null,
  ) {
    super(message);
  }
}
