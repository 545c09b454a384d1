"""Figures on Matplotlib. Every function takes an Axes (or makes one), draws and returns it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from quflux._core import Error, ExceptionalSearch
from quflux.model import Model

__all__ = [
    "branches",
    "curves",
    "energy_levels",
    "exceptional_curves",
    "flow_map",
    "grades",
    "ridge",
    "transition",
]

# The first is the widest, so that curves on top of each other are all seen.
_STROKES: list[dict[str, Any]] = [
    {"ls": "-", "lw": 3.2, "alpha": 0.5},
    {"ls": "--", "lw": 2.2},
    {"ls": "-", "lw": 1.2},
    {"ls": ":", "lw": 2.2},
    {"ls": "-.", "lw": 1.2},
]
_RIDGE = "#d62728"
_MOST_LEVELS = 24


def flow_map(data: xr.DataArray, *, along: str | None = None, ax: Axes | None = None) -> Axes:
    """A map of a quantity over two parameters, with the ridge of its absolute value in red.

    Parameters
    ----------
    data
        Two dimensions, say ``flows.specific_flow.sel(bath="hot", equation="local")``. The first goes
        up, the second to the right, as in xarray.
    along
        The dimension along which the ridge is the largest value; the second one when absent. See
        :func:`ridge`.

    Raises Error for any other number of dimensions.

    >>> sweep = {"coupling.rabi.strength": np.linspace(0.01, 0.1, 8),
    ...          "bath.hot.temperature": np.linspace(0.3, 1, 5)}
    >>> flows = model.sweep(sweep, equations="global").energy_flow
    >>> quflux.plot.flow_map(flows.sel(equation="global", bath="hot")).get_xlabel()
    'bath.hot.temperature [energy]'
    """
    if data.ndim != 2:
        raise Error(f"a map needs two dimensions; the data has {data.ndim}: {data.dims}")
    ax = ax or _new_axes()
    up, right = map(str, data.dims)
    mesh = ax.pcolormesh(data[right], data[up], data.values, shading="nearest", rasterized=True)
    ax.figure.colorbar(mesh, ax=ax, label=_label(data))
    points = ridge(data, along or right)
    x, y = (points[name] for name in (right, up))
    ax.plot(x, y, color=_RIDGE, lw=1.5)
    ax.set(xlabel=_label(data[right]), ylabel=_label(data[up]))
    ax.set(xlim=_edges(data[right].values), ylim=_edges(data[up].values))
    return ax


def curves(data: xr.DataArray, *, ax: Axes | None = None, **line: Any) -> Axes:
    """A quantity along one parameter, a curve per equation; equal ones are told apart by strokes.

    Parameters
    ----------
    data
        Along a parameter, or along a parameter and `equation`, say
        ``flows.energy_flow.sel(bath="hot")``.

    Other arguments are those of `Axes.plot`. Raises Error for other dimensions.

    >>> flows = model.sweep({"coupling.rabi.strength": np.linspace(0.01, 0.1, 8)}).energy_flow
    >>> ax = quflux.plot.curves(flows.sel(bath="hot"))
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['local', 'global', 'partial_secular', 'redfield']
    """
    parameters = [name for name in data.dims if name != "equation"]
    if len(parameters) != 1:
        raise Error(f"curves need one parameter; the data has {len(parameters)}: {data.dims}")
    ax = ax or _new_axes()
    (parameter,) = (data[name] for name in parameters)
    if "equation" in data.dims:
        for number, equation in enumerate(data.equation.values):
            stroke = _STROKES[number % len(_STROKES)] | {"label": equation} | line
            ax.plot(parameter, data.sel(equation=equation), **stroke)
        ax.legend(frameon=False)
    else:
        ax.plot(parameter, data, **line)
    ax.set(xlabel=_label(parameter), ylabel=_label(data))
    return ax


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
    ax = curves(graded.relative_error, ax=ax)
    ax.axhline(0.01, color="0.3", ls="--", lw=1)
    ax.annotate("1%", (1, 0.01), (-2, 2), ha="right", va="bottom", textcoords="offset points",
                xycoords=ax.get_yaxis_transform())
    ax.set(yscale="log", ylabel="relative error of the flow")
    return ax


def ridge(data: xr.DataArray, along: str) -> dict[str, np.ndarray]:
    """Where |data| has an interior maximum along a dimension, for every value of the other.

    The coordinates of the points by dimension, in the order of the other dimension; a value that
    has its maximum at an end, or none, is left out. A parabola through the three highest points
    places each between the points of the grid.

    >>> x = np.linspace(0, 2, 9)
    >>> hills = xr.DataArray([1 - (x - 0.9) ** 2, 2 - (x - 1.1) ** 2], {"x": x, "y": [3, 4]}, ["y", "x"])
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
            found.append((row, _vertex(coordinate[peak - 1 : peak + 2], values[peak - 1 : peak + 2])))
    places = np.array(found).reshape(-1, 2)
    return {other: places[:, 0], along: places[:, 1]}


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
        Complex numbers along a parameter and one more dimension, as :meth:`quflux.Model.spectrum`
        gives them along a parameter.
    part
        "real" or "imag".
    exceptional_points
        Parameters at which branches meet. Complex ones are drawn at their real part, over a band as
        wide as they are away from the real axis: the blur of their shadow.

    >>> eigenvalues = model.spectrum("local", {"coupling.rabi.strength": [0.01, 0.02]})
    >>> quflux.plot.branches(eigenvalues, part="imag").get_xlabel()
    'coupling.rabi.strength [energy]'
    """
    if eigenvalues.ndim != 2:
        raise Error(f"branches need two dimensions; the data has {eigenvalues.ndim}")
    if part not in ("real", "imag"):
        raise Error(f"part is {part!r}; it must be 'real' or 'imag'")
    ax = ax or _new_axes()
    parameter = eigenvalues[eigenvalues.dims[0]]
    # Sorted by themselves, real parts are continuous wherever eigenvalues are, and so are imaginary
    # ones: no branch need be followed to draw them.
    values = np.sort(getattr(eigenvalues, part).values, axis=1)
    ax.plot(parameter, values, color="#1f77b4", lw=1.2)
    name = {"real": r"Re $\lambda$", "imag": r"Im $\lambda$"}[part]
    ax.set(xlabel=_label(parameter), ylabel=name + _units(eigenvalues))
    for point in exceptional_points:
        transition(point, ax=ax)
    return ax


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
    ax = ax or _new_axes()
    place, blur = complex(parameter).real, abs(complex(parameter).imag)
    style: dict[str, Any] = {"color": "0.3", "ls": "--", "lw": 1} | line
    ax.axvline(place, label=label, **style)
    if blur > 0:
        ax.axvspan(place - blur, place + blur, color=style["color"], alpha=0.15, lw=0)
    return ax


def exceptional_curves(found: ExceptionalSearch, *, ax: Axes | None = None) -> Axes:
    """Exceptional points in a plane of two parameters, as :func:`quflux.exceptional_points` finds them.

    Curves of exceptional points as lines, isolated points as dots with their order beside them.
    Ordinary degeneracies are dashed or open.

    >>> found = quflux.exceptional_points(
    ...     lambda g, gamma: np.array([[0.5j * gamma, g], [g, -0.5j * gamma]]), (0.1, 1), (0.3, 1))
    >>> len(quflux.plot.exceptional_curves(found).lines)
    1
    """
    ax = ax or _new_axes()
    for curves, style in ((found.curves, "-"), (found.degeneracy_curves, "--")):
        for curve in curves:
            ax.plot(*np.transpose(curve.points), style, color="#1f77b4", lw=1.5)
    for points, face in ((found.points, _RIDGE), (found.degeneracies, "none")):
        for point in points:
            x, y = point.parameters
            ax.plot(x, y, "o", color=_RIDGE, mfc=face, ms=5)
            if point.order > 1:
                ax.annotate(
                    f"order {point.order}",
                    (x, y),
                    (0, 6),
                    textcoords="offset points",
                    ha="center",
                )
    ax.margins(0.15)  # room for the orders
    ax.set(xlabel="x", ylabel="y")
    return ax


def energy_levels(model: Model, *, ax: Axes | None = None) -> Axes:
    """The levels of a model, and which transitions each bath drives.

    Levels of H at their energies; an arrow per bath for every pair that its operator connects, with
    a width that grows with the matrix element. At most the 24 lowest levels are drawn.

    >>> quflux.plot.energy_levels(model).get_ylabel()
    'energy'
    """
    ax = ax or _new_axes()
    energies, basis = np.linalg.eigh(model.hamiltonian)
    shown = min(len(energies), _MOST_LEVELS)
    temperatures = {bath.name: bath.temperature for bath in model.baths}
    operators = model.bath_operators
    order = sorted(temperatures, key=lambda name: temperatures[name], reverse=True)
    colors = dict(zip(order, plt.get_cmap("coolwarm_r")(np.linspace(0, 1, len(order))), strict=True))
    ax.hlines(energies[:shown], 0, 1, color="0.2", lw=1.5, zorder=3)
    links = []
    for name in order:
        weight = np.abs(basis.conj().T @ operators[name] @ basis) ** 2
        scale = weight.max()
        links += [
            (name, low, high, weight[low, high] / scale)
            for low in range(shown)
            for high in range(low + 1, shown)
            if weight[low, high] > 1e-3 * scale and energies[high] > energies[low]
        ]
    for place, (name, low, high, strength) in zip(
        np.linspace(0, 1, len(links) + 2)[1:-1], links, strict=True
    ):
        ax.annotate(
            "",
            (place, energies[high]),
            (place, energies[low]),
            arrowprops=dict(
                arrowstyle="<->", color=colors[name], lw=0.6 + 1.6 * strength, shrinkA=0, shrinkB=0
            ),
        )
    for name in order:
        ax.plot([], [], color=colors[name], lw=2, label=f"{name}, T = {temperatures[name]:g}")
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    ax.set(xticks=[], xlim=(-0.03, 1.03), ylabel="energy", title=model.title)
    ax.spines[["top", "right", "bottom"]].set_visible(False)
    return ax


def _new_axes() -> Axes:
    return plt.subplots(layout="constrained")[1]


def _label(array: xr.DataArray) -> str:
    name = str(array.attrs.get("long_name", array.name or ""))
    return textwrap.fill(name + _units(array), 40, break_long_words=False)


def _units(array: xr.DataArray) -> str:
    units = array.attrs.get("units", "1")
    return "" if units == "1" else f" [{units}]"


def _edges(values: np.ndarray) -> tuple[float, float]:
    """Limits that show the outer cells of the map whole."""
    if len(values) < 2:
        return values[0] - 0.5, values[0] + 0.5
    first, last = (values[1] - values[0]) / 2, (values[-1] - values[-2]) / 2
    return values[0] - first, values[-1] + last


def _vertex(x: np.ndarray, y: np.ndarray) -> float:
    """The top of the parabola through three points, the middle one the highest."""
    left, right = x[1] - x[0], x[2] - x[1]
    down_left, down_right = (y[1] - y[0]) / left, (y[1] - y[2]) / right
    total = down_left + down_right
    if total <= 0:  # a plateau
        return x[1]
    return x[1] + (down_left * right - down_right * left) / (2 * total)
