"""python -m quflux.paper: computes, draws and checks the figures of the paper."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import quflux
from quflux import plot
from quflux.paper.claims import ClaimResult, check_claims
from quflux.paper.figures import compute, draw
from quflux.paper.folder import Folder, Layout

_CLAIM_FAILED, _CANNOT_RUN = 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Returns 0 when all claims pass, 1 when one fails, 2 when it could not run."""
    parser = argparse.ArgumentParser(
        "python -m quflux.paper",
        description="Compute, draw and check the figures of Vovcenko et al. (2022): figN.nc, "
        "figN.png and figN.svg for each, and claims.json.",
        epilog=f"Exit status: {main.__doc__}",
    )
    parser.add_argument(
        "--figure",
        type=int,
        action="append",
        metavar="N",
        help="only this figure; may be given several times",
    )
    parser.add_argument(
        "--models",
        type=Path,
        metavar="DIR",
        help="your own copy of the folder of figures.toml, claims.toml and models",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("paper_out"),
        metavar="DIR",
        help="folder for the results, made if missing; %(default)s",
    )
    given = parser.parse_args(arguments)
    try:
        return _run(Folder(given.models), given.figure, given.out)
    except (quflux.Error, OSError) as error:
        print(f"quflux.paper: {error}", file=sys.stderr)
        return _CANNOT_RUN


def _run(folder: Folder, wanted: list[int] | None, out: Path) -> int:
    layouts = _selected(folder.layouts(), wanted)
    out.mkdir(parents=True, exist_ok=True)
    for layout in layouts:
        data = compute(folder, layout)
        data.to_netcdf(out / f"fig{layout.number}.nc", engine="h5netcdf")
        figure = draw(data, layout)
        for ending in (".png", ".svg"):
            plot.save(figure, out / f"fig{layout.number}{ending}")
    results = check_claims(folder, {layout.number for layout in layouts})
    print(_table(results))
    (out / "claims.json").write_text(_as_json(results))
    passed = sum(result.passes for result in results)
    print(f"{passed} of {len(results)} claims pass; figures and data are in {out}")
    return 0 if passed == len(results) else _CLAIM_FAILED


def _selected(layouts: list[Layout], wanted: list[int] | None) -> list[Layout]:
    numbers = [layout.number for layout in layouts]
    for number in wanted or []:
        if number not in numbers:
            raise quflux.Error(f"--figure is {number}; allowed are {', '.join(map(str, numbers))}")
    return [layout for layout in layouts if not wanted or layout.number in wanted]


def _table(results: list[ClaimResult]) -> str:
    names = [
        f"Fig. {r.claim.figure}: {r.claim.claim}" if r.claim.figure else r.claim.claim
        for r in results
    ]
    width = max(map(len, names), default=0)
    rows = [
        f"{name:{width}}  {r.claim.expected:>18.12g}  {r.measured:>18.12g}  "
        + ("pass" if r.passes else "FAIL")
        for name, r in zip(names, results, strict=True)
    ]
    return "\n".join([f"{'claim':{width}}  {'expected':>18}  {'measured':>18}", *rows])


def _as_json(results: list[ClaimResult]) -> str:
    return (
        json.dumps(
            [
                {
                    "claim": r.claim.claim,
                    "expected": r.claim.expected,
                    "measured": r.measured,
                    "tolerance": r.claim.tolerance,
                    "pass": r.passes,
                }
                for r in results
            ],
            indent=2,
        )
        + "\n"
    )


if __name__ == "__main__":
    sys.exit(main())
