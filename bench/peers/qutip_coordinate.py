"""The stationary state of a spin with two reaction coordinates of five levels (dimension 50) by
QuTiP: the tensor of the Bloch-Redfield equation of the enlarged system, and steadystate(); when
asked for, of six levels, which take minutes. The flow, from the tensor of one residual bath, is
checked and not timed.

    qutip_coordinate.py [--smoke] [--deep]
"""

import sys
import time
import warnings

warnings.filterwarnings("ignore", message="matplotlib not found")

import qutip  # noqa: E402

from qutip_flows import rate  # noqa: E402
from timing import report  # noqa: E402

COUPLING, FREQUENCY, WIDTH = 0.4, 3.0, 1.0
TEMPERATURES = (2.0, 1.0)


def enlarged(levels):
    """H and, for each residual bath, its operator and its rates."""
    dims = [2, levels, levels]

    def on(site, operator):
        return qutip.tensor([operator if k == site else qutip.qeye(n) for k, n in enumerate(dims)])

    h = 0.5 * on(0, qutip.sigmax())
    baths = []
    for k, temperature in enumerate(TEMPERATURES):
        x = on(k + 1, qutip.destroy(levels) + qutip.create(levels))
        h += FREQUENCY * on(k + 1, qutip.num(levels)) + COUPLING * on(0, qutip.sigmaz()) * x
        baths.append([x, rate(WIDTH / FREQUENCY, temperature)])
    return h, baths


def stationary(levels):
    """The seconds that the stationary state takes, and the flow from the first bath."""
    h, baths = enlarged(levels)
    start = time.perf_counter()
    tensor = qutip.bloch_redfield_tensor(h, baths, sec_cutoff=-1, fock_basis=True)
    rho = qutip.steadystate(tensor.to("Dense"), method="direct", solver="solve")
    seconds = time.perf_counter() - start
    own = qutip.bloch_redfield_tensor(h, baths[:1], sec_cutoff=-1, fock_basis=True)
    commutator = -1j * (qutip.spre(h) - qutip.spost(h))
    change = qutip.vector_to_operator((own - commutator) * qutip.operator_to_vector(rho))
    return seconds, (h * change).tr().real


def main():
    smoke = "--smoke" in sys.argv
    for levels in [3] if smoke else [5, 6] if "--deep" in sys.argv else [5]:
        seconds, flow = stationary(levels)
        # The flow of the reference at six levels, which fewer have nearly.
        assert abs(flow / 0.0059407141791298695 - 1) < (0.1 if smoke else 5e-3), flow
        report(f"coordinate/d:{2 * levels * levels}/qutip", seconds, "s")


main()
