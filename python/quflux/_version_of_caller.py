"""What the modules that the program calls ask of each other."""

from __future__ import annotations

import sys

from quflux._core import Error, __version__


def require_version(wanted: str | None) -> None:
    """Raises Error where the program that calls has another version than the package."""
    if wanted is not None and wanted != __version__:
        raise Error(
            f"the Python package in {sys.prefix} has version {__version__}, the program that"
            f" calls it {wanted}; install the package of version {wanted}"
        )
