"""What a built site must hold: links that lead somewhere, and nothing loaded from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADED = {("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("source", "src")}
IN_STYLES = re.compile(r"""(?:@import\s+|url\()\s*['"]?((?:https?:)?//[^'")\s]+)""")


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attrs if value is not None}
        self.anchors |= {given[key] for key in ("id", "name") if key in given}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        for name, value in given.items():
            if (tag, name) in LOADED and given.get("rel") != "canonical":
                self.loaded.append(value)


def faults(site: Path) -> list[str]:
    """A line for each link that leads nowhere and for all that a browser would ask others for."""
    pages = {path: _Page(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    found = []
    for path, page in pages.items():
        told = path.relative_to(site)
        found += [f"{told}: loads {url}" for url in page.loaded if _is_elsewhere(url)]
        for link in [*page.links, *page.loaded]:
            if not _leads(link, path, site, pages):
                found.append(f"{told}: {link} leads nowhere")
    for path in site.rglob("*.css"):
        for url in IN_STYLES.findall(path.read_text(encoding="utf-8")):
            found.append(f"{path.relative_to(site)}: loads {url}")
    return found


def _is_elsewhere(url: str) -> bool:
    return url.startswith("//") or urlsplit(url).scheme in ("http", "https")


def _leads(link: str, path: Path, site: Path, pages: dict[Path, _Page]) -> bool:
    parts = urlsplit(link)
    if parts.scheme or link.startswith("//"):
        return True
    target = path
    if parts.path:
        base = site if parts.path.startswith("/") else path.parent
        target = (base / unquote(parts.path).lstrip("/")).resolve()
        if target.is_dir():
            target /= "index.html"
    if not target.exists():
        return False
    anchor = unquote(parts.fragment)
    of_doxygen = target.is_relative_to(site / "cpp")  # some of its own anchors are not there
    return not anchor or of_doxygen or target not in pages or anchor in pages[target].anchors
