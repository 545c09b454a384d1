"""Outputs along a frequency of their own."""

from __future__ import annotations

import xarray as xr
from matplotlib.figure import Figure

from quflux.plot import _panels
from quflux.plot._maps import draw_map
from quflux.plot._style import label, literal, stroke
from quflux.plot._sweeps import outputs, swept


def spectra_figure(data: xr.Dataset) -> Figure:
    """A panel per output with a curve per equation, or along a swept key a map of each."""
    keys = swept(data)
    if not keys:
        every = outputs(data)
        fig, axes = _panels.grid(len(every))
        for ax, output in zip(axes, every, strict=True):
            frequency = output[output.dims[-1]]
            for number, equation in enumerate(output.equation.values):
                values = output.sel(equation=equation)
                ax.plot(frequency, values, label=literal(equation), **stroke(number))
            ax.set(xlabel=label(frequency), ylabel=label(output))
        return _panels.finish(fig, data.attrs.get("title", ""))
    (key,) = keys
    maps = [
        (output.isel(equation=number), equation)
        for output in outputs(data.sortby(key).drop_duplicates(key))
        for number, equation in enumerate(output.equation.values)
    ]
    fig, axes = _panels.grid(len(maps))
    for ax, (values, equation) in zip(axes, maps, strict=True):
        draw_map(values.transpose(values.dims[-1], key), ax).set_label(label(values, equation))
    return _panels.finish(fig, data.attrs.get("title", ""))
