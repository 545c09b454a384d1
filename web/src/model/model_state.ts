/** The page of any model in a link: `v1;example=NAME`, or `v1;toml=` and the text, deflated, in base64url. */
import { decoded } from "../link.js";

export type ModelLink = { kind: "example"; name: string } | { kind: "toml"; toml: string } | { kind: "none" };

const version = "v1";

export async function written(link: ModelLink): Promise<string> {
  if (link.kind === "example") return `${version};example=${link.name}`;
  if (link.kind === "none") return "";
  return `${version};toml=${toBase64Url(await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(link.toml)))}`;
}

/** Throws Error that says what is wrong with a link. */
export async function readLink(hash: string): Promise<ModelLink> {
  const text = decoded(hash.replace(/^#/, ""));
  if (text === "") return { kind: "none" };
  const [found, part = ""] = text.split(";");
  const at = part.indexOf("=");
  const [key, value] = [part.slice(0, Math.max(at, 0)), part.slice(at + 1)];
  if (found !== version || value === "" || (key !== "example" && key !== "toml")) {
    throw new Error(`The link is not of this page: after # it must begin with ${version};example= or ${version};toml=.`);
  }
  if (key === "example") return { kind: "example", name: value };
  try {
    const bytes = await through(new DecompressionStream("deflate-raw"), fromBase64Url(value));
    return { kind: "toml", toml: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    throw new Error("The model in the link cannot be read: part of the link is missing or changed.");
  }
}

async function through(stream: GenericTransformStream, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const whole = new Blob([bytes]).stream().pipeThrough(stream as ReadableWritablePair<Uint8Array, Uint8Array<ArrayBuffer>>);
  return new Uint8Array(await new Response(whole).arrayBuffer());
}

function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
