import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { path } from "./files.js";

const program = path("build/release/quflux");

/** What the program prints for a model: `quflux COMMAND model.toml ARGUMENTS...`. */
export function printed(command: string, toml: string, ...more: string[]): string {
  return besideModel(toml, (cwd) =>
    execFileSync(program, [command, "model.toml", ...more], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }),
  );
}

/** What `quflux run` has of the point of a model, equation by equation: J_1, or why not. */
export function flowsOrReasons(toml: string): Record<string, number | string> {
  interface Json {
    points: { equations: Record<string, { failure?: string; energy_flow: { bath1: number } }> }[];
  }
  // It ends as an error where no equation has a flow.
  const { stdout } = besideModel(toml, (cwd) => spawnSync(program, ["run", "model.toml", "--format", "json"], { cwd, encoding: "utf8" }));
  const { equations } = (JSON.parse(stdout) as Json).points[0]!;
  return Object.fromEntries(Object.entries(equations).map(([name, of]) => [name, of.failure ?? of.energy_flow.bath1]));
}

function besideModel<T>(toml: string, work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "quflux-"));
  try {
    writeFileSync(join(folder, "model.toml"), toml);
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
