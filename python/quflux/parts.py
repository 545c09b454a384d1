"""What a model is made of: sites, couplings and baths. Units: hbar = k_B = 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quflux import densities
from quflux._core import Error

__all__ = [
    "Bath",
    "Exchange",
    "Levels",
    "Oscillator",
    "Position",
    "Product",
    "Spin",
    "TwoLevel",
    "ZZ",
]


@dataclass(frozen=True)
class TwoLevel:
    """A two-level system, H = frequency * sp sm. Operators: sm, sp, sx, sy, sz, n, x = sm + sp.

    >>> quflux.TwoLevel("atom", 1.0)
    TwoLevel(name='atom', frequency=1.0)
    """

    name: str
    frequency: float


@dataclass(frozen=True)
class Oscillator:
    """An oscillator, H = frequency * ad a, cut after `levels` Fock states.

    Operators: a, ad, n, x = a + ad, p = -i (a - ad).

    >>> quflux.Oscillator("cavity", 1.0, levels=6)
    Oscillator(name='cavity', frequency=1.0, levels=6)
    """

    name: str
    frequency: float
    levels: int


@dataclass(frozen=True)
class Spin:
    """A spin 1/2, 1, 3/2, ..., H = frequency * sz. Operators: sm, sp, sx, sy, sz, x = sm + sp.

    >>> quflux.Spin("nucleus", 0.5, spin=1.5)
    Spin(name='nucleus', frequency=0.5, spin=1.5)
    """

    name: str
    frequency: float
    spin: float = 0.5


@dataclass(frozen=True)
class Levels:
    """A level scheme, H = diag(energies).

    Operators, with levels J, K counted from 0: pK = |K><K|, lJK = |J><K|, tJK = lJK + lKJ.

    >>> quflux.Levels("maser", [0.0, 0.3, 1.0])
    Levels(name='maser', energies=(0.0, 0.3, 1.0))
    """

    name: str
    energies: Sequence[float]

    def __post_init__(self) -> None:
        object.__setattr__(self, "energies", tuple(self.energies))


@dataclass(frozen=True)
class Exchange:
    """strength * (ad b + bd a) between two sites, with their lowering operators a and b.

    >>> quflux.Exchange("atom", "cavity", 0.05, name="rabi")
    Exchange(first='atom', second='cavity', strength=0.05, name='rabi')
    """

    first: str
    second: str
    strength: float
    name: str | None = None


@dataclass(frozen=True)
class Position:
    """strength * (a + ad) (b + bd) between two sites.

    >>> quflux.Position("qubit", "resonator", 0.04)
    Position(first='qubit', second='resonator', strength=0.04, name=None)
    """

    first: str
    second: str
    strength: float
    name: str | None = None


@dataclass(frozen=True)
class ZZ:
    """strength * sz sz between two two-level systems or spins.

    >>> quflux.ZZ("left", "right", -0.1)
    ZZ(first='left', second='right', strength=-0.1, name=None)
    """

    first: str
    second: str
    strength: float
    name: str | None = None


@dataclass(frozen=True)
class Product:
    """strength times a product of site operators, plus its adjoint unless it is Hermitian.

    Operators are named "SITE.OPERATOR":

    >>> quflux.Product(["atom.sp", "cavity.a", "cavity.a"], 0.01, name="two_photons")
    Product(operators=('atom.sp', 'cavity.a', 'cavity.a'), strength=0.01, name='two_photons')
    """

    operators: Sequence[str]
    strength: float
    name: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "operators", tuple(self.operators))


@dataclass(frozen=True, eq=False)
class Bath:
    """A thermal bath and what it couples through.

    Parameters
    ----------
    name
        Used in results and in paths such as "bath.hot.temperature".
    site
        The site that it couples to; several for a common bath, which couples through the sum of
        their operators. None in a model that is given by matrices.
    temperature
        T >= 0.
    spectral_density
        gamma(w): a PowerLaw, Drude or Table, or a function (see Function).
    operator
        Name of the operator of the site, "x" when absent. In a model that is given by matrices,
        the Hermitian matrix S of the whole system: an array or a Qobj.

    >>> quflux.Bath("hot", "atom", temperature=0.5, spectral_density=quflux.PowerLaw(0.01, 3))
    Bath('hot', 'atom', temperature=0.5, spectral_density=PowerLaw(coefficient=0.01, exponent=3,
    cutoff=None))
    """

    name: str
    site: str | Sequence[str] | None = None
    _: KW_ONLY
    temperature: float
    spectral_density: Any
    operator: Any = None

    def __post_init__(self) -> None:
        what = f"the spectral density of bath '{self.name}'"
        object.__setattr__(
            self, "spectral_density", densities.to_density(self.spectral_density, what)
        )
        if self.site is not None and not isinstance(self.site, str):
            object.__setattr__(self, "site", tuple(self.site))
        if self.operator is not None and not isinstance(self.operator, str):
            matrix = to_matrix(self.operator, f"the operator of bath '{self.name}'")
            object.__setattr__(self, "operator", matrix)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Bath):
            return NotImplemented
        same = (self.name, self.site, self.temperature, self.spectral_density) == (
            other.name,
            other.site,
            other.temperature,
            other.spectral_density,
        )
        return same and np.array_equal(self.operator, other.operator)

    def __repr__(self) -> str:
        parts = [repr(self.name)]
        if self.site is not None:
            parts.append(repr(self.site))
        parts += [f"temperature={self.temperature}", f"spectral_density={self.spectral_density}"]
        if self.operator is not None:
            named = isinstance(self.operator, str)
            parts.append(f"operator={self.operator!r}" if named else "operator=<matrix>")
        return f"Bath({', '.join(parts)})"


Site = TwoLevel | Oscillator | Spin | Levels
Coupling = Exchange | Position | ZZ | Product

_SITES: dict[str, Any] = {"two_level": TwoLevel, "oscillator": Oscillator, "spin": Spin, "levels": Levels}
_PAIRS: dict[str, Any] = {"exchange": Exchange, "position": Position, "zz": ZZ}
_KINDS = {cls: kind for kind, cls in (_SITES | _PAIRS).items()}


def to_matrix(given: Any, what: str) -> NDArray[np.complex128]:
    """A square matrix of complex numbers from an array or a Qobj."""
    if hasattr(given, "full"):  # a Qobj; QuTiP itself need not be there
        given = given.full()
    matrix = np.asarray(given)
    if matrix.dtype.kind not in "fiuc":
        raise Error(f"{what} is of type {matrix.dtype}; it must be a matrix of numbers")
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise Error(f"{what} has the shape {matrix.shape}; it must be a square matrix")
    return matrix.astype(np.complex128, copy=False)


def matrix_rows(matrix: NDArray[np.complex128]) -> list[list[Any]]:
    """Rows as in a model file: numbers, or [re, im] where one is needed."""
    return [[z.real if z.imag == 0 else [z.real, z.imag] for z in row] for row in matrix.tolist()]


def site_table(site: Site) -> dict[str, Any]:
    if type(site) not in _KINDS or not isinstance(site, Site):
        raise Error(f"a site is {site!r}; it must be a TwoLevel, Oscillator, Spin or Levels")
    return {"name": site.name, "kind": _KINDS[type(site)]} | {
        key: item for key, item in vars(site).items() if key != "name"
    }


def coupling_table(coupling: Coupling) -> dict[str, Any]:
    if isinstance(coupling, Product):
        return dict(
            name=coupling.name,
            kind="operators",
            operators=coupling.operators,
            strength=coupling.strength,
        )
    if not isinstance(coupling, Coupling):
        raise Error(f"a coupling is {coupling!r}; it must be an Exchange, Position, ZZ or Product")
    return dict(
        name=coupling.name,
        kind=_KINDS[type(coupling)],
        sites=[coupling.first, coupling.second],
        strength=coupling.strength,
    )


def bath_table(bath: Bath) -> dict[str, Any]:
    if not isinstance(bath, Bath):
        raise Error(f"a bath is {bath!r}; it must be a Bath")
    several = isinstance(bath.site, tuple)
    named = bath.operator is None or isinstance(bath.operator, str)
    return dict(
        name=bath.name,
        site=None if several else bath.site,
        sites=bath.site if several else None,
        operator=bath.operator if named else matrix_rows(bath.operator),
        temperature=bath.temperature,
        spectral_density=densities.to_table(bath.spectral_density),
    )


def site_from(table: dict[str, Any]) -> Site:
    entries = {key: item for key, item in table.items() if key != "kind"}
    return _SITES[table["kind"]](**entries)


def coupling_from(table: dict[str, Any], number: int) -> Coupling:
    name = table.get("name", f"coupling{number}")
    if table["kind"] == "operators":
        return Product(table["operators"], table["strength"], name)
    return _PAIRS[table["kind"]](*table["sites"], table["strength"], name)


def bath_from(table: dict[str, Any], density: densities.Density | None) -> Bath:
    operator = table.get("operator")
    if isinstance(operator, list):
        operator = [[complex(*z) if isinstance(z, list) else z for z in row] for row in operator]
    return Bath(
        table["name"],
        table.get("site", table.get("sites")),
        temperature=table["temperature"],
        spectral_density=density or densities.from_table(table["spectral_density"]),
        operator=operator,
    )
