"""SciPy's solve_sylvester on the matrices of src/quflux/chain/sylvester.perf.cc.

    sylvester.py [--smoke] [N...]

The sizes N are 1000 when none are given.
"""

import sys

import numpy as np
import scipy.linalg

from timing import median_seconds, report


def chain_matrices(n):
    """X and Q of N atoms of frequency 1 and coupling 0.05 between Ohmic baths, partial secular."""
    h = np.eye(n) + 0.05 * (np.eye(n, k=1) + np.eye(n, k=-1))
    energies, vectors = np.linalg.eigh(h)
    k = np.zeros((n, n))
    q = np.zeros((n, n))
    for site, temperature in ((0, 0.2), (n - 1, 0.5)):
        gamma = 0.02 * energies
        quanta = 1 / np.expm1(energies / temperature)
        k[site] += vectors @ (vectors[site] * gamma * (quanta + 0.5))
        drive = vectors @ (vectors[site] * gamma * quanta) / 2
        q[site] += drive
        q[:, site] += drive
    return 1j * (h - np.eye(n)) + k, q.astype(complex)


def main():
    smoke = "--smoke" in sys.argv
    for n in [int(a) for a in sys.argv[1:] if a != "--smoke"] or [20 if smoke else 1000]:
        x, q = chain_matrices(n)
        c = scipy.linalg.solve_sylvester(x, x.conj().T, q)
        assert np.linalg.norm(x @ c + c @ x.conj().T - q) <= 1e-10 * np.linalg.norm(q)
        seconds = median_seconds(lambda: scipy.linalg.solve_sylvester(x, x.conj().T, q),
                                 1 if smoke else 3)
        report(f"chain/sylvester/{n}", seconds, "s")


main()
