/** A Python program that reads the model and computes it. The text of the model stands in it as it is:
 * what the program computes is what the page has computed. */
export function pythonOf(toml: string): string {
  const literal = toml.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"');
  return `import pathlib
import tempfile

import quflux

MODEL = """\\
${literal.endsWith("\n") ? literal : `${literal}\n`}"""

with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder, "model.toml")
    path.write_text(MODEL, encoding="utf-8")
    model = quflux.Model.load(path)

print(model.check())
results = model.sweep()
print(results)
`;
}
