"""Pauli's master equation of systems whose states are products: populations that jump."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from validation.reservoir import Density, rate


def pauli_flows(
    energies: np.ndarray, baths: Sequence[tuple[np.ndarray, Density, float]]
) -> np.ndarray:
    """The energy flow from each bath, (|S_ab|^2, density, temperature), in the stationary state."""
    dimension = len(energies)
    jumps = []
    for strength, density, temperature in baths:
        k = np.zeros((dimension, dimension))  # from b to a
        for a, b in zip(*np.nonzero(strength), strict=True):
            released = energies[b] - energies[a]
            k[a, b] = strength[a, b] * rate(released, density, temperature)
        jumps.append(k)
    total = sum(jumps)
    generator = total - np.diag(total.sum(axis=0))
    generator[-1] = 1  # the populations sum to one
    p = np.linalg.solve(generator, np.eye(dimension)[-1])
    gain = energies[:, None] - energies[None, :]
    return np.array([(gain * k) @ p for k in jumps]).sum(axis=1)


def flips(sites: int) -> list[np.ndarray]:
    """|<a|sx_i|b>|^2 of each of so many two-level systems, the first varying slowest."""
    x, one = np.array([[0.0, 1], [1, 0]]), np.eye(2)
    found = []
    for i in range(sites):
        product = np.eye(1)
        for j in range(sites):
            product = np.kron(product, x if i == j else one)
        found.append(product)
    return found


def ising_energies(frequencies: Sequence[float], couplings: dict[tuple[int, int], float]):
    """Of H = sum w_i n_i + sum k_ij sz_i sz_j, ground state of each site first."""
    sites = len(frequencies)
    n = np.array([[(s >> (sites - 1 - i)) & 1 for i in range(sites)] for s in range(2**sites)])
    z = 2 * n - 1
    return n @ np.asarray(frequencies) + sum(
        k * z[:, i] * z[:, j] for (i, j), k in couplings.items()
    )
