"""Figures on Matplotlib.

:func:`figure` draws what a dataset says it wants to be, at the width of a journal's column;
``python -m quflux.plot DATA.nc -o FILE.pdf`` does so for a file, which is what `quflux run --plot`
calls.
The other functions draw one thing each: they take an Axes (or make one), draw and return it.
"""

from quflux.plot._curves import curves
from quflux.plot._figure import figure, save
from quflux.plot._grades import grades
from quflux.plot._levels import energy_levels
from quflux.plot._maps import flow_map, ridge
from quflux.plot._spectra import branches, exceptional_curves
from quflux.plot._transition import transition

__all__ = [
    "branches",
    "curves",
    "energy_levels",
    "exceptional_curves",
    "figure",
    "flow_map",
    "grades",
    "ridge",
    "save",
    "transition",
]
