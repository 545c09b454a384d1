"""SciPy's solve_sylvester on the matrices of src/quflux/chain/sylvester.perf.cc.

Prints one JSON object a line, {"name": "chain/sylvester/N", "median": seconds, "unit": "s"}.
Needs NumPy and SciPy. Arguments: the sizes N, 1000 when there are none.
"""

import json
import statistics
import sys
import time

import numpy as np
import scipy.linalg


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
    for n in [int(a) for a in sys.argv[1:]] or [1000]:
        x, q = chain_matrices(n)
        times = []
        for _ in range(3):
            start = time.perf_counter()
            c = scipy.linalg.solve_sylvester(x, x.conj().T, q)
            times.append(time.perf_counter() - start)
        assert np.linalg.norm(x @ c + c @ x.conj().T - q) <= 1e-10 * np.linalg.norm(q)
        print(json.dumps({"name": f"chain/sylvester/{n}", "median": statistics.median(times), "unit": "s"}))


if __name__ == "__main__":
    main()
