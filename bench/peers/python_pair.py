"""The same flows from Python: quflux.two_level_pair on a million pairs, all seven parameters
different at every point, on one thread and into new memory, as a user calls it; and on a single
pair, which is what a call costs by itself. Needs the package quflux.

    python_pair.py [--smoke]
"""

import sys
from functools import partial

import numpy as np

import quflux
from timing import median_seconds, report

RANGES = [(0.7, 1.3), (0.7, 1.3), (0, 0.5), (0.001, 0.1), (0.001, 0.1), (0.1, 3), (0.1, 3)]


def main():
    smoke = "--smoke" in sys.argv
    points = 200 if smoke else 1_000_000
    random = np.random.default_rng(1)
    columns = [random.uniform(low, high, points) for low, high in RANGES]
    first = [float(column[0]) for column in columns]
    for equation in ("local", "global", "partial_secular"):
        flows = quflux.two_level_pair(*columns, equation=equation, threads=1)
        assert flows[0] == quflux.two_level_pair(*first, equation=equation)
        seconds = median_seconds(
            partial(quflux.two_level_pair, *columns, equation=equation, threads=1),
            1 if smoke else 21,
        )
        report(f"pair/{equation}/python", seconds / points * 1e9, "ns/point")
    seconds = median_seconds(
        lambda: quflux.two_level_pair(*first), 1 if smoke else 21, 1 if smoke else 1000
    )
    report("pair/one_point/python", seconds * 1e6, "us/point")


main()
