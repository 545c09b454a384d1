"""Published results, those that take no seconds, and the page that tells of all."""

import dataclasses
import sys

import pytest

from conftest import ROOT

sys.path.append(str(ROOT))

import validation.__main__ as program  # noqa: E402
from validation.row import measure  # noqa: E402
from validation.table import ROWS  # noqa: E402

QUICK = [row for row in ROWS if not row.slow]


@pytest.mark.parametrize("row", QUICK, ids=lambda row: row.name)
def test_a_published_result_is_met(row):
    result = measure(row)
    assert result.ok, f"{row.claim}: {result.expected!r} expected, {result.ours!r} computed"


def test_the_page_tells_of_every_row():
    page = (ROOT / "docs/validation.md").read_text()
    for row in ROWS:
        assert row.claim.replace("|", "\\|") in page and f"`{row.name}`" in page
    assert f"**{len(ROWS)} results agree**" in page
    assert f"[{len(ROWS)} published" in (ROOT / "README.md").read_text()


def test_every_model_of_the_folder_is_asked_about():
    asked = {row.model for row in ROWS}
    models = {f"validation/models/{path.name}" for path in (ROOT / "validation/models").iterdir()}
    assert models <= asked


@pytest.mark.parametrize("ours", [1.0 + 2e-9, float("nan")])
def test_a_row_that_is_off_fails(ours, monkeypatch, tmp_path, capsys):
    row = dataclasses.replace(QUICK[0], model=None, tolerance=1e-9, compare=lambda: (1.0, ours))
    monkeypatch.setattr(program, "ROWS", [row])
    page = tmp_path / "page.md"
    assert program.main(["--page", str(page)]) == 1
    assert "FAIL" in capsys.readouterr().out and not page.exists()


def test_what_is_not_there_to_validate_is_told(capsys):
    with pytest.raises(SystemExit) as stopped:
        program.main(["--only", "nothing"])
    assert stopped.value.code == 2
    assert "--only is 'nothing'" in capsys.readouterr().err
