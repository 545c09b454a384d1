import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { path } from "./files.js";

/** What the program prints for a model: `quflux COMMAND model.toml ARGUMENTS...`. */
export function printed(command: string, toml: string, ...more: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "quflux-"));
  try {
    writeFileSync(join(folder, "model.toml"), toml);
    return execFileSync(path("build/release/quflux"), [command, "model.toml", ...more], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
