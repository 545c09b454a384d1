"""The examples of all docstrings, and the notebooks."""

import ast
import doctest
import importlib
import pkgutil
import re
import subprocess
import tomllib
import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import nbclient
import nbformat
import numpy as np
import pytest
import xarray as xr

import quflux
from conftest import ROOT, cavity

MODULES = ["quflux"] + [
    module.name
    for module in pkgutil.walk_packages(quflux.__path__, "quflux.")
    if module.name.rpartition(".")[2] not in ("_core", "__main__")
]
NOTEBOOKS = sorted((ROOT / "docs/notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_docstrings_are_true(name):
    module = importlib.import_module(name)
    importlib.import_module("quflux.plot")
    names = {"quflux": quflux, "np": np, "xr": xr, "model": cavity()}
    options = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    results = doctest.testmod(module, extraglobs=names, optionflags=options)
    plt.close("all")
    assert results.failed == 0


@pytest.mark.parametrize("page", ["README.md", "docs/python.md"])
def test_a_page_can_be_followed_from_top_to_bottom(page, program, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    subprocess.run([program, "new", "cavity"], check=True, capture_output=True)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(), re.S)
    names: dict = {}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for block in blocks:
            if "build/paper/" not in block:  # of the figures of the paper, which take their time
                exec(block, names)
    assert names["flows"].sizes["equation"] == 4
    assert (tmp_path / "flows.png").stat().st_size > 10_000
    plt.close("all")


@pytest.mark.parametrize(
    "page",
    [
        "docs/audit.md",
        "docs/exceptional_points.md",
        "docs/fluctuations.md",
        "docs/guide.md",
        "docs/response.md",
        "website/pages/index.md",
        "website/pages/tutorial.md",
    ],
)
def test_snippets_of_a_page_run_beside_the_files_that_it_speaks_of(
    page, program, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    subprocess.run([program, "new", "pair"], check=True, capture_output=True)
    # The page of fluctuations counts what is exact in oscillators.
    model = quflux.Model.load(ROOT / "examples/oscillators_local_or_global.toml")
    model.sweep({"coupling.g.strength": [0.01, 0.02]}, equations="global").to_netcdf("pair.nc")
    names = {"quflux": quflux, "np": np, "model": model}
    for block in re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(), re.S):
        exec(block, names)
    plt.close("all")


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.stem)
def test_pieces_of_model_files_are_toml(page):
    for block in re.findall(r"```toml\n(.*?)```", page.read_text(), re.S):
        tomllib.loads(block)


def test_the_conversions_of_coming_from():
    page = (ROOT / "docs/coming_from.md").read_text()
    names: dict = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.S):
        exec(block, names)
    w = np.array([0.1, 1.0, 10.0])
    np.testing.assert_allclose(names["ohmic"].function(w), names["same"](w), rtol=1e-14)
    # The sum over a logarithmic grid that leaves out 1e-6 at both ends.
    np.testing.assert_allclose(names["reorganisation"], names["lam"], rtol=1e-5)
    # As the table of the page says, to its digits.
    for name, digits in [
        ("temperature", "0.2084"),
        ("wavenumber", "5.996"),
        ("rate", "1.592e-06"),
        ("watts", "1.041e-19"),
    ]:
        assert f"{names[name]:.4g}" == digits
    # The qubit that Qthermo's rates J (n + 1) and J n describe, with its flat and its Ohmic J.
    w0, temperatures = 1.5, np.array([2.0, 0.5])
    released = np.array([0.02, 0.02 * w0 * np.exp(-w0 / 10)])
    down = released / (1 - np.exp(-w0 / temperatures))
    up = down * np.exp(-w0 / temperatures)
    excited = up.sum() / (up + down).sum()
    flows = w0 * (up * (1 - excited) - down * excited)
    np.testing.assert_allclose(names["heat_currents"], flows, rtol=1e-12)


def test_the_stub_is_python_and_has_every_name():
    package = Path(quflux.__file__).parent
    assert (package / "py.typed").exists()
    tree = ast.parse((package / "_core.pyi").read_text())
    known = {getattr(node, "name", None) for node in tree.body}
    known |= {node.target.id for node in tree.body if isinstance(node, ast.AnnAssign)}
    names = {name for name in dir(quflux._core) if not name.startswith("_")} | {"__version__"}
    assert names <= known


def test_public_names_have_docstrings_with_examples():
    public = {name: getattr(quflux, name) for name in quflux.__all__ if name[0] != "_"}
    public |= {f"Model.{name}": item for name, item in vars(quflux.Model).items() if name[0] != "_"}
    public |= {f"plot.{name}": getattr(quflux.plot, name) for name in quflux.plot.__all__}
    for name in ("EQUATIONS", "Error", "Model.title"):  # what computes nothing
        del public[name]
    for name, item in public.items():
        assert ">>>" in (item.__doc__ or ""), name


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_run(path):
    notebook = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "commit without outputs"
    nbclient.NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}
    ).execute()


def test_there_are_notebooks():
    assert len(NOTEBOOKS) == 10
