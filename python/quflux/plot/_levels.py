"""The levels of a model and what its baths drive."""

from __future__ import annotations

import matplotlib
import numpy as np
from matplotlib.axes import Axes

from quflux.model import Model
from quflux.plot._style import literal, new_axes

_MOST_LEVELS = 24


def energy_levels(model: Model, *, ax: Axes | None = None) -> Axes:
    """The levels of a model, and which transitions each bath drives.

    Levels of H at their energies; an arrow per bath for every pair that its operator connects, with
    a width that grows with the matrix element. At most the 24 lowest levels are drawn.

    >>> quflux.plot.energy_levels(model).get_ylabel()
    'energy'
    """
    ax = ax or new_axes()
    energies, basis = np.linalg.eigh(model.hamiltonian)
    shown = min(len(energies), _MOST_LEVELS)
    temperatures = {bath.name: bath.temperature for bath in model.baths}
    operators = model.bath_operators
    order = sorted(temperatures, key=lambda name: temperatures[name], reverse=True)
    colors = dict(
        zip(order, matplotlib.colormaps["coolwarm_r"](np.linspace(0, 1, len(order))), strict=True)
    )
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
    ax.set(xticks=[], xlim=(-0.03, 1.03), ylabel="energy", title=literal(model.title))
    ax.spines[["top", "right", "bottom"]].set_visible(False)
    return ax
