"""SciPy's solve_sylvester on the matrices of src/quflux/numerics/sylvester.perf.cc, of 1,000 sites.

    sylvester.py [--smoke]

It takes tens of seconds and varies little: timed once, after one to warm up.
"""

import sys
import time

import numpy as np
import scipy.linalg

from timing import report

SITES = 1000


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
    x, q = chain_matrices(20 if "--smoke" in sys.argv else SITES)

    def solve():
        return scipy.linalg.solve_sylvester(x, x.conj().T, q)

    c = solve()
    assert np.linalg.norm(x @ c + c @ x.conj().T - q) <= 1e-10 * np.linalg.norm(q)
    start = time.perf_counter()
    solve()
    report(f"chain/sylvester/scipy/N:{SITES}", time.perf_counter() - start, "s")


main()
