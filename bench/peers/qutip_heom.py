"""The stationary state of two atoms by QuTiP's HEOMSolver, with three exponentials a bath: 462
auxiliary operators in five tiers, and, when asked for, 924 in six, which take most of a minute.

    qutip_heom.py [--smoke] [--deep]
"""

import math
import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore", message="matplotlib not found")

import qutip  # noqa: E402
from qutip.solver.heom import BosonicBath, HEOMSolver  # noqa: E402

from timing import report  # noqa: E402


def pade(n):
    """xi and eta of the [N-1/N] approximation of the Bose function."""

    def ascending(size, first):
        m = np.arange(first, first + size - 1)
        off = 1 / np.sqrt((2 * m + 1) * (2 * m + 3))
        values = np.linalg.eigvalsh(np.diag(off, 1) + np.diag(off, -1))
        return 2 / np.sort(values[values > 1e-12])[::-1]

    xi, zeta = ascending(2 * n, 1), ascending(2 * n - 1, 2)
    eta = [
        n / 2 * (2 * n + 3) * np.prod(zeta**2 - x**2) / np.prod(np.delete(xi, j) ** 2 - x**2)
        for j, x in enumerate(xi)
    ]
    return xi, np.array(eta)


def drude_bath(q, c, cutoff, temperature, terms):
    xi, eta = pade(terms)
    nu = xi * temperature
    pole = c * cutoff**2 / 2
    real = pole * (
        temperature / cutoff - np.sum(2 * eta * temperature * cutoff / (nu**2 - cutoff**2))
    )
    thermal = -eta * temperature * nu * c * cutoff**2 / (cutoff**2 - nu**2)
    return BosonicBath(q, [real, *thermal], [cutoff, *nu], [-pole / 2], [cutoff])


def stationary(tiers, terms=2):
    one, lowering = qutip.qeye(2), qutip.destroy(2)
    a, b = qutip.tensor(lowering, one), qutip.tensor(one, lowering)
    h = a.dag() * a + b.dag() * b + 0.05 * (a.dag() * b + b.dag() * a)
    baths = [
        drude_bath(o + o.dag(), 0.1, 5, temperature, terms)
        for o, temperature in [(a, 0.5), (b, 1.0)]
    ]
    start = time.perf_counter()
    rho, _ = HEOMSolver(h, baths, max_depth=tiers).steady_state()
    return time.perf_counter() - start, rho


def main():
    smoke = "--smoke" in sys.argv
    # The state of four tiers, from the reference.
    assert abs(stationary(2 if smoke else 4)[1][3, 3] - 0.0427) < 1e-3
    for tiers in [2] if smoke else [5, 6] if "--deep" in sys.argv else [5]:
        seconds, _ = stationary(tiers)
        report(f"hierarchy/{math.comb(6 + tiers, tiers)}/qutip", seconds, "s")


main()
