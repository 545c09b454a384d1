"""Stationary energy flows by QuTiP: one Bloch-Redfield tensor for each bath, their sum, the
stationary state, then Tr(H L_j rho). Two atoms (dimension 4), atom and cavity (dimension 12).

    qutip_flows.py [--smoke]
"""

import math
import sys
import warnings
from functools import partial

warnings.filterwarnings("ignore", message="matplotlib not found")

import qutip  # noqa: E402

from timing import median_seconds, report  # noqa: E402


def rate(c, temperature):
    """R(w) of an Ohmic bath; QuTiP asks for the energy that the system releases."""

    def of(w):
        return c * temperature if abs(w) < 1e-12 else c * w / -math.expm1(-w / temperature)

    return of


def flows(h, baths, sec_cutoff):
    """J_j of the Redfield (sec_cutoff = -1) or secular equation."""
    commutator = -1j * (qutip.spre(h) - qutip.spost(h))
    tensors = [
        qutip.bloch_redfield_tensor(h, [[s, spectrum]], sec_cutoff=sec_cutoff, fock_basis=True)
        for s, spectrum in baths
    ]
    dissipators = [tensor - commutator for tensor in tensors]
    generator = commutator + sum(dissipators)
    rho = qutip.steadystate(generator)
    vector = qutip.operator_to_vector(rho)
    return [(h * qutip.vector_to_operator(d * vector)).tr().real for d in dissipators]


def pair():
    s1 = qutip.tensor(qutip.destroy(2), qutip.qeye(2))
    s2 = qutip.tensor(qutip.qeye(2), qutip.destroy(2))
    h = s1.dag() * s1 + 1.09 * s2.dag() * s2 + 0.05 * (s1.dag() * s2 + s2.dag() * s1)
    return h, [[s1 + s1.dag(), rate(0.002, 0.2)], [s2 + s2.dag(), rate(0.04, 0.22)]]


def cavity():
    s = qutip.tensor(qutip.destroy(2), qutip.qeye(6))
    a = qutip.tensor(qutip.qeye(2), qutip.destroy(6))
    h = s.dag() * s + a.dag() * a + 0.05 * (s.dag() * a + a.dag() * s)
    return h, [[s + s.dag(), rate(0.01, 0.4)], [a + a.dag(), rate(0.01, 0.2)]]


def main():
    smoke = "--smoke" in sys.argv
    for name, (h, baths), count in [("general/pair", pair(), 20), ("general/cavity", cavity(), 2)]:
        total = sum(flows(h, baths, -1))
        assert abs(total) < 1e-12, total
        seconds = median_seconds(
            partial(flows, h, baths, -1), 1 if smoke else 5, 1 if smoke else count
        )
        report(f"{name}/redfield/qutip", seconds * 1e6, "us/point")


if __name__ == "__main__":
    main()
