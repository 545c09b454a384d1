"""Builds the site into build/docs/site, and fails when a link leads nowhere."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import mkdocs.commands.build
import mkdocs.config

from website import commands, gallery, notebooks, reference, sources, written
from website.layout import BUILD, NAVIGATION, PAGES, ROOT, SITE
from website.links import faults


def main() -> int:
    shutil.rmtree(PAGES, ignore_errors=True)
    PAGES.mkdir(parents=True)
    commands.write_commands()
    gallery.write_gallery()
    notebooks.write_notebooks()
    reference.write_python_reference()
    reference.write_cpp_reference()
    sources.write_sources(written.write_pages())
    _write_assets()
    config = mkdocs.config.load_config(
        str(ROOT / "website/mkdocs.yml"),
        docs_dir=str(PAGES),
        site_dir=str(SITE),
        nav=_navigation(),
        strict=True,
    )
    config.plugins.run_event("startup", command="build", dirty=False)
    mkdocs.commands.build.build(config)
    found = faults(SITE)
    print(*found, sep="\n")
    pages = sum(1 for _ in SITE.rglob("*.html"))
    print(
        f"{pages} pages in {SITE.relative_to(ROOT)}, {len(found)} links that lead nowhere or away"
    )
    return 1 if found else 0


def _navigation() -> list[dict[str, object]]:
    """Pages that are there; those of one page have no section around it."""
    found = []
    for section, pages in NAVIGATION.items():
        there = [page for page in pages if (PAGES / page).exists()]
        found.append({section: there if len(there) > 1 else there[0]})
    return found


def _write_assets() -> None:
    import mathjax

    shutil.copytree(ROOT / "website/assets", PAGES / "assets")
    scripts = Path(mathjax.__file__).parent / "static/mathjax/es5"
    (PAGES / "mathjax/output").mkdir(parents=True)
    shutil.copy(scripts / "tex-chtml-full.js", PAGES / "mathjax/tex-chtml-full.js")
    shutil.copytree(scripts / "output/chtml", PAGES / "mathjax/output/chtml")
    shutil.copy(scripts.parent / "LICENSE", PAGES / "mathjax/LICENSE")
    BUILD.mkdir(exist_ok=True)


if __name__ == "__main__":
    sys.exit(main())
