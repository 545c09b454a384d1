"""Exceptional points and curves of any family of matrices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quflux._arguments import any_array
from quflux._core import Error, ExceptionalSearch, search_family

__all__ = ["exceptional_points"]


def exceptional_points(
    family: Callable[..., Any],
    x: Sequence[float],
    y: Sequence[float] | None = None,
    *,
    cells: int | None = None,
) -> ExceptionalSearch:
    """Where eigenvalues of a family of matrices coalesce together with their eigenvectors.

    Parameters
    ----------
    family
        ``family(x)`` or, with `y`, ``family(x, y)``: a square matrix that depends smoothly on its
        real parameters.
    x, y
        Smallest and largest value of each parameter.
    cells
        How many cells per side the search begins with; more for families that vary fast.

    Returns
    -------
    ExceptionalSearch
        `points` and `degeneracies` (eigenvalues coalesce, eigenvectors do not), each with
        `parameters`, `eigenvalue`, `order` (size of the largest Jordan block), `multiplicity`,
        `jordan_blocks`, `cycles` and `branch_exponent`; `curves` and `degeneracy_curves` with
        `points` (x and y of the vertices in order), `eigenvalues`, `order` and `closed`; the
        `minimum_gap` of eigenvalues, `minimum_gap_at`, and whether the search is `complete`.

    In a plane, exceptional points are isolated unless the characteristic polynomial is real (real
    matrices, parity-time symmetric ones, generators of density matrices): those of order 2 then
    form curves, and those of order 3 are their cusps.

    Raises Error for an empty interval, matrices that are not square, finite and at least 2 x 2, and
    families that do not depend on their parameters or lack an eigenvector throughout.

    >>> def dimer(g, gamma):  # gain and loss: exceptional where |g| = gamma/2
    ...     return np.array([[0.5j * gamma, g], [g, -0.5j * gamma]])
    >>> found = quflux.exceptional_points(dimer, (0.1, 1), (0.3, 1))
    >>> [curve.order for curve in found.curves]
    [2]
    """
    count = 1 if y is None else 2

    def matrix(x: float, y: float) -> np.ndarray:
        given = family(*(x, y)[:count])
        if np.ma.is_masked(given):
            raise Error("the family gives a matrix with masked elements; each must be a number")
        result = any_array(given, "what the family gives")
        if result.ndim != 2 or not np.issubdtype(result.dtype, np.number):
            raise Error(f"the family gives {result.dtype} of shape {result.shape}, not a matrix")
        return result.astype(complex)

    return search_family(matrix, _interval(x, "x"), None if y is None else _interval(y, "y"), cells)


def _interval(given: Sequence[float], name: str) -> list[float]:
    values = [float(value) for value in given]
    if len(values) != 2:
        raise Error(
            f"{name} has {len(values)} numbers; it must have two, the smallest and the largest"
        )
    return values
