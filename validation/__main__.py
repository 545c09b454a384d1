"""`python -m validation [--page FILE] [--only TEXT] [--quick]`: exits with 1 when a row is off."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from validation.page import page
from validation.row import Result, measure
from validation.table import ROWS


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m validation", description=__doc__)
    parser.add_argument("--page", type=Path, help="write the report there, as Markdown")
    parser.add_argument("--only", default="", help="rows whose name holds this text")
    parser.add_argument("--quick", action="store_true", help="leave out what takes seconds")
    given = parser.parse_args(arguments)
    rows = [row for row in ROWS if given.only in row.name and not (given.quick and row.slow)]
    if not rows:
        parser.error(f"--only is '{given.only}', which no row has in its name")
    if given.page and len(rows) < len(ROWS):
        parser.error("--page is written of all rows; leave out --only and --quick")
    results = [_told(measure(row)) for row in rows]
    passed = sum(result.ok for result in results)
    print(f"{passed} of {len(results)} rows agree")
    if passed < len(results):
        return 1
    if given.page:
        given.page.write_text(page(results), encoding="utf-8")
    return 0


def _told(result: Result) -> Result:
    verdict = "ok  " if result.ok else "FAIL"
    print(
        f"{verdict} {result.row.name:34} {result.expected:>14.7g} {result.ours:>14.7g} "
        f"{result.error:8.1e} of {result.row.tolerance:.0e} {result.seconds:6.2f} s",
        flush=True,
    )
    return result


if __name__ == "__main__":
    sys.exit(main())
