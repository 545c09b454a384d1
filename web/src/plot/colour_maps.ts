/** Colour maps: lightness tells the value, and hues are those that colour-blind eyes tell apart.
 *
 * Colours between the given ones are mixed in OKLab (B. Ottosson, 2020), where equal steps look equal.
 */

export type ColourMapName = "sequential" | "diverging" | "diverging_dark";

/** From the lowest value to the highest. Sequential: viridis. Diverging: blue to orange about a pale
 * centre, or about a dark one for dark pages. */
const stops: Record<ColourMapName, string[]> = {
  sequential: [
    "#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725",
  ],
  diverging: ["#053061", "#2166ac", "#5fa2cf", "#b3d4ea", "#f7f7f5", "#f8cfa3", "#e5923f", "#b35806", "#6b2f04"],
  diverging_dark: [
    "#b9dcff", "#6fb1ea", "#3379b4", "#1f4467", "#15181d", "#5c3515", "#a75e1c", "#e59a4c", "#ffd9ad",
  ],
};

export const entries = 256;

type Triple = [number, number, number];

function linear(byte: number): number {
  const s = byte / 255;
  return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
}

function gamma(value: number): number {
  const s = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, s)));
}

export function oklab(red: number, green: number, blue: number): Triple {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function bytes([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function parse(colour: string): Triple {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** 256 colours, red, green, blue and opacity of each. */
export function colourTable(name: ColourMapName): Uint8ClampedArray<ArrayBuffer> {
  const points = stops[name].map((colour) => oklab(...parse(colour)));
  const table = new Uint8ClampedArray(4 * entries);
  for (let k = 0; k < entries; ++k) {
    const place = (k / (entries - 1)) * (points.length - 1);
    const left = Math.min(points.length - 2, Math.floor(place));
    const share = place - left;
    const a = points[left] as Triple;
    const b = points[left + 1] as Triple;
    const mixed = a.map((value, i) => value + share * ((b[i] as number) - value)) as Triple;
    table.set([...bytes(mixed), 255], 4 * k);
  }
  return table;
}

/** Which values the ends of a colour map stand for. */
export interface ColourScale {
  map: "sequential" | "diverging";
  from: number;
  to: number;
  /** Values beyond an end are drawn in its colour. */
  clippedBelow: boolean;
  clippedAbove: boolean;
}

/** Zero at one end where all values have one sign, else at the centre. Fields beyond `reference`
 * decide on signs and on clipping only: one that diverges would leave no colours to the others.
 */
export function colourScale(
  fields: ArrayLike<number>[],
  reference: ArrayLike<number>[] = fields,
  signed = false,
): ColourScale {
  const all = range(fields);
  const kept = range(reference);
  const limit = Math.max(Math.abs(kept.low), Math.abs(kept.high));
  const rounding = 1e-9 * limit;
  if (signed || (all.low < -rounding && all.high > rounding)) {
    const edge = limit > 0 ? limit : 1;
    return {
      map: "diverging",
      from: -edge,
      to: edge,
      clippedBelow: all.low < -edge,
      clippedAbove: all.high > edge,
    };
  }
  if (all.high <= rounding && all.low < 0) {
    return { map: "sequential", from: kept.low, to: 0, clippedBelow: all.low < kept.low, clippedAbove: false };
  }
  const top = kept.high > 0 ? kept.high : 1;
  return { map: "sequential", from: 0, to: top, clippedBelow: false, clippedAbove: all.high > top };
}

function range(fields: ArrayLike<number>[]): { low: number; high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (const field of fields) {
    for (let k = 0; k < field.length; ++k) {
      const value = field[k] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? { low, high } : { low: 0, high: 0 };
}
