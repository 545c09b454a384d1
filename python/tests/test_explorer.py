"""Pages of the explorer as files and as widgets. What they compute is tested in web/tests."""

import json
import re
import subprocess
from importlib import resources

import pytest

import quflux
from conftest import ROOT, cavity
from quflux.explorer import _page

PAGES = resources.files("quflux.explorer") / "pages"


@pytest.fixture
def pages(monkeypatch):
    """Those of the package, or two that are as short as pages can be."""
    if PAGES.joinpath("model.html").is_file():
        return
    short = "<!doctype html><html><head><title>{0}</title></head><body>{0}</body></html>"
    monkeypatch.setattr(_page, "_read", short.format)


def given(html):
    found = re.search(
        r'<script type="application/json" id="quflux-model">(.*?)</script>', html, re.S
    )
    return json.loads(found.group(1))


def test_a_page_is_one_file_that_names_no_other(pages):
    html = quflux.explorer.page()
    assert html.startswith("<!doctype html>")
    assert "quflux-model" not in html.split("<script")[0]
    assert not re.search(r'(src|href)="(https?:)?//', html)
    assert "<nav" not in html
    assert "<nav" not in quflux.explorer.page(cavity())


def test_a_page_has_the_model(pages, tmp_path):
    model = cavity()
    quflux.explorer.save(tmp_path / "page.html", model)
    html = (tmp_path / "page.html").read_text()
    path = tmp_path / "model.toml"
    path.write_text(given(html)["toml"])
    assert quflux.Model.load(path) == model


def test_a_model_cannot_end_its_element(pages, tmp_path):
    path = tmp_path / "model.toml"
    path.write_text(cavity().to_toml() + "\n# </script><script>alert(1)</script> <!--\n")
    html = quflux.explorer.page(quflux.Model.load(path))
    assert given(html)["toml"] == path.read_text()
    assert "alert(1)</script>" not in html


def test_settings_are_in_the_page(pages, tmp_path):
    path = tmp_path / "model.toml"
    path.write_text(cavity().to_toml())
    bath = cavity().baths[0].name
    model = quflux.Model.load(path, {f"bath.{bath}.temperature": 0.77})
    changed = tmp_path / "changed.toml"
    changed.write_text(given(quflux.explorer.page(model))["toml"])
    assert quflux.Model.load(changed).baths[0].temperature == 0.77


def test_a_table_comes_along(pages, tmp_path):
    (tmp_path / "gamma.txt").write_text("0.1 0.01\n1 0.1\n2 0.15\n3 0.2\n")
    path = tmp_path / "model.toml"
    path.write_text(
        """
equations = ["global"]
output = ["energy_flow"]
[[site]]
name = "a"
kind = "two_level"
frequency = 1
[[bath]]
name = "b"
site = "a"
temperature = 1
spectral_density = { kind = "table", file = "gamma.txt" }
"""
    )
    text = given(quflux.explorer.page(quflux.Model.load(path)))["toml"]
    assert "gamma.txt" not in text


def test_what_cannot_be_explored(pages, tmp_path):
    function = quflux.Function(lambda w: 0.01 * w)
    model = cavity()
    model = quflux.Model(
        sites=model.sites,
        couplings=model.couplings,
        baths=[quflux.Bath("b", model.sites[0].name, temperature=1.0, spectral_density=function)],
    )
    with pytest.raises(quflux.Error, match="function"):
        quflux.explorer.page(model)
    with pytest.raises(quflux.Error, match="cannot write '/nowhere/page.html'"):
        quflux.explorer.save("/nowhere/page.html")


def test_the_widget(pages):
    pytest.importorskip("anywidget")
    model = cavity()
    widget = quflux.explore(model, height=400)
    assert widget.height == 400
    assert given(widget.page)["toml"] == widget.toml
    assert "srcdoc" in widget._esm
    assert quflux.explore().toml == ""


def test_the_program_writes_it(program, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    subprocess.run([program, "new", "pair"], check=True, capture_output=True)

    def explore(*arguments):
        return subprocess.run([program, "explore", *arguments], capture_output=True, text=True)

    for arguments, message in [
        (["nowhere.toml"], "cannot read 'nowhere.toml'; it must be a file that exists"),
        (["pair.toml", "-o", "pair.txt"], "-o is 'pair.txt'; it must end in .html"),
        (["--set", "a=1"], "--set changes a model file; name one, as in"),
    ]:
        done = explore(*arguments)
        assert done.returncode == 2
        assert done.stderr.startswith(f"quflux: {message}")
    done = explore("pair.toml", "--set", "bath.hot.temperature=0.77")
    if PAGES.joinpath("model.html").is_file():
        assert done.stdout == "pair.html\n"
        assert "0.77" in given((tmp_path / "pair.html").read_text())["toml"]
    else:
        assert done.returncode == 1
        assert "this package was built without the pages" in done.stderr


def test_make_python_takes_new_pages_in():
    pages = sorted(f"build/web/{page.name}" for page in (ROOT / "build/web").glob("*.html"))
    if not pages:
        pytest.skip("make web has not been run")
    stamp = "build/venv/package.stamp"
    done = subprocess.run(["make", "-pnq", stamp], cwd=ROOT, capture_output=True, text=True)
    needs = re.search(rf"^{re.escape(stamp)}: (.*)$", done.stdout, re.M).group(1).split()
    assert set(pages) <= set(needs)
