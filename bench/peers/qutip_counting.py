"""Noise of the energy flows by QuTiP's countstat_current_noise, in the global equation: jump
operators from the eigenstates, the stationary state, and counting. An atom with another one
(dimension 4) and with a cavity (dimension 12).

    qutip_counting.py [--smoke]
"""

import math
import sys
import warnings
from functools import partial

warnings.filterwarnings("ignore", message="matplotlib not found")

import numpy as np  # noqa: E402
import qutip  # noqa: E402

from timing import median_seconds, report  # noqa: E402


def rate(c, temperature, w):
    """R(w) of an Ohmic bath, for the energy w that the system releases."""
    return c * temperature if abs(w) < 1e-12 else c * w / -math.expm1(-w / temperature)


def jumps(energies, basis, s, bath):
    """(w, sqrt(R(w)) S(w)) of every transition frequency."""
    elements = basis.conj().T @ s @ basis
    gaps = energies[None, :] - energies[:, None]
    kept = np.abs(elements) > 1e-12
    for w in np.unique(np.round(gaps[kept], 9)):
        part = np.where(kept & (np.abs(gaps - w) < 1e-8), elements, 0)
        yield w, math.sqrt(rate(*bath, w)) * basis @ part @ basis.conj().T


def noise(h, baths):
    """d<<Q_j Q_k>>/dt."""
    energies, basis = np.linalg.eigh(h.full())
    operators, net, total = [], [], []
    for s, bath in baths:
        of_bath = [(w, qutip.Qobj(a, h.dims)) for w, a in jumps(energies, basis, s.full(), bath)]
        operators += [a for _, a in of_bath]
        counted = [(w, qutip.sprepost(a, a.dag())) for w, a in of_bath if w != 0]
        net.append(sum(-w * jump for w, jump in counted))
        total.append(sum(w**2 * jump for w, jump in counted))
    generator = qutip.liouvillian(h, operators)
    rho = qutip.steadystate(generator)
    return qutip.countstat_current_noise(generator, [], rhoss=rho, J_ops=total, I_ops=net)[1][
        :, :, 0
    ]


def two_sites(levels):
    a = qutip.tensor(qutip.destroy(2), qutip.qeye(levels))
    b = qutip.tensor(qutip.qeye(2), qutip.destroy(levels))
    h = a.dag() * a + 1.09 * b.dag() * b + 0.05 * (a.dag() * b + b.dag() * a)
    return h, [(a + a.dag(), (0.01, 0.4)), (b + b.dag(), (0.01, 0.2))]


def main():
    smoke = "--smoke" in sys.argv
    for name, levels, count in [("pair", 2, 5), ("cavity", 6, 1)]:
        h, baths = two_sites(levels)
        found = noise(h, baths)
        assert abs(found.sum()) < 1e-9 * found.max(), found
        seconds = median_seconds(partial(noise, h, baths), 1 if smoke else 5, 1 if smoke else count)
        report(f"counting/{name}/global/qutip", seconds * 1e6, "us/point")


if __name__ == "__main__":
    main()
