"""The examples of all docstrings, and the notebooks."""

import ast
import doctest
import importlib
import pkgutil
import re
import subprocess
import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import nbclient
import nbformat
import numpy as np
import pytest
from conftest import ROOT, cavity

import quflux

MODULES = ["quflux"] + [
    f"quflux.{module.name}"
    for module in pkgutil.iter_modules(quflux.__path__)
    if module.name != "_core"
]
NOTEBOOKS = sorted((ROOT / "docs/notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_docstrings_are_true(name):
    module = importlib.import_module(name)
    importlib.import_module("quflux.plot")
    names = {"quflux": quflux, "np": np, "model": cavity()}
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


def test_the_stub_is_python_and_has_every_name():
    package = Path(quflux.__file__).parent
    assert (package / "py.typed").exists()
    tree = ast.parse((package / "_core.pyi").read_text())
    known = {getattr(node, "name", None) for node in tree.body}
    known |= {node.target.id for node in tree.body if isinstance(node, ast.AnnAssign)}
    names = {name for name in dir(quflux._core) if not name.startswith("_")} | {"__version__"}
    assert names <= known


def test_public_names_have_docstrings():
    public = [getattr(quflux, name) for name in quflux.__all__]
    for item in public:
        if callable(item):
            assert item.__doc__ and item.__doc__.strip(), item
    for name in dir(quflux.Model):
        if not name.startswith("_"):
            assert getattr(quflux.Model, name).__doc__ or name in ("title", "couplings", "baths")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_run(path):
    notebook = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "commit without outputs"
    nbclient.NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}
    ).execute()


def test_there_are_notebooks():
    assert len(NOTEBOOKS) == 5
