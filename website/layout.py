"""Where each page stands. A page that is no file here is made by one of the modules."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build/docs"
PAGES = BUILD / "pages"  # what MkDocs reads
SITE = BUILD / "site"
CACHE = BUILD / "cache"
PROGRAM = ROOT / "build/venv/bin/quflux"
PYTHON = ROOT / "build/venv/bin/python"

# {section: pages}, a page being a file of docs/ or website/pages, or made.
NAVIGATION: dict[str, list[str]] = {
    "Home": ["index.md"],
    "Tutorial": ["install.md", "tutorial.md", "notebooks/index.md"],
    "How-to": [
        "how_to.md",
        "python.md",
        "explorer.md",
        "exceptional_points.md",
        "chains.md",
        "fluctuations.md",
        "response.md",
        "audit.md",
        "scale.md",
        "clusters.md",
        "coming_from.md",
    ],
    "Concepts": [
        "concepts.md",
        "conventions.md",
        "heom.md",
        "strong_coupling.md",
        "blip_and_surrogate.md",
    ],
    "Gallery": ["gallery/index.md"],
    "Reference": [
        "guide.md",
        "commands.md",
        "reference.md",
        "plot_reference.md",
        "cpp_reference.md",
    ],
    "Theory": ["theory.md"],
    "Trust": ["validation.md", "endurance.md", "performance.md", "compatibility.md"],
    "Developers": [
        "architecture.md",
        "contributing.md",
        "changelog.md",
        "conduct.md",
        "security.md",
    ],
}

# Files of the root that are pages.
ROOT_PAGES = {
    "contributing.md": "CONTRIBUTING.md",
    "changelog.md": "CHANGELOG.md",
    "conduct.md": "CODE_OF_CONDUCT.md",
    "security.md": "SECURITY.md",
}


def written_pages() -> dict[str, Path]:
    """{page: file} of all pages that are written by hand."""
    pages = {path.name: path for path in sorted((ROOT / "docs").glob("*.md"))}
    pages |= {path.name: path for path in sorted((ROOT / "website/pages").glob("*.md"))}
    return pages | {page: ROOT / name for page, name in ROOT_PAGES.items()}
