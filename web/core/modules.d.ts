// What build.mjs puts into a bundle.

/** A compiled module, compressed by gzip, in base64. */
declare module "quflux:pair.wasm" {
  const packed: string;
  export default packed;
}
declare module "quflux:models.wasm" {
  const packed: string;
  export default packed;
}
/** The script of the Worker, worker.ts bundled. */
declare module "quflux:worker" {
  const source: string;
  export default source;
}
declare module "quflux:examples" {
  const files: { quick: { name: string; title: string; toml: string }[]; long: { name: string; title: string }[] };
  export default files;
}
declare module "*.css";
