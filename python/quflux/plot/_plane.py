"""Exceptional points in the plane of two parameters of a model."""

from __future__ import annotations

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quflux.plot import _panels
from quflux.plot._spectra import draw_curve, draw_point
from quflux.plot._style import COLORS, literal

_NAMES = {0: "coherence", 1: "flow", 2: "both"}
_COLORS = dict(enumerate(COLORS))


def plane_figure(data: xr.Dataset) -> Figure:
    """A panel for each equation: curves and isolated points with their orders, in colours by what
    relaxes there. Ordinary degeneracies are dashed or open.
    """
    fig, axes = _panels.grid(data.sizes["equation"])
    for n, ax in enumerate(axes):
        kinds = _draw_curves(data, n, ax) | _draw_points(data, n, ax)
        for kind in sorted(kinds):
            ax.plot([], [], color=_COLORS[kind], label=_NAMES[kind])
        if not kinds:
            ax.text(0.5, 0.5, "no exceptional point", ha="center", transform=ax.transAxes)
        ax.set(
            xlim=(data.attrs["from"], data.attrs["to"]),
            ylim=(data.attrs["second_from"], data.attrs["second_to"]),
            xlabel=literal(data.attrs["parameter"]),
            ylabel=literal(data.attrs["second"]),
        )
        if len(axes) > 1:
            ax.set_title(literal(data.equation.values[n]))
    return _panels.finish(fig, data.attrs.get("title", ""))


def _draw_curves(data: xr.Dataset, n: int, ax: Axes) -> set[int]:
    """Of equation n. Returns what relaxes along them."""
    if "vertex_curve" not in data:
        return set()
    own = data.isel(vertex=np.flatnonzero(data.vertex_equation.values == n))
    kinds = set()
    for number in np.unique(own.vertex_curve):
        curve = own.isel(vertex=np.flatnonzero(own.vertex_curve.values == number))
        kind = int(curve.vertex_kind.values[0])
        draw_curve(
            ax,
            curve.vertex_x.values,
            curve.vertex_y.values,
            degenerate=bool(curve.vertex_order.values[0] < 2),
            color=_COLORS[kind],
        )
        kinds.add(kind)
    return kinds


def _draw_points(data: xr.Dataset, n: int, ax: Axes) -> set[int]:
    if "exceptional_point_x" not in data:
        return set()
    own = data.isel(equation=n)
    kinds = set()
    for i in np.flatnonzero(~np.isnan(own.exceptional_point_x.values)):
        point = own.isel(exceptional_point_index=i)
        kind, order = int(point.exceptional_point_kind), int(point.order)
        x, y = float(point.exceptional_point_x), float(point.exceptional_point_y)
        color = _COLORS[kind]
        draw_point(ax, x, y, order=order, color=color, mfc=color if order > 1 else "none")
        kinds.add(kind)
    return kinds
