"""python -m quflux.plot DATA.nc: the figure of a file of results."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import xarray as xr

import quflux
from quflux._version_of_caller import require_version
from quflux.plot import figure, save

_CANNOT = 2


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit status: 0, or 2 after one line that says what is wrong."""
    parser = argparse.ArgumentParser(
        "python -m quflux.plot", description="Draws what a file of results says it wants to be."
    )
    parser.add_argument("data", nargs="?", metavar="DATA.nc", help="what quflux wrote with -o")
    parser.add_argument(
        "-o", "--out", metavar="FILE", help="FILE.png, .svg or .pdf; DATA.png if absent"
    )
    parser.add_argument("--version-of-caller", metavar="X", help="fail unless this is version X")
    given = parser.parse_args(arguments)
    try:
        require_version(given.version_of_caller)
        if given.data is not None:
            save(figure(_read(given.data)), given.out or Path(given.data).with_suffix(".png"))
        elif given.version_of_caller is None:
            raise quflux.Error("DATA.nc is missing; see --help")
    except quflux.Error as error:
        print(f"quflux.plot: {error}", file=sys.stderr)
        return _CANNOT
    return 0


def _read(path: str) -> xr.Dataset:
    try:
        return xr.load_dataset(path, engine="h5netcdf")
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise quflux.Error(f"cannot read {path!r}: {reason}") from None


if __name__ == "__main__":
    sys.exit(main())
