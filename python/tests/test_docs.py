"""The examples of all docstrings, and the notebooks."""

import doctest
import importlib
import pkgutil
import re

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


def test_the_example_of_the_readme_runs():
    (example,) = (
        block
        for block in re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
        if "import quflux" in block
    )
    names: dict = {}
    exec(example, names)
    assert names["flows"].sizes["equation"] == 4
    plt.close("all")


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
