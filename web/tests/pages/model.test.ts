import { describe, expect, test } from "vitest";
import type { Dataset, ModelSummary } from "../../core/api.js";
import {
  alongDimensions,
  combinations,
  curveFigure,
  evenlySpaced,
  inUnits,
  mapFigure,
  pointsAsCsv,
  pointTable,
  valueAt,
} from "../../src/model/dataset_figures.js";
import { auditAsCsv } from "../../src/model/audit_table.js";
import { columns, drawn, fixedWords } from "../../src/plot/figure.js";
import { readLink, written } from "../../src/model/model_state.js";
import { sweepableKeys, withSweep } from "../../src/model/sweep_text.js";
import { apart } from "../../src/model/system_picture.js";

describe("links of models", () => {
  test("bring back every text", async () => {
    for (const toml of ['title = "ω₁ · Ω"\n', "x", "a = 1\n".repeat(2000), "\u0000\uFFFD\n"]) {
      const link = await written({ kind: "toml", toml });
      expect(link).toMatch(/^v1;toml=[\w-]+$/);
      expect(await readLink(`#${link}`)).toEqual({ kind: "toml", toml });
    }
    expect(await readLink(`#${await written({ kind: "example", name: "thermal_diode" })}`)).toEqual({
      kind: "example",
      name: "thermal_diode",
    });
    expect(await readLink("")).toEqual({ kind: "none" });
  });

  // Links that people have; none of these lines is ever changed, lines are added.
  test.each([
    ["#v1;example=atom_and_cavity", { kind: "example", name: "atom_and_cavity" }],
    ["#v1;toml=K8ksyUlVsFVQMlTiAgA", { kind: "toml", toml: 'title = "1"\n' }],
  ])("of old times open: %s", async (link, meaning) => {
    expect(await readLink(link)).toEqual(meaning);
  });

  test.each(["#v2;toml=abc", "#nonsense", "#v1;toml=", "#v1;other=1"])("of something else say so: %s", async (link) => {
    await expect(readLink(link)).rejects.toThrow("The link is not of this page");
  });

  test.each(["#v1;toml=%%%", "#v1;toml=AAAA", "#v1;toml=q1bKK83J"])("that were cut say so: %s", async (link) => {
    await expect(readLink(link)).rejects.toThrow("part of the link is missing or changed");
  });
});

describe("[sweep] in the text of a model", () => {
  const key = { path: "coupling.rabi.strength", from: 0, to: 0.1, points: 3 };
  const table = '[sweep]\n"coupling.rabi.strength" = { from = 0, to = 0.1, points = 3 }';

  test("is added at the end", () => {
    expect(withSweep("a = 1\n", [key])).toBe(`a = 1\n\n${table}\n`);
    expect(withSweep("a = 1\n", [])).toBe("a = 1\n");
  });

  test("takes the place of the old one, and what follows stays", () => {
    const old = 'a = 1\n\n[sweep]   # old\n"x" = 1\n# more\n\n[time]\nto = 3\n';
    expect(withSweep(old, [key])).toBe(`a = 1\n\n${table}\n\n[time]\nto = 3\n`);
    expect(withSweep(old, [])).toBe("a = 1\n\n\n[time]\nto = 3\n");
    expect(withSweep(withSweep(old, [key]), [key])).toBe(withSweep(old, [key]));
  });

  test.each([
    ["sub-tables", 'a = 1\n\n[sweep."coupling.rabi.strength"]\nfrom = 0.0\nto = 1.0\npoints = 4\n'],
    ["a table and one of its own", 'a = 1\n\n[sweep]\n"x" = { from = 0, to = 1, points = 4 }\n[ "sweep".\'b.c\' ]\nvalues = [\n  1,  # ] \n  2 ]\n'],
    ["a key", 'a = 1\nsweep = { "coupling.rabi.strength" = { from = 0.0, to = 1.0, points = 4 } }\n'],
    ["dotted keys", 'a = 1\nsweep."x".values = [\n 1,\n 2,\n]\n"sweep".y = { values = [1] }\n'],
  ])("takes the place of %s", (_, old) => {
    expect(withSweep(old, [key])).toBe(`a = 1\n\n${table}\n`);
    expect(withSweep(old, []).trimEnd()).toBe("a = 1");
  });

  test.each([
    'a = """\n[sweep]\n"x" = 1\n"""\n',
    "a = '''\n[sweep]\nit's\n'''\n",
    'a = [ # "\n  "[sweep]",\n  [1, 2],\n]\n',
    'a = """one line""" # """\n[b]\nc = """\\"""\n[sweep]\n"""\n',
    'a = """ends in four"""" # """\n[b]\n',
    "[[bath]]\nsweep = 1\n",
    "[sweeper]\nb = 1\n",
  ])("leaves what only looks like one: %j", (old) => {
    expect(withSweep(old, [])).toBe(old);
    expect(withSweep(old, [key])).toBe(`${old}\n${table}\n`);
  });

  test("knows what may vary", () => {
    const summary: ModelSummary = {
      title: "",
      sites: [
        { name: "a", kind: "two_level", levels: 2 },
        { name: "m", kind: "matrix", levels: 3 },
      ],
      couplings: [{ name: "g", sites: ["a", "m"], strength: -0.02 }],
      baths: [{ name: "hot", sites: ["a"], temperature: null }],
      energies: [],
      dimension: 6,
      swept: [],
      hasTime: false,
    };
    expect(sweepableKeys(summary).map(({ path, to }) => [path, to])).toEqual([
      ["coupling.g.strength", 0.04],
      ["bath.hot.temperature", 2],
      ["site.a.frequency", 1.5],
    ]);
  });
});

/** values = 100 equation + 10 bath + place along the sweep. */
function dataset(points: number[]): Dataset {
  const swept = points.length > 0;
  const count = Math.max(1, points.length);
  return {
    title: "t",
    dimensions: { ...(swept ? { T: count } : {}), equation: 2, bath: 2 },
    variables: {
      ...(swept ? { T: { dimensions: ["T"], unit: "energy", longName: "T", values: points } } : {}),
      equation: { dimensions: ["equation"], unit: "", longName: "", values: ["local", "global"] },
      bath: { dimensions: ["bath"], unit: "", longName: "", values: ["hot", "cold"] },
      energy_flow: {
        dimensions: [...(swept ? ["T"] : []), "equation", "bath"],
        unit: "energy^2",
        longName: "energy flow",
        values: Array.from({ length: 4 * count }, (_, k) =>
          k === 0 ? null : 100 * (Math.floor(k / 2) % 2) + 10 * (k % 2) + Math.floor(k / 4),
        ),
      },
    },
    remarks: [],
  };
}

describe("labelled numbers", () => {
  test("of a point are a row for each equation", () => {
    expect(pointTable(dataset([]))).toEqual({
      header: ["energy flow, hot (energy²)", "energy flow, cold (energy²)"],
      rows: [
        { name: "local", values: [Number.NaN, 10] },
        { name: "global", values: [100, 110] },
      ],
    });
  });

  test("along a number are a curve for each equation and bath", () => {
    const swept = dataset([0.1, 0.2, 0.3]);
    expect(alongDimensions(swept, "energy_flow")).toEqual(["T"]);
    expect(combinations(swept, "energy_flow").map(({ label }) => label)).toEqual([
      "local, hot",
      "local, cold",
      "global, hot",
      "global, cold",
    ]);
    const figure = curveFigure(swept, "energy_flow", "T", {});
    expect(figure.y.label).toBe("energy flow (energy²)");
    expect(figure.curves.map(({ colour }) => colour)).toEqual([0, 0, 1, 1]);
    expect(figure.curves.map(({ y }) => [...(y as number[])])).toEqual([
      [Number.NaN, 1, 2],
      [10, 11, 12],
      [100, 101, 102],
      [110, 111, 112],
    ]);
    expect(valueAt(swept, "energy_flow", { T: 2, equation: 1, bath: 0 })).toBe(102);
  });

  test("have all their curves in files, and the first of them in pictures", () => {
    const many = dataset([0.1, 0.2]);
    const baths = 40;
    many.dimensions["bath"] = baths;
    many.variables["bath"]!.values = Array.from({ length: baths }, (_, k) => `b${k}`);
    many.variables["energy_flow"]!.values = Array.from({ length: 4 * baths }, (_, k) => k);
    const figure = curveFigure(many, "energy_flow", "T", {});
    const { header, rows } = columns(figure);
    expect(header).toHaveLength(1 + 2 * baths);
    expect(header.at(-1)).toBe("energy_flow[global, b39]");
    expect(rows[1]?.at(-1)).toBe(4 * baths - 1);
    expect(drawn(figure).curves).toHaveLength(28);
  });

  test("over two numbers are maps", () => {
    const data: Dataset = {
      title: "",
      dimensions: { x: 3, y: 2 },
      variables: {
        x: { dimensions: ["x"], unit: "1", longName: "", values: [0, 1, 2] },
        y: { dimensions: ["y"], unit: "1", longName: "", values: [5, 6] },
        f: { dimensions: ["x", "y"], unit: "1", longName: "f", values: [1, 2, 3, 4, 5, 6] },
      },
      remarks: [],
    };
    const figure = mapFigure(data, "f", "x", "y", { label: "", indices: {} });
    expect([...figure.field.values]).toEqual([1, 3, 5, 2, 4, 6]);
    expect([figure.x.from, figure.x.to, figure.y.from, figure.y.to]).toEqual([-0.5, 2.5, 4.5, 6.5]);
    // Files have the numbers of the sweep themselves, not the centres of cells.
    const sweep = [0.1, 0.30000000000000004, 0.5];
    const swept = { ...data, variables: { ...data.variables, x: { ...data.variables["x"]!, values: sweep } } };
    const { rows } = columns(mapFigure(swept, "f", "x", "y", { label: "", indices: {} }));
    expect(rows.map(([x]) => x)).toEqual([...sweep, ...sweep]);
    expect(evenlySpaced([0, 1, 2])).toBe(true);
    expect(evenlySpaced([0.001, 0.01, 0.1])).toBe(false);
  });

  test("of a slice name what it is at, in the title of its files and in every row", () => {
    const data: Dataset = {
      title: "",
      dimensions: { x: 2, y: 2 },
      variables: {
        x: { dimensions: ["x"], unit: "1", longName: "", values: [0, 1] },
        y: { dimensions: ["y"], unit: "energy", longName: "", values: [5, 6] },
        f: { dimensions: ["x", "y"], unit: "1", longName: "f", values: [1, 2, 3, 4] },
      },
      remarks: [],
    };
    const figure = curveFigure(data, "f", "x", { y: 1 });
    expect(figure.file).toBe("f_along_x_at_y_6");
    expect(fixedWords(figure)).toBe("y = 6");
    expect(columns(figure)).toEqual({ header: ["x", "y", "f"], rows: [[0, 6, 2], [1, 6, 4]] });
    expect(fixedWords(curveFigure(data, "f", "x", {}))).toBe("");
  });

  test("of points and audits are CSV with every digit", () => {
    const table = { header: ["flow, hot"], rows: [{ name: "local", values: [1 / 3] }, { name: "global", values: [Number.NaN] }] };
    expect(pointsAsCsv(table)).toBe('equation,"flow, hot"\nlocal,0.3333333333333333\nglobal,\n');
    const check = { value: 1e-20, verdict: "ok" as const, meaning: 'J is "right", as far as is known' };
    expect(auditAsCsv({ equations: { local: { first_law: check } }, failures: {}, advice: "" })).toBe(
      'equation,check,value,verdict,meaning\nlocal,first_law,1e-20,ok,"J is ""right"", as far as is known"\n',
    );
  });

  test("carry their units", () => {
    expect(inUnits("energy^2")).toBe(" (energy²)");
    expect(inUnits("1/energy")).toBe(" (1/energy)");
    expect(inUnits("1")).toBe("");
  });
});

describe("the picture of a system", () => {
  test("keeps baths of one site apart, in their order and within its width", () => {
    expect(apart([100, 100], 90, 50, 250)).toEqual([100, 190]);
    expect(apart([240, 240, 60], 90, 50, 250)).toEqual([160, 250, 60]);
    expect(apart([50, 140], 90, 50, 250)).toEqual([50, 140]);
  });
});
