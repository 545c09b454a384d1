"""Stationary energy flows of larger systems by QuTiP: resonator, qubit and resonator by the local
equation with every method of steadystate() that ends within PATIENCE seconds, of which the fastest
counts; and dense random matrices of 16 levels by the Redfield equation.

    qutip_large.py [--smoke]
"""

import math
import signal
import statistics
import sys
import time
import warnings

import numpy as np

warnings.filterwarnings("ignore", message="matplotlib not found")

import qutip  # noqa: E402

from qutip_flows import flows, rate  # noqa: E402
from timing import report  # noqa: E402

PATIENCE = 5
METHODS = [
    {"method": "direct"},
    {"method": "power"},
    {"method": "iterative-gmres", "use_precond": True},
    {"method": "iterative-bicgstab", "use_precond": True},
]


def resonators(levels):
    """H and, for each bath, its jump operators with their rates, as quflux's local equation."""
    a, s, b = (
        qutip.tensor([qutip.destroy(n) if k == site else qutip.qeye(n) for k, n in enumerate(dims)])
        for dims in [(levels, 2, levels)]
        for site in range(3)
    )
    h = sum(o.dag() * o for o in (a, s, b))
    h += 0.02 * (a.dag() * s + s.dag() * b + s.dag() * a + b.dag() * s)
    jumps = []
    for o, temperature in [(a, 0.4), (b, 0.15)]:
        n = 1 / math.expm1(1 / temperature)
        jumps.append([math.sqrt(0.02 * (n + 1)) * o, math.sqrt(0.02 * n) * o.dag()])
    return h, jumps


def local_flows(h, jumps, options):
    rho = qutip.steadystate(h, [c for bath in jumps for c in bath], **options)
    return [
        sum((h * qutip.lindblad_dissipator(c, c)(rho)).tr().real for c in bath) for bath in jumps
    ]


def dense(d):
    random = np.random.default_rng(d)

    def symmetric():
        m = random.normal(size=(d, d))
        return qutip.Qobj((m + m.T) / (2 * math.sqrt(d)))

    return 2 * symmetric(), [[symmetric(), rate(0.01, 1)], [symmetric(), rate(0.01, 0.5)]]


def seconds_of(function, repeats):
    """The median time of a call; none where one takes more than PATIENCE or does not converge."""

    def give_up(*_):
        raise TimeoutError

    signal.signal(signal.SIGALRM, give_up)
    times = []
    for _ in range(repeats):
        signal.alarm(PATIENCE)
        start = time.perf_counter()
        try:
            function()
        except Exception as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            return None
        finally:
            signal.alarm(0)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main():
    smoke = "--smoke" in sys.argv
    repeats = 1 if smoke else 3
    levels = 3 if smoke else 8
    h, jumps = resonators(levels)
    best = None
    for options in METHODS:
        seconds = seconds_of(lambda: local_flows(h, jumps, options), repeats)  # noqa: B023
        print(f"{options}: {seconds}", file=sys.stderr)
        if seconds is None:
            continue
        assert abs(sum(local_flows(h, jumps, options))) < 1e-6
        best = min(best or seconds, seconds)
    report("large/resonators/d:128/qutip", best, "s")

    h, baths = dense(6 if smoke else 16)
    report("large/redfield/d:16/qutip", seconds_of(lambda: flows(h, baths, -1), 1), "s")


main()
