"""Energies at 1,000 times by QuTiP's solvers, from the operators of the system on: mesolve of the
local equation, brmesolve of Redfield's. Two atoms (dimension 4), atom and cavity (dimension 12).
Tolerances are those that leave ten digits; quflux's exponentials leave thirteen.

    qutip_time.py [--smoke]
"""

import math
import sys
import warnings

import numpy as np

warnings.filterwarnings("ignore", message="matplotlib not found")

import qutip  # noqa: E402

from timing import median_seconds, report  # noqa: E402

OPTIONS = {"atol": 1e-12, "rtol": 1e-10, "nsteps": 1_000_000, "progress_bar": ""}


def rate(c, temperature):
    """R(w) of an Ohmic bath; QuTiP asks for the energy that the system releases."""

    def of(w):
        return c * temperature if abs(w) < 1e-12 else c * w / -math.expm1(-w / temperature)

    return of


def atom_and(levels):
    s = qutip.tensor(qutip.destroy(2), qutip.qeye(levels))
    a = qutip.tensor(qutip.qeye(2), qutip.destroy(levels))
    h = s.dag() * s + a.dag() * a + 0.05 * (s.dag() * a + a.dag() * s)
    excited = qutip.tensor(qutip.fock_dm(2, 1), qutip.fock_dm(levels, 0))
    return h, [(s, rate(0.01, 0.4)), (a, rate(0.01, 0.2))], excited


def main():
    smoke = "--smoke" in sys.argv
    times = np.arange(10 if smoke else 1000, dtype=float)
    repeats = 1 if smoke else 3
    for name, (h, baths, start) in [("pair", atom_and(2)), ("cavity", atom_and(6))]:
        jumps = [math.sqrt(of(w)) * op for a, of in baths for op, w in ((a, 1.0), (a.dag(), -1.0))]
        coupled = [[a + a.dag(), of] for a, of in baths]

        def local(h=h, jumps=jumps, start=start):
            return qutip.mesolve(h, start, times, jumps, e_ops=[h], options=OPTIONS)

        def redfield(h=h, coupled=coupled, start=start):
            options = OPTIONS | {"method": "adams"}
            return qutip.brmesolve(
                h, start, times, coupled, e_ops=[h], sec_cutoff=-1, options=options
            )

        report(f"time/{name}/local/mesolve", median_seconds(local, repeats) * 1e6, "us")
        report(f"time/{name}/redfield/brmesolve", median_seconds(redfield, repeats) * 1e6, "us")


main()
