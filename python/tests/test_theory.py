"""The numbers of docs/theory.md: its own, those that code cites, and the paper's."""

import re

import pytest

from conftest import ROOT

THEORY = (ROOT / "docs/theory.md").read_text()
SOURCE = ROOT / "src/quflux"
NUMBERS = re.findall(r'<a id="eq-(\d+)"></a>', THEORY)
# | (13), (A4) | [(32)](#eq-32), [(37)](#eq-37) | in words | [`function`](../src/quflux/FILE) |
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in THEORY.partition("## 4. The paper's equations")[2].splitlines()
    if re.match(r"\| \([A-D]?\d", line)
]


def cited(text):
    """The numbers behind "Eq. (4)", "Eqs. (3) and (4)", "Eqs. (20) to (25)"."""
    numbers = set()
    for group in re.findall(r"\bEqs?\. (\(\d+\)(?:(?:, | and | to )\(\d+\))*)", text):
        named = [int(number) for number in re.findall(r"\d+", group)]
        numbers |= set(range(named[0], named[-1] + 1) if " to " in group else named)
    return set(map(str, numbers))


def test_equations_are_numbered_in_order():
    assert list(map(int, NUMBERS)) == list(range(1, len(NUMBERS) + 1))
    assert len(NUMBERS) > 30
    tags = re.findall(r"\\tag\{(\d+)\}", THEORY) + re.findall(r'"></a>\((\d+)\)', THEORY)
    assert sorted(tags, key=int) == NUMBERS
    blocks = re.findall(r'<a id="eq-(\d+)"></a>\n```math\n(.*?)```', THEORY, re.S)
    assert all(f"\\tag{{{number}}}" in block for number, block in blocks)


def test_every_equation_of_the_paper_has_one_row():
    numbers = [number for row in ROWS for number in re.findall(r"\((\w+)\)", row[0])]
    assert len(numbers) == len(set(numbers))
    assert {str(n) for n in range(1, 25)} <= set(numbers)
    assert {"15", "17", "22", "D7"} <= set(numbers)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_leads_to_our_equation_and_to_the_function(row):
    _, ours, _, where = row
    links = re.findall(r"\[\((\d+)\)\]\(#eq-(\d+)\)", ours)
    assert links
    assert all(shown == target and target in NUMBERS for shown, target in links)
    places = re.findall(r"\[`(\w+)`\]\(\.\./src/quflux/([\w/.-]+)\)", where)
    assert places
    for name, path in places:
        text = (SOURCE / path).read_text()
        assert re.search(rf"\b{name}\b", text), f"no {name} in {path}"
        assert cited(text) & {target for _, target in links}, f"{path} cites none of {ours}"


def test_code_cites_equations_that_exist():
    for path in [*SOURCE.rglob("*.h"), *SOURCE.rglob("*.cc"), *(ROOT / "python").rglob("*.py")]:
        assert cited(path.read_text()) <= set(NUMBERS), path
