import { readdirSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";

import type { Dataset, Models } from "../core/api.js";
import { modelsOf, type Helper } from "../core/models.js";
import { placed } from "../core/placed.js";
import { answering, type Answer } from "../core/worker.js";
import { bytes, path, text } from "./files.js";
import { printed } from "./program.js";

/** The Worker's side in this thread. */
function helper(): Helper {
  const made: Helper = {
    onmessage: null,
    onerror: null,
    postMessage: () => undefined,
    terminate: () => undefined,
  };
  let ended = false;
  const give = answering((data: Answer) => {
    if (!ended) made.onmessage?.({ data });
  });
  made.postMessage = give;
  made.terminate = () => {
    ended = true;
  };
  return made;
}

let models: Models;
beforeAll(() => {
  const module = bytes("build/wasm/models.wasm").buffer;
  models = modelsOf(helper, () => Promise.resolve(module));
});

interface Json {
  points: { equations: Record<string, Record<string, unknown>> }[];
}

/** All numbers below a value, in its order. */
function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(numbersIn);
}

/** Those of an output at each point and equation, as `quflux run --format json` orders them. */
function numbersOf({ variables, dimensions }: Dataset, output: string): number[] {
  const variable = variables[output]!;
  const size = variable.dimensions.reduce((product, name) => product * dimensions[name]!, 1);
  expect(variable.values.length).toBe(size);
  return (variable.values as (number | null)[]).filter((x) => x !== null);
}

describe("a model", () => {
  // By pairs, networks, the density matrix, in time, of levels, and with outputs by frequency.
  const names = [
    "two_atoms_exceptional_point",
    "coupled_oscillators",
    "three_level_maser",
    "quench",
    "thermal_diode",
    "heat_engine_uncertainty",
  ];

  it("has the results of the program", async () => {
    for (const name of names) {
      const toml = text(`examples/${name}.toml`);
      const dataset = await models.run(toml);
      const { points } = JSON.parse(printed("run", toml, "--format", "json")) as Json;
      const outputs = Object.keys(Object.values(points[0]!.equations)[0]!);
      for (const output of outputs) {
        if (output === "failure" || output === "warning") continue;
        const wanted = points.flatMap(({ equations }) =>
          Object.values(equations).flatMap((of) => numbersIn(of[output])),
        );
        const given = numbersOf(dataset, output);
        expect(given.length, `${name}, ${output}`).toBe(wanted.length);
        // Other routines of linear algebra round differently; results keep ten digits of the largest,
        // and eigenvalues half of all beside an exceptional point, where their order is rounding too.
        const isEigenvalue = output.includes("eigenvalues");
        if (isEigenvalue) for (const values of [wanted, given]) values.sort((a, b) => a - b);
        const largest = Math.max(...wanted.map(Math.abs)) * (isEigenvalue ? 1e-7 : 1e-9);
        wanted.forEach((x, k) => {
          expect(Math.abs(given[k]! - x), `${name}, ${output}`).toBeLessThanOrEqual(largest);
        });
      }
    }
  }, 60_000);

  it("says what is wrong with exact flows without the setting that asks for them", async () => {
    const toml = text("examples/starters/pair.toml");
    await expect(models.exact(toml, 5)).rejects.toThrow(/^'tolerance' of the equation is 5; it must be/);
  });

  it("has the audit of the program", async () => {
    interface Audit {
      best: string;
      advice: string;
      equations: Record<string, Record<string, { value: number | null; verdict: string; meaning: string; at?: unknown }>>;
    }
    // Of master equations along a sweep, and of heom with its error beside them.
    for (const toml of [text("examples/starters/pair.toml"), text("examples/atoms_exact.toml")]) {
      const given = (await models.audit(toml)) as Audit;
      const wanted = JSON.parse(printed("audit", toml, "--format", "json")) as Audit;
      expect([given.best, given.advice]).toEqual([wanted.best, wanted.advice]);
      expect(Object.keys(given.equations)).toEqual(Object.keys(wanted.equations));
      for (const [equation, checks] of Object.entries(wanted.equations)) {
        expect(Object.keys(given.equations[equation]!)).toEqual(Object.keys(checks));
        for (const [name, row] of Object.entries(checks)) {
          const own = given.equations[equation]![name]!;
          const where = `${name} of ${equation}`;
          expect([own.verdict, own.meaning], where).toEqual([row.verdict, row.meaning]);
          // Where temperatures stay it is as good at all points, and rounding says which one is told.
          if (name === "second_law" && JSON.stringify(own.at) !== JSON.stringify(row.at)) continue;
          if (row.value === null) expect(own.value, where).toBeNull();
          // What should vanish is rounding. An estimate of an error is the difference of fits that end where
          // rounding says, and is told by two digits.
          const relative = name === "flow_error" ? 1e-3 : 1e-6;
          if (row.value !== null) expect(Math.abs(own.value! - row.value), where).toBeLessThanOrEqual(relative * Math.abs(row.value) + 1e-9);
        }
      }
    }
  }, 120_000);

  it("has exact flows with their error", async () => {
    // A bare power law has no correlation function.
    const toml = text("examples/starters/pair.toml")
      .replace(/\[sweep\][^]*$/, "")
      .replaceAll("exponent = 3", "exponent = 3, cutoff = 2");
    const { variables } = await models.exact(toml, 1e-3);
    const [flow1, flow2] = variables.energy_flow!.values as [number, number];
    const [error] = variables.flow_error!.values as [number];
    expect(Math.abs(flow1 + flow2)).toBeLessThanOrEqual(error);
    expect(error).toBeLessThanOrEqual(1e-3 * Math.abs(flow1));
    await expect(models.exact(toml, 0)).rejects.toThrow(/it must be a finite number from 1e-10 to 0.1/);
    // What [heom] says otherwise stands.
    await expect(models.exact(`${toml}\n[heom]\ndepth = 1\nexponentials = 0\n`, 1e-3)).rejects.toThrow(/'exponentials'/);
  }, 60_000);

  it("is summed up", async () => {
    expect(await models.summary(text("examples/starters/cavity.toml"))).toMatchObject({
      sites: [{ kind: "two_level", levels: 2 }, { kind: "oscillator" }],
      hasTime: false,
    });
    expect((await models.summary(text("examples/quench.toml"))).hasTime).toBe(true);
  });

  it("tells how far it is, and can be cancelled", async () => {
    const shares: number[] = [];
    await models.run(text("examples/starters/pair.toml"), (share) => shares.push(share));
    expect(shares.at(-1)).toBe(1);
    const stopped = models.run(text("examples/starters/pair.toml"));
    models.cancel();
    await expect(stopped).rejects.toThrow("cancelled");
    expect(await models.check(text("examples/starters/pair.toml"))).toBeNull();
  });
});

describe("malformed models", () => {
  it("are refused in the words of the program, at their place", async () => {
    const wrong: string[] = [];
    let count = 0;
    const known = new Set(readdirSync(path("testdata/malformed")));
    for (const line of text("testdata/malformed/expected.tsv").trimEnd().split("\n")) {
      const tab = line.indexOf("\t");
      const file = line.slice(0, tab);
      const toml = text(`testdata/malformed/${file}`);
      // What is not UTF-8 cannot be typed, and a page reads no file beside the model.
      if (toml.includes("\uFFFD") || /\bfile = /.test(toml) || !known.has(file)) continue;
      const wanted = placed(line.slice(tab + 1).replace(`${file}:`, "model.toml:"));
      const error = await models.check(toml);
      // {equations} and {outputs} stand for the names of all rows.
      const [begin, ...rest] = wanted.message.split(/\{(?:equations|outputs)\}/);
      const same =
        rest.length > 0 ? error?.message.startsWith(begin!) : error?.message === wanted.message;
      if (!same || error?.line !== wanted.line || error.column !== wanted.column) {
        wrong.push(`${file}: ${JSON.stringify(error)}`);
      }
      ++count;
    }
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(250);
  }, 60_000);
});
