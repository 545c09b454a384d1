"""Files of the repository that pages name, as pages."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from website.layout import PAGES, ROOT
from website.written import page_of, source_page

LANGUAGES = {
    ".h": "cpp",
    ".cc": "cpp",
    ".py": "python",
    ".toml": "toml",
    ".sh": "sh",
    ".cmake": "cmake",
    ".ts": "ts",
    ".yml": "yaml",
}


def write_sources(named: set[str]) -> None:
    """A page for each file, and one with a list for each folder, and for the files in it."""
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    for name in sorted(named):
        if (ROOT / name).is_dir():
            _write_folder(name, [path for path in tracked if str(Path(path).parent) == name])
        else:
            _write_file(name)


def _write_folder(name: str, inside: list[str]) -> None:
    page = source_page(name)
    lines = [f"# {name}/", ""]
    for path in inside:
        more: set[str] = set()
        target = page_of(ROOT / path, more)
        for file in more:
            _write_file(file)
        lines.append(f"* [{Path(path).name}]({os.path.relpath(target, Path(page).parent)})")
    _write(page, "\n".join(lines))


def _write_file(name: str) -> None:
    path = ROOT / name
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        text = f"{path.stat().st_size} bytes"
    fence = "`" * 5
    _write(
        source_page(name), f"# {name}\n\n{fence}{LANGUAGES.get(path.suffix, '')}\n{text}\n{fence}"
    )


def _write(page: str, text: str) -> None:
    (PAGES / page).parent.mkdir(parents=True, exist_ok=True)
    (PAGES / page).write_text(f"---\nsearch:\n  exclude: true\n---\n\n{text}\n", encoding="utf-8")
