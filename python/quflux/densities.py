"""Spectral densities gamma(w) of baths, for frequencies w > 0. Units: hbar = k_B = 1."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quflux import _core
from quflux._arguments import real_array

__all__ = ["Drude", "Function", "PowerLaw", "Table", "TableFile"]


@dataclass(frozen=True)
class PowerLaw:
    """gamma(w) = coefficient * w**exponent * exp(-w / cutoff); no cutoff: the bare power law.

    exponent 1 is Ohmic, 3 is the radiation field in three dimensions.

    >>> quflux.PowerLaw(0.01, exponent=3)(np.array([1.0, 2.0]))
    array([0.01, 0.08])
    """

    coefficient: float
    exponent: float = 1
    cutoff: float | None = None

    def __call__(self, frequency: ArrayLike) -> NDArray[np.float64]:
        w = np.asarray(frequency, float)
        bare = self.coefficient * w**self.exponent
        return bare if self.cutoff is None else bare * np.exp(-w / self.cutoff)


@dataclass(frozen=True)
class Drude:
    """gamma(w) = coefficient * w / (1 + (w / cutoff)**2).

    >>> quflux.Drude(0.02, cutoff=1.0)(1.0)
    np.float64(0.01)
    """

    coefficient: float
    cutoff: float

    def __call__(self, frequency: ArrayLike) -> NDArray[np.float64]:
        w = np.asarray(frequency, float)
        return self.coefficient * w / (1 + (w / self.cutoff) ** 2)


@dataclass(frozen=True, eq=False, init=False)
class Table:
    """gamma(w) from numbers, interpolated by a monotone cubic; asking outside is an error.

    At least four ascending frequencies >= 0, and as many values >= 0.

    >>> w = np.linspace(0, 2, 21)
    >>> quflux.Table(w, 0.01 * w)
    Table(21 frequencies from 0.0 to 2.0)
    """

    frequencies: NDArray[np.float64]
    values: NDArray[np.float64]

    def __init__(self, frequencies: ArrayLike, values: ArrayLike) -> None:
        for key, given in (("frequencies", frequencies), ("values", values)):
            numbers = np.array(real_array(given, f"'{key}' of the table"))
            if numbers.ndim != 1:
                raise _core.Error(f"'{key}' of the table has {numbers.ndim} axes; it must have one")
            numbers.flags.writeable = False
            object.__setattr__(self, key, numbers)
        self.to_core("the table")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Table):
            return NotImplemented
        return np.array_equal(self.frequencies, other.frequencies) and np.array_equal(
            self.values, other.values
        )

    def __hash__(self) -> int:
        return hash((self.frequencies.tobytes(), self.values.tobytes()))

    def __repr__(self) -> str:
        w = self.frequencies
        return f"Table({len(w)} frequencies from {w[0]} to {w[-1]})"

    def to_core(self, what: str) -> _core.SpectralDensity:
        return _core.SpectralDensity.from_table(self.frequencies.tolist(), self.values.tolist(), what)


@dataclass(frozen=True)
class TableFile:
    """The same from a text file of two columns, frequency and gamma, next to the model file.

    >>> quflux.TableFile("measured.txt")
    TableFile(file='measured.txt')
    """

    file: str


@dataclass(frozen=True)
class Function:
    """gamma(w) as a Python function of an array of frequencies.

    Parameters
    ----------
    function
        Takes a one-dimensional array of distinct frequencies w > 0 and returns an array of as many
        finite numbers >= 0. It is called once per bath and equation at every point of a sweep, and
        may be called from other threads than the one that began. With the Lamb shift it is asked
        for the frequencies of an integral too, one at a time.
    slope_at_zero
        lim gamma(w)/w for w -> 0; needed when the bath couples at zero frequency.
    decays
        Whether gamma vanishes fast enough at large w for the Lamb shift to exist.

    >>> ohmic = quflux.Function(lambda w: 0.01 * w, slope_at_zero=0.01)
    """

    function: Callable[[NDArray[np.float64]], ArrayLike]
    slope_at_zero: float | None = None
    decays: bool = False

    def to_core(self, what: str) -> _core.SpectralDensity:
        def checked(frequencies: NDArray[np.float64]) -> NDArray[np.float64]:
            count = len(frequencies)
            values = np.asarray(self.function(frequencies))
            if values.dtype.kind not in "fiu":
                raise _core.Error(
                    f"{what} returned values of type {values.dtype}; they must be real numbers"
                )
            if values.shape != (count,):
                raise _core.Error(
                    f"{what} returned an array of shape {values.shape} for {count} frequencies; it"
                    " must return one number for each"
                )
            return np.ascontiguousarray(values, np.float64)

        if not callable(self.function):
            raise _core.Error(f"{what} is {self.function!r}; it must be a function")
        return _core.SpectralDensity.from_callable(checked, self.slope_at_zero, self.decays)


#: What no model file can hold.
Held = Table | Function
Density = PowerLaw | Drude | TableFile | Held


def to_density(given: Any, what: str) -> Density:
    """What a user may give for a spectral density: one of the classes above, or a function."""
    if isinstance(given, Density):
        return given
    if callable(given):
        return Function(given)
    raise _core.Error(
        f"{what} is {given!r}; it must be a PowerLaw, Drude, Table or a function of the frequency"
    )


def to_table(density: Density) -> dict[str, Any]:
    """The density as in a model file; "function" where no file can hold it."""
    match density:
        case PowerLaw(coefficient, exponent, cutoff):
            return dict(kind="power", coefficient=coefficient, exponent=exponent, cutoff=cutoff)
        case Drude(coefficient, cutoff):
            return dict(kind="drude", coefficient=coefficient, cutoff=cutoff)
        case TableFile(file):
            return dict(kind="table", file=file)
        case _:
            return dict(kind="function")


def from_table(table: Mapping[str, Any]) -> Density:
    entries = {key: item for key, item in table.items() if key != "kind"}
    return {"power": PowerLaw, "drude": Drude, "table": TableFile}[table["kind"]](**entries)
