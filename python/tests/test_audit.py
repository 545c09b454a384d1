"""model.audit() and the page that it writes, in a browser."""

import json
import re
import shutil
import subprocess

import pytest
from playwright.sync_api import sync_playwright

import quflux
from conftest import ROOT

EXAMPLES = ROOT / "examples"


def example(name):
    return quflux.Model.load(EXAMPLES / f"{name}.toml")


def test_the_second_law_example_is_explained():
    audit = example("second_law_violation").audit()
    local = audit.equations["local"]
    assert local["effective_temperature"]["verdict"] == "bad"
    assert re.findall(r"T = (0\.\d{4})", local["effective_temperature"]["meaning"]) == [
        "0.2167",
        "0.1981",
    ]
    assert local["second_law"]["value"] == pytest.approx(-1.508e-6, rel=1e-3)
    assert local["second_law"]["verdict"] == "bad"
    assert audit.equations["global"]["secular"]["value"] == pytest.approx(0.161, abs=5e-4)
    assert audit.equations["global"]["lamb_shift"]["value"] is None
    assert audit.best == "global"
    assert audit.judge is None
    assert audit.differences["local"]["reference"] == "redfield"
    assert "T = 0.2167" in str(audit)
    assert "Use global" in repr(audit)


def test_the_example_that_explains_it():
    """Must show of examples/second_law_audit.toml: worst at w_2 = 1.2, right in global."""
    audit = example("second_law_audit").audit()
    for check in ("effective_temperature", "second_law"):
        local = audit.equations["local"][check]
        assert local["verdict"] == "bad"
        assert audit.equations["global"][check]["verdict"] == "ok"
    temperature = audit.equations["local"]["effective_temperature"]
    assert temperature["at"] == {"site.a2.frequency": 1.2}
    assert "T = 0.2167" in temperature["meaning"]
    assert "T = 0.1981" in temperature["meaning"]
    assert audit.best == "global"


def test_verdicts_are_of_three_words_and_meanings_are_sentences():
    audit = example("thermal_diode").audit()
    for checks in audit.equations.values():
        for name, check in checks.items():
            assert check["verdict"] in ("ok", "doubtful", "bad"), name
            assert len(check["meaning"]) > 20, name


def test_a_sweep_says_where_it_is_worst():
    audit = example("two_atoms_exceptional_point").audit()
    secular = audit.equations["global"]["secular"]
    assert secular["verdict"] == "bad"
    assert list(secular["at"]) == ["coupling.rabi.strength"]


def test_functions_of_python_are_audited():
    model = quflux.Model(
        [quflux.TwoLevel("a", 1.0)],
        [],
        [
            quflux.Bath(name, "a", temperature=t, spectral_density=lambda w: 0.01 * w)
            for name, t in (("c", 0.5), ("h", 1.0))
        ],
        equations=["global"],
    )
    assert model.audit().equations["global"]["first_law"]["verdict"] == "ok"


def test_the_program_says_the_same(program, tmp_path):
    path = EXAMPLES / "second_law_violation.toml"
    page = tmp_path / "page.html"
    told = subprocess.run(
        [program, "audit", path, "--format", "json", "--report", page],
        capture_output=True,
        text=True,
        check=True,
    )
    audit = quflux.Model.load(path).audit()
    assert json.loads(told.stdout)["equations"] == audit.equations
    assert page.read_text() == audit.to_html()


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium, which apt.txt names: playwright's own is not downloaded."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("chromium, of apt.txt, is not installed")
    with sync_playwright() as p:
        running = p.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"], timeout=180_000
        )
        yield running
        running.close()


@pytest.mark.parametrize(
    "name", ["second_law_violation", "three_level_maser", "chain_of_1000_atoms", "atom_and_cavity"]
)
def test_the_page_in_a_browser(browser, name, tmp_path):
    """Without a network, without errors, and no wider than a phone."""
    path = tmp_path / "audit.html"
    example(name).audit().save(path)
    page = browser.new_page(viewport={"width": 375, "height": 800})
    page.set_default_timeout(180_000)  # ms, for a busy machine
    requests, errors = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path.as_uri())
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
    assert errors == []
    for width in (375, 1200):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h2").all_inner_texts()[:3] == ["The model", "Flows", "Verdicts"]
    # Readable: nothing in figures is smaller than nine pixels on a phone.
    page.set_viewport_size({"width": 375, "height": 800})
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('svg')].map("
        "s => 12 * s.getBoundingClientRect().width / s.viewBox.baseVal.width))"
    )
    assert smallest >= 9
    page.close()
