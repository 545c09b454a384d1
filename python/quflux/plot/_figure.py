"""The figure that a dataset wants to be."""

from __future__ import annotations

import os
import uuid
import warnings
from collections.abc import Callable
from pathlib import Path

import xarray as xr
from matplotlib.figure import Figure

from quflux._core import Error
from quflux.plot._curves import curves_figure
from quflux.plot._frequencies import spectra_figure
from quflux.plot._grades import grades_figure
from quflux.plot._maps import map_figure
from quflux.plot._plane import plane_figure
from quflux.plot._style import journal, space_ticks
from quflux.plot._transition import transition_figure

_KINDS: dict[str, Callable[[xr.Dataset], Figure]] = {
    "curves": curves_figure,
    "exceptional_plane": plane_figure,
    "grades": grades_figure,
    "map": map_figure,
    "spectra": spectra_figure,
    "transition": transition_figure,
}
ENDINGS = (".png", ".svg", ".pdf")


def figure(data: xr.Dataset) -> Figure:
    """Draws what a dataset says it wants to be, as wide as one column of a journal or two.

    Parameters
    ----------
    data
        What `quflux run`, `transition`, `eigenvalues` and `grade` write, or :meth:`Model.sweep` and
        :meth:`Model.grade` return. The attribute `figure` says what it is: "curves" along one
        parameter, a "map" over two, "spectra" along a frequency, a "transition", an
        "exceptional_plane" or "grades".

    Notes
    -----
    Raises Error where it does not say so: a sweep over no parameter, or over three.

    Examples
    --------
    >>> flows = model.sweep({"coupling.rabi.strength": np.linspace(0.01, 0.1, 8)})
    >>> len(quflux.plot.figure(flows).axes)  # a panel per output
    2
    """
    kind = data.attrs.get("figure")
    if kind not in _KINDS:
        said = "has no attribute 'figure'" if kind is None else f"wants to be {kind!r}"
        raise Error(f"the dataset {said}; what can be drawn is {', '.join(_KINDS)}")
    with journal(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        return _KINDS[kind](data)


def save(fig: Figure, path: str | os.PathLike[str]) -> None:
    """Writes a figure as PNG, SVG or PDF, by the ending: the whole file or nothing.

    The same figure gives the same bytes. Raises Error for another ending.

    >>> flows = model.sweep({"coupling.rabi.strength": np.linspace(0.01, 0.1, 8)})
    >>> quflux.plot.save(quflux.plot.figure(flows), "flows.gif")
    Traceback (most recent call last):
    ...
    quflux.Error: the figure is 'flows.gif'; it must end in .png, .svg, .pdf
    """
    path = Path(path)
    if path.suffix not in ENDINGS:
        raise Error(f"the figure is {str(path)!r}; it must end in {', '.join(ENDINGS)}")
    undated = {".png": {}, ".svg": {"Date": None}, ".pdf": {"CreationDate": None}}[path.suffix]
    unfinished = path.with_name(f".{uuid.uuid4().hex}{path.suffix}")
    try:
        with journal(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing from")
            space_ticks(fig)
            fig.savefig(unfinished, dpi=300, metadata=undated)
        unfinished.replace(path)
    except OSError as error:
        raise Error(f"cannot write {str(path)!r}: {error.strerror or error}") from None
    finally:
        unfinished.unlink(missing_ok=True)
