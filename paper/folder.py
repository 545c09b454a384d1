"""The folder of the paper: page layout, claims and model files."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

import quflux


@dataclass(frozen=True)
class Quantity:
    """An axis or a quantity of a figure: what it shows and how it is labelled."""

    label: str
    key: str = ""  #: path of the parameter, for axes
    name: str = ""  #: of the dimension in the data file, for axes
    bath: str = ""  #: for flows


_NONE = Quantity("")


@dataclass(frozen=True)
class Layout:
    """One figure of figures.toml."""

    number: int
    kind: str
    title: str
    panels: list[str]
    x: Quantity
    y: Quantity = _NONE
    value: Quantity = _NONE


@dataclass(frozen=True)
class Claim:
    """One claim of claims.toml; without a figure it is checked with any selection of figures."""

    claim: str
    model: str
    equation: str
    measure: str
    expected: float
    tolerance: float
    figure: int | None = None
    bath: str = ""


class Swept:
    """A model file whose sweep may run over other values."""

    def __init__(self, path: Path) -> None:
        self.model = quflux.Model.load(path)
        self.name = path.name
        self._sweep: dict[str, Any] = _toml(path).get("sweep", {})
        self.axes = [key for key, given in self._sweep.items() if "follow" not in given]
        self._found: dict[str | None, xr.Dataset] = {}

    def run(self, outputs: str | None = None) -> xr.Dataset:
        """The sweep of the file, computed once; None: what the file asks for."""
        if outputs not in self._found:
            self._found[outputs] = self.model.sweep(outputs=outputs)
        return self._found[outputs].copy()

    def along(self, values: Any, **options: Any) -> xr.Dataset:
        """At other values of the first swept key and of what follows it, with the model's other
        numbers.
        """
        if not self.axes:
            raise quflux.Error(f"{self.name} has no sweep, and a measure runs along its first key")
        first = self.axes[0]
        follows = {key: given for key, given in self._sweep.items() if "follow" in given}
        return self.model.sweep({first: values} | follows, **options)

    @cached_property
    def start(self) -> xr.Dataset:
        """At the numbers that the file begins with, all that it asks for."""
        return self.along(np.array([self.model.parameters[self.axes[0]]])).squeeze()


class Folder:
    """Reads figures.toml, claims.toml and the models that they name; None: those of the package."""

    def __init__(self, directory: Path | None = None) -> None:
        if directory is not None and not directory.is_dir():
            raise quflux.Error(
                f"--models is {str(directory)!r}; it must be a folder with figures.toml,"
                " claims.toml and the model files that they name"
            )
        self._directory = directory or Path(__file__).parent
        self._loaded: dict[str, Swept] = {}

    def layouts(self) -> list[Layout]:
        path = self._directory / "figures.toml"
        return [_layout(table, path) for table in _toml(path)["figure"]]

    def claims(self) -> list[Claim]:
        path = self._directory / "claims.toml"
        return [_fill(Claim, table, path, "[[claim]]") for table in _toml(path)["claim"]]

    def load(self, name: str) -> Swept:
        """A model of the folder; figures and claims share what is computed of it."""
        if name not in self._loaded:
            self._loaded[name] = Swept(self._directory / name)
        return self._loaded[name]


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text())
    except OSError as error:
        raise quflux.Error(f"cannot read {str(path)!r}: {error.strerror}") from None
    except tomllib.TOMLDecodeError as error:
        raise quflux.Error(f"{path}: {error}") from None


def _layout(table: dict[str, Any], path: Path) -> Layout:
    quantities = {
        name: _fill(Quantity, given, path, f"'{name}' of [[figure]]")
        for name, given in table.items()
        if isinstance(given, dict)
    }
    return _fill(Layout, table | quantities, path, "[[figure]]")


def _fill(kind: Any, table: dict[str, Any], path: Path, where: str) -> Any:
    keys = [field.name for field in fields(kind)]
    needed = {field.name for field in fields(kind) if field.default is MISSING}
    if not needed <= set(table) <= set(keys):
        raise quflux.Error(f"{path}: {where} has {', '.join(table)}; allowed are {', '.join(keys)}")
    return kind(**table)
