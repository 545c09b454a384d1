"""Exceptional points in a box of two real parameters by eastereig: the families of the benchmarks
exceptional/planted/n:N, which quflux_bench prints.

eastereig expands all eigenvalues at the centre of the box and multiplies them to the characteristic
polynomial, which is exact here: its coefficients are polynomials of degree n at most. From there
its Levenberg-Marquardt solver is started at every eigenvalue at the centres of 8 x 8 cells, as many
as quflux begins with. Unlike the search of quflux it neither says whether it found all points nor
what they are. Of each size, families are searched until 15 seconds are over, the first one in any
case; how many, and how many planted points were found, is printed beside the median.

    exceptional_points.py [--smoke] [--program build/release/quflux_bench]
"""

import argparse
import contextlib
import io
import itertools
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import eastereig
import numpy as np

from timing import report

ROOT = Path(__file__).resolve().parents[2]
CELLS = 8
SAME = 1e-6
PATIENCE = 15  # seconds for a size


class LinearFamily(eastereig.OPmv):
    """constant + x linear_x + y linear_y - lambda, in the form that eastereig takes."""

    def __init__(self, constant, linear_x, linear_y):
        self.coefficients = {(0, 0): constant, (1, 0): linear_x, (0, 1): linear_y}
        self.setnu0((0.0, 0.0))
        self._lib = "numpy"
        self.K = [constant, -np.eye(len(constant), dtype=complex)]
        self.dK = [self.derivative, self.derivative_of_identity]
        self.flda = [None, eastereig.lda_func.Lda]

    def derivative(self, m, n):
        return self.coefficients.get((m, n), 0)

    def derivative_of_identity(self, m, n):
        return self.K[1] if (m, n) == (0, 0) else 0


def exceptional_points(family):
    """The points (x, y) in |x|, |y| <= 1 that eastereig finds, each once."""
    matrices = [np.array(part) @ [1, 1j] for part in family["coefficients"]]
    n = len(matrices[0])
    problem = LinearFamily(*matrices)
    problem.createSolver(pb_type="gen")
    problem.solver.solve(nev=n, target=0)
    eigenvalues = problem.solver.extract(range(n))
    for eigenvalue in eigenvalues:
        eigenvalue.getDerivativesMV((n + 1, n + 1), problem)
    polynomial = eastereig.CharPol(eigenvalues)
    centres = (2 * np.arange(CELLS) + 1) / CELLS - 1
    found = np.empty((0, 2))
    for x, y in itertools.product(centres, centres):
        for start in np.linalg.eigvals(matrices[0] + x * matrices[1] + y * matrices[2]):
            z = polynomial.lm_from_sol((start, x, y), tol=1e-12, real_param_ep=True)
            if z is None or np.abs(z[1:].imag).max() > SAME or np.abs(z[1:].real).max() > 1 + SAME:
                continue
            # It also ends, successfully, at minima of the residue.
            values = np.linalg.eigvals(
                matrices[0] + z[1].real * matrices[1] + z[2].real * matrices[2]
            )
            if np.sort(np.abs(values - z[0]))[1] > 1e-3:
                continue
            point = z[1:].real
            if len(found) == 0 or np.abs(found - point).max(axis=1).min() > SAME:
                found = np.vstack([found, point])
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--program", default=ROOT / "build" / "release" / "quflux_bench")
    arguments = parser.parse_args()
    output = subprocess.run(
        [arguments.program, "--planted-families"], check=True, capture_output=True, text=True
    ).stdout
    families = json.loads(output)
    for n, group in itertools.groupby(families, key=lambda family: len(family["coefficients"][0])):
        group = list(group)[: 1 if arguments.smoke else None]
        seconds, planted = [], 0
        for family in group:
            start = time.perf_counter()
            with contextlib.redirect_stdout(io.StringIO()):
                points = exceptional_points(family)
            seconds.append(time.perf_counter() - start)
            planted += (
                bool(len(points)) and np.abs(points - family["place"]).max(axis=1).min() < SAME
            )
            if sum(seconds) > PATIENCE:
                break
        print(f"{n} x {n}: {planted} of {len(seconds)} planted points found", file=sys.stderr)
        report(f"exceptional/planted/n:{n}/eastereig", statistics.median(seconds), "s")
        if arguments.smoke:
            break


main()
