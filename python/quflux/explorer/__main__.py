"""python -m quflux.explorer [MODEL.toml] -o PAGE.html: what `quflux explore` calls."""

from __future__ import annotations

import argparse
import sys

import quflux
from quflux._version_of_caller import require_version
from quflux.explorer import save

_CANNOT = 2


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit status: 0, or 2 after one line that says what is wrong."""
    parser = argparse.ArgumentParser(
        "python -m quflux.explorer", description="Writes a page of the explorer, in one file."
    )
    parser.add_argument("model", nargs="?", metavar="MODEL.toml", help="two atoms if absent")
    parser.add_argument("-o", "--out", metavar="PAGE.html", help="the file of the page")
    parser.add_argument("--version-of-caller", metavar="X", help="fail unless this is version X")
    given = parser.parse_args(arguments)
    try:
        require_version(given.version_of_caller)
        if given.out is not None:
            save(given.out, None if given.model is None else quflux.Model.load(given.model))
        elif given.version_of_caller is None:
            raise quflux.Error("-o PAGE.html is missing; see --help")
    except quflux.Error as error:
        print(f"quflux.explorer: {error}", file=sys.stderr)
        return _CANNOT
    return 0


if __name__ == "__main__":
    sys.exit(main())
