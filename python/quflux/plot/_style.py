"""How everything looks: widths of journals, colours for colour-blind readers, strokes, labels."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import AutoLocator, MaxNLocator

from quflux._core import Error

# Widths of Physical Review, in inches.
SINGLE_COLUMN, DOUBLE_COLUMN = 8.6 / 2.54, 17.8 / 2.54

# Colours of Okabe and Ito, which colour-blind readers can tell apart.
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
RED = "#FF2020"  # for lines on a map
MARKERS = ("o", "s", "D", "^", "v", "P", "X")
# Lengths of lines and gaps, as many as colours: none comes back before all have been.
_DASHES: tuple[tuple[float, ...], ...] = (
    (),
    (4, 2),
    (6, 1.5, 1, 1.5),
    (1, 1),
    (9, 3),
    (1, 4),
    (9, 6),
)

# As many as a panel can name before it is better to make several of it.
MOST_CURVES = 8

_JOURNAL: dict[Any, Any] = {
    "axes.formatter.limits": (-3, 4),
    "axes.formatter.use_mathtext": True,
    "axes.formatter.useoffset": False,
    "axes.labelsize": 8,
    "axes.linewidth": 0.6,
    "axes.titlesize": 8,
    "axes.xmargin": 0,
    "font.family": ["STIXGeneral", "DejaVu Sans"],
    "font.size": 8,
    "legend.borderaxespad": 0.7,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "legend.handlelength": 2.8,
    "legend.labelspacing": 0.3,
    "lines.linewidth": 1.2,
    "lines.markersize": 4,
    "mathtext.fontset": "stix",
    "pdf.fonttype": 42,
    "svg.hashsalt": "quflux",  # the same data give the same bytes
    "xtick.direction": "in",
    "xtick.labelsize": 8,
    "xtick.minor.visible": True,
    "xtick.top": True,
    "ytick.direction": "in",
    "ytick.labelsize": 8,
    "ytick.minor.visible": True,
    "ytick.right": True,
}


@contextmanager
def journal() -> Iterator[None]:
    """Figures made or drawn inside look like those of a journal, whatever the user's settings."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_JOURNAL)
        yield


def stroke(n: int) -> dict[str, Any]:
    """The n-th of 49 strokes that differ in colour, in dash or in both.

    What has more gaps is drawn later, so that the others show through where curves are equal.
    """
    colors, dashes = len(COLORS), len(_DASHES)
    if n >= colors * dashes:
        raise Error(f"a panel has more than {colors * dashes} curves to tell apart; select fewer")
    dash = _DASHES[(n + n // colors) % dashes]
    gaps = sum(dash[1::2]) / sum(dash) if dash else 0.0
    return {"color": COLORS[n % colors], "ls": (0, dash) if dash else "-", "zorder": 2 + gaps}


def space_ticks(fig: Figure) -> None:
    """Linear axes get few labels, as the width of a journal's column asks for."""
    fig.draw_without_rendering()  # the layout says how much space there is
    for ax in fig.axes:
        for axis in (ax.xaxis, ax.yaxis):
            if type(axis.get_major_locator()) is AutoLocator:
                fitting = int(np.clip(axis.get_tick_space(), 2, 6))
                axis.set_major_locator(MaxNLocator(fitting, steps=[1, 2, 5, 10]))


def new_axes() -> Axes:
    import matplotlib.pyplot as plt  # only here: nothing else needs a backend

    return plt.subplots(layout="constrained")[1]


def literal(text: object) -> str:
    """A text that a user chose, in which no character is markup."""
    return str(text).replace("$", r"\$")


def label(array: xr.DataArray, *remarks: object) -> str:
    """What an axis shows: the long name, which may have markup, remarks, the units."""
    name = array.attrs.get("long_name", array.name or "")
    text = ", ".join([str(name), *map(literal, remarks)])
    return textwrap.fill(text + units(array), 40, break_long_words=False)


def units(array: xr.DataArray) -> str:
    given = array.attrs.get("units", "1")
    raised = re.sub(r"\^(-?[0-9]+)", r"$^{\1}$", given)
    return "" if given == "1" else f" [{raised}]"


def is_geometric(values: np.ndarray) -> bool:
    """Whether neighbours have a constant ratio, as in a logarithmic sweep."""
    if len(values) < 3 or not (values > 0).all():
        return False
    ratios = values[1:] / values[:-1]
    return bool(np.allclose(ratios, ratios[0], rtol=1e-6) and abs(ratios[0] - 1) > 1e-6)


def scale(values: np.ndarray) -> str:
    """That of an axis with such values."""
    return "log" if is_geometric(values) else "linear"
