"""Pages written by hand: they are read in the repository as well, and their links lead there."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from website.layout import PAGES, ROOT, written_pages

LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^)\s]+)\)")
FOLDERS = {
    "README.md": "index.md",
    "docs": "index.md",
    "docs/notebooks": "notebooks/index.md",
    "examples": "gallery/index.md",
}
CODE = re.compile(r"(^```.*?^```|`[^`\n]*`)", re.M | re.S)


def write_pages() -> set[str]:
    """Copies them with links that lead to pages; returns the files of the repository they name."""
    named: set[str] = set()
    for page, file in written_pages().items():
        (PAGES / page).write_text(_adapted(file, named), encoding="utf-8")
    shutil.copytree(ROOT / "docs/images", PAGES / "images", dirs_exist_ok=True)
    return named


def _adapted(file: Path, named: set[str]) -> str:
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"^(<a id=\"[^\"]*\"></a>)\n", r"\1\n\n", text, flags=re.M)
    parts = CODE.split(text)  # code at odd places
    # A link may have code as its text: blocks alone are kept from being looked at.
    whole = "".join(
        part if i % 2 == 0 or not part.startswith("```") else f"\0{i}\0"
        for i, part in enumerate(parts)
    )
    whole = LINK.sub(lambda m: f"[{m[1]}]({_target(m[2], file, named)})", whole)
    return re.sub(r"\0(\d+)\0", lambda m: parts[int(m[1])], whole)


def _target(link: str, file: Path, named: set[str]) -> str:
    """The page of what a link leads to, from the top of the site."""
    path, mark, anchor = link.partition("#")
    if not path or ":" in path:
        return link
    of_the_site = file.parent == ROOT / "website/pages"
    if of_the_site and not path.startswith("../"):
        return link
    folder = ROOT / "docs" if of_the_site else file.parent
    target = Path(os.path.normpath(folder / path))
    if not target.is_relative_to(ROOT) or not target.exists():
        raise FileNotFoundError(f"{file.relative_to(ROOT)} links to {link}, which is not there")
    return page_of(target, named) + mark + anchor


def page_of(target: Path, named: set[str]) -> str:
    """The page that shows a file or folder of the repository; those of no other kind are named."""
    inside = str(target.relative_to(ROOT))
    by_file = {file: page for page, file in written_pages().items()}
    if target in by_file:
        return by_file[target]
    if inside in FOLDERS:
        return FOLDERS[inside]
    if target.suffix == ".ipynb":
        return f"notebooks/{target.stem}.md"
    if target.parent == ROOT / "examples" and target.suffix == ".toml":
        return f"gallery/{target.stem}.md"
    if target.parent == ROOT / "docs/images":
        return f"images/{target.name}"
    named.add(inside)
    return source_page(inside)


def source_page(name: str) -> str:
    """The page of what is shown as it is; MkDocs leaves out names that begin with a dot."""
    page = "source/" + name.lstrip(".")
    return f"{page}/index.md" if (ROOT / name).is_dir() else f"{page}.md"
