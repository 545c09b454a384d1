"""The site of the documentation, as far as it goes without the tools that build it."""

import re
import subprocess
import sys

import pytest

from conftest import ROOT

sys.path.append(str(ROOT))

from website import commands, links, written  # noqa: E402
from website.layout import NAVIGATION, written_pages  # noqa: E402

MADE = {"notebooks/index.md", "gallery/index.md", "commands.md"}


def test_every_page_has_its_place_and_every_place_a_page():
    placed = [page for pages in NAVIGATION.values() for page in pages]
    assert len(placed) == len(set(placed))
    assert set(placed) - MADE == set(written_pages()) | {"install.md"}


@pytest.mark.parametrize("page", sorted(written_pages()))
def test_links_of_a_page_lead_to_files_of_the_repository(page):
    named: set[str] = set()
    written._adapted(written_pages()[page], named)  # raises where a link leads nowhere
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    if tracked:
        for name in named:
            assert any(file == name or file.startswith(f"{name}/") for file in tracked), name


def test_links_of_the_readme_lead_to_files_of_the_repository():
    written._adapted(ROOT / "README.md", set())


@pytest.mark.parametrize("page", sorted(written_pages()))
def test_anchors_within_a_page_are_there(page):
    text = written_pages()[page].read_text()
    there = set(re.findall(r'<a id="([^"]*)"', text))
    for heading in re.findall(r"^#+ (.*)$", text, re.M):
        words = re.sub(r"[^\w\- ]", "", heading.lower().strip())
        there.add(words.replace(" ", "-"))
    for anchor in re.findall(r"\]\(#([^)]*)\)", text):
        assert anchor in there, anchor


def test_a_link_that_leads_nowhere_is_refused(monkeypatch):
    page = ROOT / "docs/page_that_is_not_there.md"
    monkeypatch.setattr(type(page), "read_text", lambda *_, **__: "[a](nowhere.md)")
    with pytest.raises(FileNotFoundError, match=r"links to nowhere.md, which is not there"):
        written._adapted(page, set())


def test_code_is_no_link(monkeypatch):
    page = ROOT / "docs/page_that_is_not_there.md"
    text = "```\nrho[0](t)\n```\n[a](guide.md#time) `x`"
    monkeypatch.setattr(type(page), "read_text", lambda *_, **__: text)
    assert written._adapted(page, set()) == text


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<a href="other.html">x</a>', None),
        ('<a href="other.html#here">x</a>', None),
        ('<a href="https://a.b/c">x</a>', None),
        ('<a href="other.html#there">x</a>', "other.html#there leads nowhere"),
        ('<a href="missing.html">x</a>', "missing.html leads nowhere"),
        ('<img src="missing.png">', "missing.png leads nowhere"),
        ('<script src="https://a.b/c.js"></script>', "loads https://a.b/c.js"),
        ('<link href="//a.b/c.css" rel="stylesheet">', "loads //a.b/c.css"),
    ],
)
def test_faults_of_a_site(html, fault, tmp_path):
    (tmp_path / "index.html").write_text(html)
    (tmp_path / "other.html").write_text('<h1 id="here">x</h1>')
    found = links.faults(tmp_path)
    assert found == ([] if fault is None else [f"index.html: {fault}"])


def test_styles_load_nothing_from_elsewhere(tmp_path):
    (tmp_path / "a.css").write_text("@import 'https://a.b/c.css'; b { background: url(x.png); }")
    assert links.faults(tmp_path) == ["a.css: loads https://a.b/c.css"]


def test_the_page_of_commands_has_all_of_them(program, tmp_path):
    told = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    subprocess.run([program, "manual", "-o", tmp_path], check=True)
    pages = {path.name for path in tmp_path.iterdir()}
    assert {f"quflux-{name}.1" for name in commands.names(told)} | {"quflux.1"} == pages
