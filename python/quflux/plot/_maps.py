"""Quantities over two parameters."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colorbar import Colorbar
from matplotlib.figure import Figure

from quflux._core import Error
from quflux.plot import _panels
from quflux.plot._style import RED, is_geometric, label, literal, new_axes, scale
from quflux.plot._sweeps import outputs, swept

_NO_VALUE = "0.75"  # grey


def flow_map(
    data: xr.DataArray,
    *,
    along: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """A map of a quantity over two parameters, with the ridge of its absolute value in red.

    Parameters
    ----------
    data
        Two dimensions, say ``flows.specific_flow.sel(bath="hot", equation="local")``. The first
        goes up, the second to the right, as in xarray.
    along
        The dimension along which the ridge is the largest value; the second one when absent. See
        :func:`ridge`.

    Notes
    -----
    Values of both signs are blue and red around white; points without a value are grey. Axes are
    logarithmic where the parameters are. Raises Error for any other number of dimensions.

    Examples
    --------
    >>> sweep = {"coupling.rabi.strength": np.linspace(0.01, 0.1, 8),
    ...          "bath.hot.temperature": np.linspace(0.3, 1, 5)}
    >>> flows = model.sweep(sweep, equations="global").energy_flow
    >>> quflux.plot.flow_map(flows.sel(equation="global", bath="hot")).get_xlabel()
    'bath.hot.temperature [energy]'
    """
    if data.ndim != 2:
        raise Error(f"a map needs two dimensions; the data has {data.ndim}: {data.dims}")
    ax = ax or new_axes()
    up, right = map(str, data.dims)
    draw_map(data, ax)
    points = ridge(data, along or right)
    ax.plot(points[right], points[up], color=RED, lw=1.5)
    return ax


def draw_map(data: xr.DataArray, ax: Axes, **colors: Any) -> Colorbar:
    """The map and its colour bar alone; other arguments are those of `Axes.pcolormesh`."""
    up, right = map(str, data.dims)
    if not colors and data.min() < 0 < data.max():
        most = float(abs(data).max())
        colors = {"cmap": "RdBu_r", "vmin": -most, "vmax": most}
    ax.set(xscale=scale(data[right].values), yscale=scale(data[up].values))
    x, y = (cell_edges(data[name].values) for name in (right, up))
    mesh = ax.pcolormesh(x, y, data.values, rasterized=True, **colors)
    ax.set_facecolor(_NO_VALUE)
    ax.tick_params(which="both", direction="out", top=False, right=False)
    bar = ax.figure.colorbar(mesh, ax=ax, label=label(data), pad=0.02)
    bar.ax.tick_params(which="both", direction="out")
    ax.set(xlabel=label(data[right]), ylabel=label(data[up]), xlim=x[[0, -1]], ylim=y[[0, -1]])
    return bar


def ridge(data: xr.DataArray, along: str) -> dict[str, np.ndarray]:
    """Where |data| has an interior maximum along a dimension, for every value of the other.

    The coordinates of the points by dimension, in the order of the other dimension; a value that
    has its maximum at an end, or none, is left out. A parabola through the three highest points
    places each between the points of the grid.

    >>> x = np.linspace(0, 2, 9)
    >>> heights = [1 - (x - 0.9) ** 2, 2 - (x - 1.1) ** 2]
    >>> hills = xr.DataArray(heights, {"x": x, "y": [3, 4]}, ["y", "x"])
    >>> quflux.plot.ridge(hills, "x")
    {'y': array([3., 4.]), 'x': array([0.9, 1.1])}
    """
    (other,) = (str(name) for name in data.dims if name != along)
    magnitude = np.abs(data.transpose(other, along).values)
    coordinate, rows = data[along].values, data[other].values
    found: list[tuple[float, float]] = []
    for row, values in zip(rows, magnitude, strict=True):
        if np.isnan(values).all():
            continue
        peak = int(np.nanargmax(values))
        if 0 < peak < len(values) - 1 and not np.isnan(values[peak - 1 : peak + 2]).any():
            found.append(
                (row, vertex(coordinate[peak - 1 : peak + 2], values[peak - 1 : peak + 2]))
            )
    places = np.array(found).reshape(-1, 2)
    return {other: places[:, 0], along: places[:, 1]}


def map_figure(data: xr.Dataset) -> Figure:
    """A panel per equation with the specific flow, or else the first output.

    The first swept key goes to the right. Of flows, that from the bath that gives the most energy.
    """
    right, up = swept(data)
    along = data.attrs.get("ridge", up)
    data = data.sortby([right, up]).drop_duplicates(...)
    found = {str(output.name): output for output in outputs(data)}
    shown = found.get("specific_flow", next(iter(found.values())))
    remarks = []
    for name in [name for name in shown.dims if name not in (right, up, "equation")]:
        most = int(shown.sum([other for other in shown.dims if other != name]).values.argmax())
        at = most if name == "bath" else 0
        remarks.append(literal(shown[name].values[at] if name in shown.coords else f"{name} {at}"))
        shown = shown.isel({name: at})
    shown.attrs["long_name"] = ", ".join([shown.attrs["long_name"], *remarks])
    fig, axes = _panels.grid(data.sizes["equation"])
    for ax, equation in zip(axes, data.equation.values, strict=True):
        flow_map(shown.sel(equation=equation).transpose(up, right), along=along, ax=ax)
        ax.set_title(literal(equation))
    return _panels.finish(fig, data.attrs.get("title", ""))


def cell_edges(values: np.ndarray) -> np.ndarray:
    """Edges of the pixels around ascending values: midway, also on a logarithmic axis."""
    if is_geometric(values):
        return np.asarray(np.exp(cell_edges(np.log(values))))
    if len(values) < 2:
        return np.array([values[0] - 0.5, values[0] + 0.5])
    between = (values[1:] + values[:-1]) / 2
    return np.concatenate([[2 * values[0] - between[0]], between, [2 * values[-1] - between[-1]]])


def vertex(x: np.ndarray, y: np.ndarray) -> float:
    """The top of the parabola through three points, the middle one the highest."""
    left, right = x[1] - x[0], x[2] - x[1]
    down_left, down_right = (y[1] - y[0]) / left, (y[1] - y[2]) / right
    total = down_left + down_right
    if total <= 0:  # a plateau
        return float(x[1])
    return float(x[1] + (down_left * right - down_right * left) / (2 * total))
