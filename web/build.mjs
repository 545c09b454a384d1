/** Bundles the pages: build/web/NAME.html, each one file that asks the network for nothing.
 *
 *   node build.mjs [folder of pair.wasm and models.wasm] [folder for the pages]
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const web = dirname(fileURLToPath(import.meta.url));
const root = dirname(web);
const modules = resolve(process.argv[2] ?? join(root, "build/wasm"));
const out = resolve(process.argv[3] ?? join(root, "build/web"));

const common = {
  bundle: true,
  write: false,
  minify: true,
  target: ["chrome103", "firefox113", "safari16.4"],
  legalComments: "none",
  charset: "utf8",
};

/** Examples that the library of one thread answers within seconds; the others take minutes or read
 * files beside them. */
const tooLong = new Set([
  "atoms_exact_exceptional_point",
  "chain_of_1000_atoms",
  "ising_chain_of_1000_spins",
  "kato_tanimura",
  "spin_boson_turnover",
  "strong_refrigerator",
  "turnover_by_all_methods",
]);

function examples() {
  const folder = join(root, "examples");
  const all = readdirSync(folder)
    .filter((file) => file.endsWith(".toml"))
    .sort()
    .map((file) => {
      const toml = readFileSync(join(folder, file), "utf8");
      const name = file.slice(0, -5);
      return { name, title: /^title = "(.*)"$/m.exec(toml)?.[1] ?? name, toml };
    });
  return {
    quick: all.filter(({ name }) => !tooLong.has(name)),
    long: all.filter(({ name }) => tooLong.has(name)).map(({ name, title }) => ({ name, title })),
  };
}

async function bundled(entry) {
  const result = await build({
    ...common,
    entryPoints: [join(web, entry)],
    format: "iife",
    outdir: out,
    plugins: [embedded],
  });
  const text = (suffix) => result.outputFiles.find((file) => file.path.endsWith(suffix))?.text ?? "";
  return { script: text(".js"), style: text(".css") };
}

/** What index.ts imports as quflux:NAME; see modules.d.ts. */
const embedded = {
  name: "quflux",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^quflux:/ }, ({ path }) => ({
      path: path.slice("quflux:".length),
      namespace: "quflux",
      sideEffects: false,  // a page of pairs leaves out the models
    }));
    onLoad({ filter: /\.wasm$/, namespace: "quflux" }, ({ path }) => ({
      contents: gzipSync(readFileSync(join(modules, path)), { level: 9 }).toString("base64"),
      loader: "text",
    }));
    onLoad({ filter: /^worker$/, namespace: "quflux" }, async () => ({
      contents: (await bundled("core/worker.ts")).script,
      loader: "text",
    }));
    onLoad({ filter: /^examples$/, namespace: "quflux" }, () => ({
      contents: JSON.stringify(examples()),
      loader: "json",
    }));
  },
};

/** The page with its style and its script inside. */
function inlined(html, { script, style }) {
  const before = (tag, text, page) => {
    const at = page.lastIndexOf(tag);
    if (at < 0) throw new Error(`a page has no ${tag}`);
    return page.slice(0, at) + text + page.slice(at);
  };
  const safe = script.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  return before(
    "</body>",
    `<script>${safe}</script>\n`,
    before("</head>", `<style>${style}</style>\n`, html),
  );
}

mkdirSync(out, { recursive: true });
for (const page of ["pair", "model"]) {
  const template = join(web, "pages", `${page}.html`);
  if (!existsSync(template)) continue;
  const html = inlined(readFileSync(template, "utf8"), await bundled(`src/${page}.ts`));
  writeFileSync(join(out, `${page}.html`), html);
  const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`;
  console.log(
    `${page}.html: ${kilobytes(Buffer.byteLength(html))}, ` +
      `${kilobytes(gzipSync(html, { level: 9 }).length)} by gzip`,
  );
}
