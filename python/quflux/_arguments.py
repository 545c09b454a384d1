"""What several calls take."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from quflux._core import Error


def real_array(given: Any, what: str) -> NDArray[np.float64]:
    """`given` as an array of floats. Raises Error for anything but real numbers."""
    if np.ma.is_masked(given):
        raise Error(f"{what} has masked values; give NaN or leave them out")
    numbers = np.asarray(given)
    if numbers.dtype.kind not in "fiu":
        raise Error(f"{what} is of type {numbers.dtype}; it must be real numbers")
    return numbers.astype(np.float64, copy=False)


def thread_count(given: int | None) -> int:
    """For the library, to which 0 is as many as there are cores."""
    if given is None:
        return 0
    if not isinstance(given, int) or isinstance(given, bool) or given < 1:
        raise Error(f"threads is {given!r}; it must be a whole number >= 1")
    return given
