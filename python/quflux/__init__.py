"""Energy transport in open quantum systems from weak to strong coupling.

A :class:`Model` is made of sites, couplings and thermal baths, or of matrices, or loaded from a
model file. :meth:`Model.energy_flow` and :meth:`Model.steady_state` solve one of the master
equations for it, :meth:`Model.sweep` all of them on a grid of parameters; results are objects of
xarray. :func:`two_level_pair` computes pairs of atoms at a few nanoseconds a point.
:mod:`quflux.plot` draws. Units: hbar = k_B = 1; a flow is positive from the bath into the system.

>>> pair = quflux.Model(
...     sites=[quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.1)],
...     couplings=[quflux.Exchange("a", "b", 0.05)],
...     baths=[
...         quflux.Bath("hot", "a", temperature=1.0, spectral_density=quflux.PowerLaw(0.01)),
...         quflux.Bath("cold", "b", temperature=0.5, spectral_density=quflux.PowerLaw(0.01)),
...     ],
... )
>>> pair.energy_flow("partial_secular").sel(bath="hot").item() > 0
True
"""

from quflux._audit import Audit
from quflux._core import (
    ZZ,
    Bath,
    Brownian,
    DensitySum,
    Drude,
    Error,
    Exchange,
    Function,
    Levels,
    Lindblad,
    MatrixTerm,
    Oscillator,
    Position,
    PowerLaw,
    Product,
    Spin,
    Table,
    TableFile,
    Term,
    TwoLevel,
    __version__,
)
from quflux.exceptional import exceptional_points
from quflux.explorer import explore
from quflux.model import EQUATIONS, Model
from quflux.pairs import two_level_pair

_RENAMED = {"Tabulated": "Table", "UserDefined": "Function"}


def __getattr__(name: str) -> object:
    """Tells those who have a name of former versions the one of today."""
    if name in _RENAMED:
        raise AttributeError(f"quflux.{name} is now called quflux.{_RENAMED[name]}")
    raise AttributeError(f"module 'quflux' has no attribute {name!r}")


__all__ = [
    "EQUATIONS",
    "ZZ",
    "Audit",
    "Bath",
    "Brownian",
    "DensitySum",
    "Drude",
    "Error",
    "Exchange",
    "Function",
    "Levels",
    "MatrixTerm",
    "Lindblad",
    "Model",
    "Oscillator",
    "Position",
    "PowerLaw",
    "Product",
    "Spin",
    "Table",
    "TableFile",
    "Term",
    "TwoLevel",
    "__version__",
    "exceptional_points",
    "explore",
    "two_level_pair",
]
