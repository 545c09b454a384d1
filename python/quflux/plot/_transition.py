"""The transition from weak to strong coupling along a parameter."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quflux.plot import _panels
from quflux.plot._style import MARKERS, literal, new_axes, stroke


def transition(
    parameter: complex, *, label: str | None = None, ax: Axes | None = None, **line: Any
) -> Axes:
    """Marks a value of the parameter on the x axis: an exceptional point, a maximum of the flow.

    A complex exceptional point is marked at its real part, over a band as wide as it is away from
    the real axis. Other arguments are those of `Axes.axvline`.

    >>> ax = quflux.plot.transition(0.0097 + 0.0003j, label="exceptional point")
    >>> len(ax.lines), len(ax.patches)
    (1, 1)
    """
    ax = ax or new_axes()
    place, blur = complex(parameter).real, abs(complex(parameter).imag)
    style: dict[str, Any] = {"color": "0.3", "ls": "--", "lw": 1} | line
    ax.axvline(place, label=label, **style)
    if blur > 0:
        ax.axvspan(place - blur, place + blur, color=style["color"], alpha=0.15, lw=0)
    return ax


def transition_figure(data: xr.Dataset) -> Figure:
    """Splitting (as in the legend) and width (dotted) of the modes, with exceptional points on the
    real axis; and all exceptional points in the complex plane of the parameter, open those of
    coherences.
    """
    with_modes = "splitting" in data
    fig, axes = _panels.grid(2 if with_modes else 1)
    name = literal(data.attrs["parameter"])
    if with_modes:
        _draw_modes(data, axes[0])
        axes[0].set(xlabel=name, ylabel="splitting, width (dotted) [energy]")
    _draw_points(data, name, axes[-1])
    for ax in axes[:-1]:
        ax.set_xlim(data.attrs["from"], data.attrs["to"])
    return _panels.finish(fig, data.attrs.get("title", ""))


def _draw_modes(data: xr.Dataset, ax: Axes) -> None:
    parameter = data[data.attrs["parameter"]]
    ax.set_xlim(data.attrs["from"], data.attrs["to"])
    for n, equation in enumerate(data.equation.values):
        splitting, width = (data[of].isel(equation=n) for of in ("splitting", "width"))
        if splitting.isnull().all():
            continue
        ax.plot(parameter, splitting, label=literal(equation), **stroke(n))
        ax.plot(parameter, width, color=stroke(n)["color"], ls=":", lw=0.8)
    ax.set_ylim(bottom=0)
    real = [(n, re) for n, re, im in _points(data) if im == 0]
    for n, re in real:
        transition(re, ax=ax, color=stroke(n)["color"])
    _panels.label_marks(ax, [re for _, re in real], "EP")


def _draw_points(data: xr.Dataset, name: str, ax: Axes) -> None:
    """Where all are real, the real parts of the eigenvalues tell them apart."""
    points = _points(data)
    low, high = data.attrs["from"], data.attrs["to"]
    if not points:
        ax.text(0.5, 0.5, "no exceptional point", ha="center", transform=ax.transAxes)
        ax.set(xlim=(low, high), yticks=[], xlabel=name)
        return
    off_axis = any(im > 0 for _, _, im in points)
    x = np.array([re for _, re, _ in points])
    y = np.array([im for _, _, im in points]) if off_axis else _eigenvalues(data)
    owners = np.array([n for n, _, _ in points])
    coherences = _coherences(data)
    for n, of_coherences in itertools.product(np.unique(owners), (False, True)):
        own = (owners == n) & (coherences == of_coherences)
        if not own.any():
            continue
        ax.plot(
            x[own],
            y[own],
            MARKERS[n % len(MARKERS)],
            color=stroke(n)["color"],
            fillstyle="none" if of_coherences else "full",
            clip_on=False,
            label=literal(data.equation.values[n]) + (", coherences" if of_coherences else ""),
        )
    if off_axis:
        ax.set(xlabel=f"Re {name}", ylabel=f"Im {name}")
        if y.min() < 0.5 * y.max():
            ax.set_ylim(0, 1.15 * y.max())
    else:
        ax.set(xlabel=name, ylabel="real part of the eigenvalue [energy]")
    # A few points keep the interval in view, unless they are all in a corner of it.
    spread = np.ptp(x)
    if not (len(x) > 2 and 0 < spread < 0.1 * (high - low)):
        ax.set_xlim(low, high)
    else:
        ax.set_xlim(x.min() - 0.15 * spread, x.max() + 0.15 * spread)


def _points(data: xr.Dataset) -> list[tuple[int, float, float]]:
    """Equation, real and imaginary part of every exceptional point."""
    if "exceptional_point_re" not in data:
        return []
    re, im = (data[f"exceptional_point_{part}"].values for part in ("re", "im"))
    return [(n, re[n, i], im[n, i]) for n, i in zip(*np.nonzero(~np.isnan(re)), strict=True)]


def _coherences(data: xr.Dataset) -> np.ndarray:
    """Whether each of the points is of coherences alone."""
    there = ~np.isnan(data.exceptional_point_re.values)
    if "exceptional_point_kind" not in data:  # of a file written before
        return np.zeros(np.count_nonzero(there), bool)
    return np.asarray(data.exceptional_point_kind.values[there] == 0)


def _eigenvalues(data: xr.Dataset) -> np.ndarray:
    values: np.ndarray = data.eigenvalue_re.values
    return np.asarray(values[~np.isnan(data.exceptional_point_re.values)])
