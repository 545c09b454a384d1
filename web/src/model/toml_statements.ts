/** A TOML text in its statements, as far as one must know them to take some out: headers, keys with their values, and lines between. */

export interface Statement {
  header: boolean;
  /** The first part of its key: "sweep" of [sweep."a.b"]; null of a line without one. */
  key: string | null;
  /** Its lines, more than one where its value has them. */
  text: string;
}

/** In order; joined by line ends they are the text. */
export function statements(toml: string): Statement[] {
  const found: Statement[] = [];
  for (let from = 0; from <= toml.length; ) {
    const line = toml.slice(from, lineEnd(toml, from));
    const header = /^\s*\[/.test(line);
    const to = header ? from + line.length : valueEnd(toml, from);
    found.push({ header, key: firstKey(line), text: toml.slice(from, to) });
    from = to + 1;
  }
  return found;
}

function firstKey(line: string): string | null {
  const parts = /^\s*\[{0,2}\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([\w-]+))/.exec(line);
  return parts === null ? null : (parts[1] ?? parts[2] ?? parts[3] ?? null);
}

function lineEnd(toml: string, from: number): number {
  const end = toml.indexOf("\n", from);
  return end < 0 ? toml.length : end;
}

// Strings (those of many lines that don't end reach to the end of the text), comments, brackets and line ends.
const tokens = /"""(?:[^\\]|\\[^])*?(?:"""(?!")|$)|'''[^]*?(?:'''(?!')|$)|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*|[[{}\]\n]/g;

/** Where the first line ends that leaves no bracket and no string open. */
function valueEnd(toml: string, from: number): number {
  let depth = 0;
  tokens.lastIndex = from;
  for (let found = tokens.exec(toml); found !== null; found = tokens.exec(toml)) {
    const [token] = found;
    if (token === "[" || token === "{") ++depth;
    if (token === "]" || token === "}") --depth;
    if (token === "\n" && depth <= 0) return found.index;
  }
  return toml.length;
}
