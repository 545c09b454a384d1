"""What surrounds the code: versions that agree, workflows and hooks that call what is there."""

import re

import pytest
import yaml

from conftest import ROOT

YAML = [
    *(ROOT / ".github").rglob("*.yml"),
    ROOT / ".pre-commit-config.yaml",
    ROOT / "CITATION.cff",
]


def version_of_the_build():
    return re.search(r"project\(quflux VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text())[1]


def test_the_version_is_the_same_wherever_it_is_told():
    version = version_of_the_build()
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["version"] == version
    newest = re.search(r"^## ([\d.]+) - (\S+)$", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert newest.groups() == (version, str(citation["date-released"]))


@pytest.mark.parametrize("path", YAML, ids=lambda path: path.name)
def test_files_of_yaml_can_be_read(path):
    assert yaml.safe_load(path.read_text())


def test_workflows_and_hooks_call_targets_that_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    called = set()
    for path in YAML:
        text = path.read_text()
        called |= set(re.findall(r"\bmake ([a-z-]+)", text))
        for rows in re.findall(r"target: \[(.*)\]", text):
            called |= set(rows.split(", "))
    assert "make ${{ matrix.target }}" in (ROOT / ".github/workflows/weekly.yml").read_text()
    assert len(called) > 8 and called <= targets


def test_every_citation_of_the_paper_draft_has_its_entry():
    cited = set(re.findall(r"@(\w+\d{4})", (ROOT / "joss/paper.md").read_text()))
    entries = set(re.findall(r"^@\w+\{(\w+),", (ROOT / "joss/paper.bib").read_text(), re.M))
    assert cited == entries
