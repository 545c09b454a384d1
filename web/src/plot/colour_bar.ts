/** The colours of maps beside their values. */
import { html, onceAFrame, svg } from "../dom.js";
import type { Palette } from "../theme.js";
import { colourTable, entries, type ColourScale } from "./colour_maps.js";
import { fontFamily } from "./frame.js";
import { colourMap } from "./map_drawing.js";
import { ticks } from "./ticks.js";

const height = 12;

/** The colours upwards beside a map in a file. */
export function colourColumn(
  scale: ColourScale,
  label: string,
  box: { left: number; top: number; height: number },
  palette: Palette,
): SVGGElement {
  const table = colourTable(colourMap(scale, palette));
  const { left, top, height: tall } = box;
  const width = 14;
  const group = svg("g", { "font-family": fontFamily, "font-size": 11, fill: palette.muted });
  const steps = 64;
  for (let k = 0; k < steps; ++k) {
    const entry = 4 * Math.round((k * (entries - 1)) / (steps - 1));
    const [red, green, blue] = table.subarray(entry, entry + 3);
    group.append(
      svg("rect", {
        x: left,
        // A hair higher than a step, so that no gaps show between them.
        y: top + tall * (1 - (k + 1) / steps),
        width,
        height: tall / steps + 0.4,
        fill: `rgb(${red} ${green} ${blue})`,
      }),
    );
  }
  const chosen = ticks(scale.from, scale.to, Math.max(2, Math.floor(tall / 50)));
  chosen.values.forEach((value, k) => {
    const y = top + tall * (1 - (value - scale.from) / (scale.to - scale.from));
    group.append(
      svg("line", { x1: left + width, x2: left + width + 4, y1: y, y2: y, stroke: palette.muted }),
      svg("text", { x: left + width + 7, y: y + 4 }, chosen.labels[k] ?? ""),
    );
  });
  const [atX, atY] = [left + width + 54, top + tall / 2];
  const name = chosen.factor === "" ? label : `${label} ${chosen.factor}`;
  group.append(
    svg(
      "text",
      { x: atX, y: atY, fill: palette.ink, "font-size": 12, "text-anchor": "middle", transform: `rotate(-90 ${atX} ${atY})` },
      name,
    ),
  );
  return group;
}

/** The colours below maps, as wide as `frame` allows: nothing while that has no width, as in a page that is not laid out. */
export class ColourBar {
  private width = 0;
  private shown: { scale: ColourScale; label: string; palette: Palette } | null = null;

  constructor(
    private readonly host: HTMLElement,
    frame: HTMLElement,
  ) {
    const redraw = onceAFrame(() => this.redraw());
    new ResizeObserver(([entry]) => {
      this.width = Math.min(360, Math.floor(entry?.contentRect.width ?? 0) - 16);
      redraw();
    }).observe(frame);
  }

  show(scale: ColourScale, label: string, palette: Palette): void {
    this.shown = { scale, label, palette };
    this.redraw();
  }

  private redraw(): void {
    const { shown, width } = this;
    if (shown !== null && width > 0) this.host.replaceChildren(colourBar(shown.scale, shown.label, width, shown.palette));
  }
}

function colourBar(scale: ColourScale, label: string, width: number, palette: Palette): HTMLElement {
  const canvas = html("canvas", { width: entries, height: 1, "aria-hidden": "true" });
  const pixels = new ImageData(colourTable(colourMap(scale, palette)), entries, 1);
  canvas.getContext("2d")?.putImageData(pixels, 0, 0);
  const chosen = ticks(scale.from, scale.to, Math.max(2, Math.floor(width / 70)));
  const numbers = svg("svg", { width, height: 20, "font-family": fontFamily, "font-size": 11, fill: palette.muted, "aria-hidden": "true" });
  chosen.values.forEach((value, k) => {
    const at = ((value - scale.from) / (scale.to - scale.from)) * width;
    const anchor = at < 12 ? "start" : at > width - 12 ? "end" : "middle";
    numbers.append(
      svg("line", { x1: at, x2: at, y1: 0, y2: 4, stroke: palette.muted }),
      svg("text", { x: at, y: 16, "text-anchor": anchor }, chosen.labels[k] ?? ""),
    );
  });
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const clipped =
    scale.clippedAbove || scale.clippedBelow ? " Values beyond an end have its colour." : "";
  const name = chosen.factor === "" ? label : `${label} ${chosen.factor}`;
  return html("div", { class: "colour-bar" }, html("div", { class: "colour-name" }, `${name}.${clipped}`), canvas, numbers as unknown as Node);
}
