"""The partial secular flows of many pairs of two-level systems in vectorised NumPy: the same 2 x 2
form, as a careful user would write it. Checked against the reference values before it is timed.

    numpy_pair.py [--smoke]
"""

import json
import sys
from pathlib import Path

import numpy as np

from timing import median_seconds, report

ROOT = Path(__file__).resolve().parents[2]


def flow1(omega1, omega2, coupling, t1, t2, c1, c2, exponent1=1.0, exponent2=1.0):
    """J_1 of every pair; all arguments are arrays of one shape.

    With C_ij = <s_j^+ s_i>, X = i h + K_1 + K_2, K_j = P_j g_j(h), and
    Q_j = (P_j G_j(h) + G_j(h) P_j)/2: X C + C X^+ = Q, J_1 = Tr[h (Q_1 - K_1 C - C K_1^+)].
    """
    n = omega1.size
    mean = (omega1 + omega2) / 2
    half_detuning = (omega1 - omega2) / 2
    split = np.hypot(half_detuning, coupling)
    h = np.empty((n, 2, 2))
    h[:, 0, 0] = omega1
    h[:, 1, 1] = omega2
    h[:, 0, 1] = h[:, 1, 0] = coupling

    def of_h(upper, lower):
        """The function of h with these values at the two modes."""
        m = np.zeros((n, 2, 2))
        half = (upper - lower) / (2 * split)
        m[:, 0, 0] = (upper + lower) / 2 + half * half_detuning
        m[:, 1, 1] = (upper + lower) / 2 - half * half_detuning
        m[:, 0, 1] = m[:, 1, 0] = half * coupling
        return m

    k, q = [], []
    for site, (c, exponent, t) in enumerate([(c1, exponent1, t1), (c2, exponent2, t2)]):
        upper, lower = mean + split, mean - split
        gamma_upper, gamma_lower = c * upper**exponent, c * lower**exponent
        n_upper, n_lower = 1 / np.expm1(upper / t), 1 / np.expm1(lower / t)
        g = of_h(gamma_upper * (n_upper + 0.5), gamma_lower * (n_lower + 0.5))
        big_g = of_h(gamma_upper * n_upper, gamma_lower * n_lower)
        projector = np.zeros((2, 2))
        projector[site, site] = 1
        k.append(projector @ g)
        q.append((projector @ big_g + big_g @ projector) / 2)

    identity = np.eye(2)
    x = 1j * (h - mean[:, None, None] * identity) + k[0] + k[1]
    # vec(X C + C X^+) = (X (x) 1 + 1 (x) conj(X)) vec(C), row by row.
    system = np.einsum("nij,kl->nikjl", x, identity) + np.einsum(
        "ij,nkl->nikjl", identity, x.conj()
    )
    source = (q[0] + q[1]).reshape(n, 4, 1)
    c = np.linalg.solve(system.reshape(n, 4, 4), source).reshape(n, 2, 2)
    change = q[0] - k[0] @ c - c @ k[0].transpose(0, 2, 1)
    return np.einsum("nij,nji->n", h, change).real


def check():
    cases = json.loads((ROOT / "testdata" / "two_tls.json").read_text())["cases"]
    keys = ["omega1", "omega2", "Omega", "T1", "T2", "c1", "c2", "n1", "n2"]
    values = flow1(*(np.array([case["params"][key] for case in cases]) for key in keys))
    for case, value in zip(cases, values, strict=True):
        p = case["params"]
        scale = p["omega1"] * (p["c1"] + p["c2"])
        expected = case["results"]["partial_secular"]["J1"]
        assert abs(value - expected) < 1e-10 * scale, (p, value, expected)


def main():
    check()
    points = 200 if "--smoke" in sys.argv else 100_000
    random = np.random.default_rng(1)
    ranges = [(0.7, 1.3), (0.7, 1.3), (0, 0.5), (0.1, 3), (0.1, 3), (0.001, 0.1), (0.001, 0.1)]
    columns = [random.uniform(low, high, points) for low, high in ranges]
    repeats = 1 if "--smoke" in sys.argv else 5
    seconds = median_seconds(lambda: flow1(*columns), repeats)
    report("pair/partial_secular/numpy", seconds / points * 1e9, "ns/point")


main()
