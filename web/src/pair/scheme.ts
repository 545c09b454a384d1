/** The pair and its baths, with the energy that flows. */
import type { Pair } from "../../core/api.js";
import { svg } from "../dom.js";
import { fontFamily } from "../plot/frame.js";
import { short } from "../numbers.js";
import type { Palette } from "../theme.js";

/** `flow2` is J_2: from bath 2 into the system. */
export function scheme(pair: Pair, flow2: number, palette: Palette): SVGSVGElement {
  const hot = (own: number, other: number) => (own > other ? (palette.dark ? "#ff9142" : "#c04e00") : own < other ? (palette.dark ? "#56b4e9" : "#0072b2") : palette.muted);
  const text = (x: number, y: number, content: string, fill = palette.ink, size = 12) =>
    svg("text", { x, y, fill, "font-size": size, "text-anchor": "middle", "font-family": fontFamily }, content);
  const bath = (x: number, name: string, temperature: number, other: number) => [
    svg("rect", { x: x - 32, y: 22, width: 64, height: 60, rx: 8, fill: "none", stroke: hot(temperature, other), "stroke-width": 2 }),
    text(x, 48, name),
    text(x, 66, short(temperature), hot(temperature, other)),
  ];
  const tallest = Math.max(pair.omega1, pair.omega2, 1e-300);
  const atom = (x: number, omega: number, name: string) => {
    const up = 76 - 44 * Math.min(1, Math.max(0, omega / tallest));
    const level = (y: number) => svg("line", { x1: x - 17, x2: x + 17, y1: y, y2: y, stroke: palette.ink, "stroke-width": 2 });
    return [level(76), level(up), text(x, 94, name, palette.muted, 11)];
  };
  const wave = (from: number, to: number) =>
    svg("path", { d: `M${from} 56q${(to - from) / 4} -9 ${(to - from) / 2} 0t${(to - from) / 2} 0`, fill: "none", stroke: palette.muted, "stroke-width": 1.5 });
  const arrow =
    Number.isFinite(flow2) && flow2 !== 0
      ? [
          svg("path", {
            d: flow2 > 0 ? "M196 12H108m7 -5l-8 5l8 5" : "M108 12H196m-7 -5l8 5l-8 5",
            fill: "none",
            stroke: palette.curves[2] ?? palette.ink,
            "stroke-width": 2,
            "stroke-linejoin": "round",
          }),
        ]
      : [];
  return svg(
    "svg",
    { viewBox: "0 0 304 100", width: "100%", role: "img", "aria-label": `Bath 1 at temperature ${pair.temperature1}, atom 1, atom 2, bath 2 at temperature ${pair.temperature2}; energy goes to bath ${flow2 > 0 ? "1" : "2"} in the partial secular equation` },
    ...bath(38, "T₁", pair.temperature1, pair.temperature2),
    ...bath(266, "T₂", pair.temperature2, pair.temperature1),
    wave(72, 92),
    ...atom(112, pair.omega1, "ω₁"),
    svg("line", { x1: 131, x2: 173, y1: 58, y2: 58, stroke: palette.ink, "stroke-width": 1.5, "stroke-dasharray": "2 3" }),
    text(152, 51, "Ω"),
    ...atom(192, pair.omega2, "ω₂"),
    wave(212, 232),
    ...arrow,
  );
}
