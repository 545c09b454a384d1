"""What several calls take."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quflux._core import Error

#: More would only wait for each other.
_MOST_THREADS = 4 * (os.cpu_count() or 1)

#: As in the library.
_MOST_DIMENSIONS = 8192

#: Of whole numbers, which may have any number of digits.
_LARGEST_SHOWN = 10**30

#: Up to here all whole numbers are floats.
_LARGEST_OF_ALL = 2**53


def shown(given: Any) -> str:
    """`given` as Python writes it, in one line."""
    if isinstance(given, int) and abs(given) > _LARGEST_SHOWN:
        return f"a whole number beyond {'-' if given < 0 else ''}1e30"
    return " ".join(repr(given).split())


def made(cls: type, fields: dict[str, Any]) -> Any:
    """A value by its class and fields, as pickles keep it."""
    return cls(**fields)


def any_array(given: Any, what: str) -> NDArray[Any]:
    """`given` as an array. Raises Error where lists in it have different lengths."""
    try:
        return np.asarray(given)
    except ValueError:
        raise Error(
            f"{what} has lists of different lengths or depths; all rows must have as many numbers"
        ) from None


def exact(given: Any, numbers: NDArray[Any], what: str) -> NDArray[Any]:
    """`numbers`, made of `given`. Raises Error where a whole number in it is not exactly a float.

    NumPy would round it, and make objects of those that are larger still.
    """
    if numbers.dtype.kind in "iu":
        whole = numbers[abs(numbers) > _LARGEST_OF_ALL].tolist()
    elif hasattr(given, "dtype"):
        whole = []
    else:
        entries = np.asarray(given, object).ravel()
        whole = [n for n in entries if isinstance(n, int) and abs(n) > _LARGEST_OF_ALL]
    for number in whole:
        if number > sys.float_info.max or int(float(number)) != number:
            raise Error(f"{what} holds {shown(number)}, which no float is; write it as a float")
    return numbers.astype(np.float64) if numbers.dtype == object and whole else numbers


def real_array(given: Any, what: str) -> NDArray[np.float64]:
    """`given` as an array of floats. Raises Error for anything but real numbers."""
    if np.ma.is_masked(given):
        raise Error(f"{what} has masked values; give NaN or leave them out")
    numbers = exact(given, any_array(given, what), what)
    if numbers.dtype.kind not in "fiu":
        raise Error(f"{what} is of type {numbers.dtype}; it must be real numbers")
    return numbers.astype(np.float64, copy=False)


def real_vector(given: Any, what: str) -> NDArray[np.float64]:
    """The same along one axis."""
    if any_array(given, what).ndim == 0:
        raise Error(f"{what} is {shown(given)}; it must be a list of numbers")
    numbers = real_array(given, what)
    if numbers.ndim != 1:
        raise Error(f"{what} has {numbers.ndim} axes; it must have one")
    return numbers


def real_number(given: Any, what: str) -> float:
    """The same without an axis."""
    numbers = exact(given, any_array(given, what), what)
    if numbers.ndim != 0:
        raise Error(f"{what} is an array of the shape {numbers.shape}; it must be a number")
    if numbers.dtype.kind not in "fiu":
        raise Error(f"{what} is {shown(given)}; it must be a number")
    return float(real_array(given, what))


def finite(numbers: NDArray[Any], what: str) -> NDArray[Any]:
    """`numbers`. Raises Error where one of them is NaN or infinite."""
    if not np.isfinite(numbers).all():
        raise Error(f"{what} holds {numbers[~np.isfinite(numbers)][0]}; numbers must be finite")
    return numbers


def matrix(given: Any, what: str) -> NDArray[np.complex128]:
    """A square matrix of complex numbers, which nobody can write to.

    From an array, a Qobj or a sparse matrix; QuTiP and SciPy themselves need not be there.
    """
    if np.ma.is_masked(given):
        raise Error(f"{what} has masked elements; give each of them a number")
    shape = getattr(given, "shape", ())
    if len(shape) == 2 and max(shape) > _MOST_DIMENSIONS:  # no sparse one is made dense first
        raise Error(
            f"{what} has the shape {tuple(shape)}; the Hilbert space has at most"
            f" {_MOST_DIMENSIONS} dimensions"
        )
    for dense in ("full", "toarray"):
        if hasattr(given, dense):
            given = getattr(given, dense)()
    numbers = exact(given, any_array(given, what), what)
    if numbers.dtype.kind not in "fiuc":
        raise Error(f"{what} is of type {numbers.dtype}; it must be a matrix of numbers")
    if numbers.ndim != 2 or numbers.shape[0] != numbers.shape[1]:
        raise Error(f"{what} has the shape {numbers.shape}; it must be a square matrix")
    copied = numbers.astype(np.complex128)
    copied.flags.writeable = False
    return copied


def text(given: Any, what: str) -> str:
    """`given`, a string of whole characters."""
    if not isinstance(given, str):
        raise Error(f"{what} is {shown(given)}; it must be a string")
    try:
        given.encode()
    except UnicodeEncodeError:
        raise Error(f"{what} is {shown(given)}, which has half a character, a surrogate") from None
    return given


def several(given: Any, what: str) -> tuple[Any, ...]:
    """What an iterable gives, which may be nothing."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise Error(f"{what} is {shown(given)}; it must be a list, of one if there is one")
    return tuple(given)


def settings_of(given: Any, what: str) -> dict[str, Any]:
    """Values by their paths."""
    if not isinstance(given, Mapping):
        raise Error(f"{what} is {shown(given)}; it must be a dictionary of values by their paths")
    for path in given:
        text(path, "a path")
    return dict(given)


def file_path(given: Any) -> str:
    """The path of a file."""
    try:
        path = os.fspath(given)
    except TypeError:
        raise Error(
            f"the path of a file is {shown(given)}; it must be a string or a path"
        ) from None
    name = text(os.fsdecode(path), "the path of a file")
    if "\0" in name:
        raise Error(f"the path of a file is {shown(name)}; no path has a character of the code 0")
    return name


def thread_count(given: int | None) -> int:
    """For the library, to which 0 is as many as there are cores."""
    if given is None:
        return 0
    if not isinstance(given, int) or isinstance(given, bool) or not 1 <= given <= _MOST_THREADS:
        raise Error(
            f"threads is {shown(given)}; it must be a whole number from 1 to {_MOST_THREADS}"
        )
    return given


def whole_number(given: Any, what: str, least: int) -> int:
    """A whole number that is no smaller than `least`."""
    if isinstance(given, bool) or not isinstance(given, int | np.integer) or given < least:
        raise Error(f"{what} is {shown(given)}; it must be a whole number >= {least}")
    return int(given)
