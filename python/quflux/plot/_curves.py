"""Quantities along one parameter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from quflux._core import Error
from quflux.plot import _panels
from quflux.plot._style import MOST_CURVES, label, literal, new_axes, scale, stroke
from quflux.plot._sweeps import outputs, swept

_MOST_NUMBERS = 1000  # of all equations


def curves(data: xr.DataArray, *, ax: Axes | None = None, **line: Any) -> Axes:
    """A quantity along one parameter, a curve per equation; equal ones are told apart by strokes.

    Parameters
    ----------
    data
        Along a parameter, or along a parameter and `equation`, say
        ``flows.energy_flow.sel(bath="hot")``.

    Notes
    -----
    The axis is logarithmic where the parameter is. Other arguments are those of `Axes.plot`. Raises
    Error for other dimensions.

    Examples
    --------
    >>> flows = model.sweep({"coupling.rabi.strength": np.linspace(0.01, 0.1, 8)}).energy_flow
    >>> ax = quflux.plot.curves(flows.sel(bath="hot"))
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['local', 'global', 'partial_secular', 'redfield']
    """
    parameters = [name for name in data.dims if name != "equation"]
    if len(parameters) != 1:
        raise Error(f"curves need one parameter; the data has {len(parameters)}: {data.dims}")
    ax = ax or new_axes()
    (parameter,) = (data[name] for name in parameters)
    if "equation" in data.dims:
        for number, equation in enumerate(data.equation.values):
            style = stroke(number) | {"label": literal(equation)} | line
            ax.plot(parameter, data.sel(equation=equation), **style)
        ax.legend(frameon=False)
    else:
        ax.plot(parameter, data, **line)
    ax.set(xlabel=label(parameter), ylabel=label(data), xscale=scale(parameter.values))
    return ax


def curves_figure(data: xr.Dataset) -> Figure:
    """A panel per output of a sweep with a curve per equation, and bath where these are few.

    Outputs of hundreds of numbers, which no panel shows, are left out where there are others.
    """
    (key,) = swept(data)
    data = _answered(data.sortby(key).drop_duplicates(key))
    every = outputs(data)
    few = [output for output in every if output[{key: 0}].size <= _MOST_NUMBERS] or every[:1]
    panels = [panel for output in few for panel in _panels_of(output, key)]
    fig, axes = _panels.grid(len(panels))
    for ax, panel in zip(axes, panels, strict=True):
        for name, values, style in panel.curves:
            alone = _alone(values)  # a line through one point is none
            marker: dict[str, Any] = {"marker": "o", "markevery": alone} if alone else {}
            ax.plot(data[key], values, label=name, **marker, **style)
        ax.set(xlabel=label(data[key]), ylabel=panel.label, xscale=scale(data[key].values))
    return _panels.finish(fig, data.attrs.get("title", ""))


def _answered(data: xr.Dataset) -> xr.Dataset:
    """Without the equations that have no answer anywhere, unless none has one."""
    if "failure" not in data:
        return data
    along = [name for name in data.failure.dims if name != "equation"]
    kept = (data.failure == 0).any(along).values
    return data.isel(equation=kept) if kept.any() else data


def _alone(values: np.ndarray) -> list[int]:
    """Where there is a number and none beside it."""
    there = np.isfinite(np.concatenate([[np.nan], values, [np.nan]]))
    return list(np.flatnonzero(there[1:-1] & ~there[:-2] & ~there[2:]))


class _Panel(NamedTuple):
    label: str
    curves: list[tuple[str, np.ndarray, dict[str, Any]]]  # names, values, strokes


def _panels_of(output: xr.DataArray, key: str) -> Iterator[_Panel]:
    equations = output.equation.values
    others = [name for name in output.dims if name not in (key, "equation")]
    if others in (["state"], ["site"]) and output.sizes[others[0]] <= MOST_CURVES:
        for number, equation in enumerate(equations):
            yield _Panel(label(output, equation), _by_number(output.isel(equation=number), key))
    elif others == ["bath"]:
        baths = output.bath.values
        if len(baths) * len(equations) > MOST_CURVES:
            for bath in baths:
                yield _Panel(label(output, bath), _by_equation(output.sel(bath=bath), key))
        else:
            pairs = [(e, b) for e in range(len(equations)) for b in range(len(baths))]
            named = [
                (
                    literal(f"{equations[e]}, {baths[b]}"),
                    output.isel(equation=e, bath=b).values,
                    stroke(number),
                )
                for number, (e, b) in enumerate(pairs)
            ]
            yield _Panel(label(output), named)
    else:
        yield _Panel(label(output), _by_equation(output, key))


def _by_equation(output: xr.DataArray, key: str) -> list[tuple[str, np.ndarray, dict[str, Any]]]:
    """All numbers of an equation have one stroke, and one entry in the legend."""
    return [
        (literal(equation) if column == 0 else "", values, stroke(number))
        for number, equation in enumerate(output.equation.values)
        for column, values in enumerate(_columns(output.isel(equation=number), key))
    ]


def _by_number(output: xr.DataArray, key: str) -> list[tuple[str, np.ndarray, dict[str, Any]]]:
    """The numbers of one equation, counted from zero, or by the names of sites."""
    (other,) = (str(name) for name in output.dims if name != key)
    names = output[other].values if other in output.coords else range(output.sizes[other])
    return [
        (literal(f"{other} {name}"), values, stroke(number))
        for number, (name, values) in enumerate(zip(names, _columns(output, key), strict=True))
    ]


def _columns(array: xr.DataArray, key: str) -> np.ndarray:
    return array.transpose(..., key).values.reshape(-1, array.sizes[key])
