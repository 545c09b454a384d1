"""The notebooks, run, as pages."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from nbconvert import MarkdownExporter

from website.cache import kept
from website.layout import PAGES, PYTHON, ROOT

RUN = """
import sys, nbclient, nbformat
source, folder, result = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
nbclient.NotebookClient(notebook, timeout=600, resources={"metadata": {"path": folder}}).execute()
nbformat.write(notebook, result)
"""

HEAD = """# Notebooks

They are kept without outputs in `docs/notebooks`, and these pages are made by running them.

"""


def write_notebooks() -> None:
    folder = PAGES / "notebooks"
    folder.mkdir(exist_ok=True)
    lines = []
    for source in sorted((ROOT / "docs/notebooks").glob("*.ipynb")):
        done = kept(f"notebook-{source.stem}", [source], lambda to, of=source: _run(of, to))
        body, resources = MarkdownExporter().from_filename(str(done / "notebook.ipynb"))
        for name, content in resources["outputs"].items():
            body = body.replace(f"({name})", f"({source.stem}_{name})")
            (folder / f"{source.stem}_{name}").write_bytes(content)
        (folder / f"{source.stem}.md").write_text(body, encoding="utf-8")
        lines.append(f"* [{_title(source)}]({source.stem}.md)")
    (folder / "index.md").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def _run(source: Path, to: Path) -> None:
    result = to / "notebook.ipynb"
    subprocess.run([PYTHON, "-c", RUN, source, source.parent, result], check=True)


def _title(source: Path) -> str:
    first = json.loads(source.read_text(encoding="utf-8"))["cells"][0]["source"]
    return "".join(first).splitlines()[0].lstrip("# ")
