"""Eigenvalues along parameters and where they coalesce."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from quflux._core import Error, ExceptionalSearch
from quflux.plot._style import COLORS, RED, label, new_axes, units
from quflux.plot._transition import transition


def branches(
    eigenvalues: xr.DataArray,
    *,
    part: str = "real",
    exceptional_points: Iterable[Any] = (),
    ax: Axes | None = None,
) -> Axes:
    """Real or imaginary parts of eigenvalues against a parameter, with exceptional points.

    Parameters
    ----------
    eigenvalues
        Complex numbers along a parameter and one more dimension, as
        :meth:`quflux.Model.eigenvalues` gives them along a parameter.
    part
        "real" or "imag".
    exceptional_points
        Parameters at which branches meet. Complex ones are drawn at their real part, over a band as
        wide as they are away from the real axis: the blur of their shadow.

    Examples
    --------
    >>> eigenvalues = model.eigenvalues("local", {"coupling.rabi.strength": [0.01, 0.02]})
    >>> quflux.plot.branches(eigenvalues, part="imag").get_xlabel()
    'coupling.rabi.strength [energy]'
    """
    if eigenvalues.ndim != 2:
        raise Error(f"branches need two dimensions; the data has {eigenvalues.ndim}")
    if part not in ("real", "imag"):
        raise Error(f"part is {part!r}; it must be 'real' or 'imag'")
    ax = ax or new_axes()
    parameter = eigenvalues[eigenvalues.dims[0]]
    # Sorted by themselves, real parts are continuous wherever eigenvalues are, and so are imaginary
    # ones: no branch need be followed to draw them.
    values = np.sort(getattr(eigenvalues, part).values, axis=1)
    ax.plot(parameter, values, color=COLORS[0], lw=1.2)
    name = {"real": r"Re $\lambda$", "imag": r"Im $\lambda$"}[part]
    ax.set(xlabel=label(parameter), ylabel=name + units(eigenvalues))
    for point in exceptional_points:
        transition(point, ax=ax)
    return ax


def exceptional_curves(found: ExceptionalSearch, *, ax: Axes | None = None) -> Axes:
    """Exceptional points in a plane of two parameters, of :func:`quflux.exceptional_points`.

    Curves of exceptional points as lines, isolated points as dots with their order beside them.
    Ordinary degeneracies are dashed or open.

    >>> found = quflux.exceptional_points(
    ...     lambda g, gamma: np.array([[0.5j * gamma, g], [g, -0.5j * gamma]]), (0.1, 1), (0.3, 1))
    >>> len(quflux.plot.exceptional_curves(found).lines)
    1
    """
    ax = ax or new_axes()
    for curves, degenerate in ((found.curves, False), (found.degeneracy_curves, True)):
        for curve in curves:
            draw_curve(ax, *np.transpose(curve.points), degenerate=degenerate)
    for points, degenerate in ((found.points, False), (found.degeneracies, True)):
        for point in points:
            draw_point(ax, *point.parameters, order=1 if degenerate else point.order)
    ax.margins(0.15)  # room for the orders
    ax.set(xlabel="x", ylabel="y")
    return ax


def draw_curve(ax: Axes, x: np.ndarray, y: np.ndarray, *, degenerate: bool, **line: Any) -> None:
    """A curve of exceptional points, dashed where eigenvectors stay."""
    style: dict[str, Any] = {"color": COLORS[0], "lw": 1.5, "ls": "--" if degenerate else "-"}
    ax.plot(x, y, **(style | line))


def draw_point(ax: Axes, x: float, y: float, *, order: int, **dot: Any) -> None:
    """An exceptional point with its order beside it; of order 1, a degeneracy, it is open."""
    style: dict[str, Any] = {"marker": "o", "color": RED, "ms": 5, "ls": "none"}
    ax.plot(x, y, **(style | {"mfc": RED if order > 1 else "none"} | dot))
    if order > 1:
        ax.annotate(f"order {order}", (x, y), (0, 6), textcoords="offset points", ha="center")
