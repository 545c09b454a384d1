"""A published result: where it stands, the model that it is about, and how well it must be met."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import quflux

ROOT = Path(__file__).parents[1]

Numbers = Any  # a number, or an array of them
Compare = Callable[..., tuple[Numbers, Numbers]]  # of the model, where there is one


@dataclass(frozen=True)
class Row:
    """A result of the literature, and the function that derives it and asks quflux."""

    claim: str
    source: str
    model: str | None  # a file, from the root of the repository on; None: matrices of the script
    tolerance: float  # of the largest relative error; of an expected zero, in units of 1
    because: str
    compare: Compare
    slow: bool

    @property
    def name(self) -> str:
        return self.compare.__name__

    @property
    def module(self) -> str:
        return self.compare.__module__

    @property
    def script(self) -> str:
        return str(Path(inspect.getfile(self.compare)).relative_to(ROOT))


@dataclass(frozen=True)
class Result:
    """What came out: the pair of numbers that is furthest apart, of all that were compared."""

    row: Row
    expected: float
    ours: float
    error: float
    numbers: int
    seconds: float

    @property
    def ok(self) -> bool:
        return self.error <= self.row.tolerance  # False for NaN


ROWS: list[Row] = []


def published(
    claim: str,
    *,
    source: str,
    model: str | None,
    tolerance: float,
    because: str,
    slow: bool = False,
) -> Callable[[Compare], Compare]:
    """Makes a row of a function that takes the model and returns the expected number and ours."""

    def add(compare: Compare) -> Compare:
        ROWS.append(Row(claim, source, model, tolerance, because, compare, slow))
        return compare

    return add


def measure(row: Row) -> Result:
    """Computes both sides of a row."""
    start = time.perf_counter()
    models = [quflux.Model.load(ROOT / row.model)] if row.model else []
    both = row.compare(*models)
    expected, ours = (np.atleast_1d(np.asarray(side, float)).ravel() for side in both)
    if expected.shape != ours.shape:
        raise ValueError(f"{row.name}: {expected.size} numbers expected, {ours.size} computed")
    scale = np.where(expected == 0, 1.0, np.abs(expected))
    errors = np.abs(ours - expected) / scale
    worst = int(np.argmax(np.where(np.isnan(errors), np.inf, errors)))
    return Result(
        row,
        float(expected[worst]),
        float(ours[worst]),
        float(errors[worst]),
        expected.size,
        time.perf_counter() - start,
    )
