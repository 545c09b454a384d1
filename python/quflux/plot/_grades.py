"""How far each equation is from the exact flow."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from quflux.plot import _panels
from quflux.plot._curves import curves
from quflux.plot._maps import draw_map
from quflux.plot._style import COLORS, literal
from quflux.plot._sweeps import swept

_SMALLEST = 1e-12  # an error of zero has no logarithm


def grades(graded: xr.Dataset, *, ax: Axes | None = None) -> Axes:
    """How far each equation is from the exact flow along one parameter; a line marks 1%.

    `graded` is what :meth:`quflux.Model.grade` returns. Raises Error for other numbers of
    parameters than one: for two, :func:`flow_map` draws ``relative_error`` of one equation.

    >>> two = quflux.Model(
    ...     [quflux.Oscillator("a", 1.0, levels=3), quflux.Oscillator("b", 1.1, levels=3)],
    ...     [quflux.Exchange("a", "b", 0.05, name="ab")],
    ...     [quflux.Bath(f"bath{n}", site, temperature=0.4 * n,
    ...                  spectral_density=quflux.Drude(0.002, cutoff=5))
    ...      for n, site in [(1, "a"), (2, "b")]],
    ... )
    >>> graded = two.grade({"coupling.ab.strength": np.geomspace(0.001, 0.1, 4)})
    >>> quflux.plot.grades(graded).get_yscale()
    'log'
    """
    errors = graded.relative_error
    ax = curves(errors.clip(min=_SMALLEST).assign_attrs(errors.attrs), ax=ax)
    ax.axhline(0.01, color="0.3", ls="--", lw=1)
    ax.annotate(
        "1%",
        (1, 0.01),
        (-2, 2),
        ha="right",
        va="bottom",
        textcoords="offset points",
        xycoords=ax.get_yaxis_transform(),
    )
    ax.set(yscale="log", ylabel="relative error of the flow")
    return ax


def grades_figure(data: xr.Dataset) -> Figure:
    """One swept key: the errors as curves. Two: a map of the error of each equation, white where it
    is 1%, and a map of the best one.
    """
    keys = swept(data)
    data = data.sortby(keys).drop_duplicates(...)
    if len(keys) == 1:
        fig, (ax,) = _panels.grid(1)
        grades(data, ax=ax)
        return _panels.finish(fig, data.attrs.get("title", ""))
    right, up = keys
    equations = data.equation.values
    fig, axes = _panels.grid(len(equations) + 1)
    logarithm = np.log10(data.relative_error.clip(min=_SMALLEST))
    for ax, equation in zip(axes, equations, strict=False):
        errors = logarithm.sel(equation=equation).transpose(up, right)
        bar = draw_map(errors, ax, cmap="RdBu_r", vmin=-4, vmax=0)
        bar.set_label(r"$\log_{10}$ relative error")
        ax.set_title(literal(equation))
    _draw_best(data.best.transpose(up, right), list(map(literal, equations)), axes[-1])
    return _panels.finish(fig, data.attrs.get("title", ""))


def _draw_best(best: xr.DataArray, equations: list[str], ax: Axes) -> None:
    """With the colours that the equations have as curves."""
    count = len(equations)
    colors = ListedColormap([COLORS[n % len(COLORS)] for n in range(count)])
    bar = draw_map(best, ax, cmap=colors, vmin=-0.5, vmax=count - 0.5)
    bar.set_ticks(range(count), labels=equations)
    bar.ax.tick_params(which="minor", right=False)
    bar.set_label("")
    ax.set_title("the best equation")
