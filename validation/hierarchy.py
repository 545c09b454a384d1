"""Exact flows and states: a small hierarchy written out in NumPy, and pure dephasing, which is
solved.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from scipy.integrate import quad
from scipy.sparse import bmat, csr_matrix, eye, kron
from scipy.sparse.linalg import spsolve

from validation.reservoir import drude
from validation.row import published


def drude_exponentials(c: float, cutoff: float, t: float, terms: int):
    """C(t) = sum a exp(-v t) of a Drude bath, its pole and so many of Pade's of the Bose function.

    1/(1 - e^-x) = 1/2 + 1/x + sum 2 eta x/(x^2 + xi^2), [N - 1/N]: J. Hu, M. Luo, F. Jiang,
    R.-X. Xu and Y. Yan, J. Chem. Phys. 134, 244106 (2011).
    """

    def poles(size, first):
        b = 2.0 * np.arange(size) + first
        off = 1 / np.sqrt(b[:-1] * b[1:])
        values = np.linalg.eigvalsh(np.diag(off, 1) + np.diag(off, -1))
        return 2 / values[values > 1e-12][::-1]

    xi, chi = poles(2 * terms, 3), poles(2 * terms - 1, 5)
    eta = [
        0.5
        * terms
        * (2 * terms + 3)
        * np.prod(chi**2 - x**2)
        / np.prod(np.delete(xi, j) ** 2 - x**2)
        for j, x in enumerate(xi)
    ]
    eta, x, v = np.array(eta), cutoff / t, xi * t
    cotangent = 2 / x - np.sum(4 * eta * x / (xi**2 - x**2))
    pole = c * cutoff**2 / 4 * (cotangent - 1j)
    return np.array([pole, *(eta * c * t * cutoff**2 * v / (v**2 - cutoff**2))]), np.array(
        [cutoff, *v]
    )


def hierarchy_flow(
    h: np.ndarray,
    operators: Sequence[np.ndarray],
    baths: Sequence[tuple[float, float, float]],
    terms: int,
    tiers: int,
) -> float:
    """The stationary energy flow from the first bath: Y. Tanimura, J. Chem. Phys. 153, 020901
    (2020).

    d rho_n/dt = -i[H, rho_n] - sum n_k v_k rho_n - i sum_k [S, rho_(n + k)]
                 - i sum_k n_k (a_k S rho_(n - k) - a_k^* rho_(n - k) S).
    The flow is -d<H_B>/dt; where <S B> is stationary and all S commute that is what the first
    tier gives to the system, -i Tr([H, S] sum_k rho_k).
    """
    d = len(h)
    exponents = [drude_exponentials(*bath, terms) for bath in baths]
    modes = [(j, k) for j in range(len(baths)) for k in range(terms + 1)]
    nodes = [n for n in product(range(tiers + 1), repeat=len(modes)) if sum(n) <= tiers]
    place = {n: i for i, n in enumerate(nodes)}
    one = eye(d, format="csr")

    def left(x):
        return kron(csr_matrix(x), one, format="csr")

    def right(x):
        return kron(one, csr_matrix(x.T), format="csr")

    closed = -1j * (left(h) - right(h))
    unit = eye(d * d, format="csr")
    blocks: list[list] = [[None] * len(nodes) for _ in nodes]
    for n, i in place.items():
        decay = sum(n[m] * exponents[j][1][k] for m, (j, k) in enumerate(modes))
        blocks[i][i] = closed - decay * unit
        for m, (j, k) in enumerate(modes):
            s, a = operators[j], exponents[j][0][k]
            up = tuple(x + (y == m) for y, x in enumerate(n))
            down = tuple(x - (y == m) for y, x in enumerate(n))
            if up in place:
                blocks[i][place[up]] = -1j * (left(s) - right(s))
            if n[m]:
                blocks[i][place[down]] = -1j * n[m] * (a * left(s) - a.conjugate() * right(s))
    generator = bmat(blocks, format="lil")
    target = np.zeros(generator.shape[0], complex)
    generator[0, :] = 0
    for x in range(d):
        generator[0, x * (d + 1)] = 1
    target[0] = 1
    solution = spsolve(generator.tocsc(), target).reshape(len(nodes), d, d)
    bath = operators[0]
    first = sum(
        solution[place[tuple(int(y == m) for y in range(len(modes)))]]
        for m, (j, _) in enumerate(modes)
        if j == 0
    )
    return np.trace(-1j * (h @ bath - bath @ h) @ first).real


@published(
    "Heat current of two coupled two-level systems, intermediate and strong coupling to the baths",
    source="A. Kato and Y. Tanimura, J. Chem. Phys. 143, 064107 (2015), Fig. 3(a); their "
    "hierarchy, written out in NumPy",
    model="examples/kato_tanimura.toml",
    tolerance=1e-3,
    because="both hierarchies end: this one at four tiers and one Padé term, quflux where it is "
    "asked for 1e-5",
    slow=True,
)
def kato_tanimura(model):
    n, s = np.diag([0.0, 1.0]), np.array([[0.0, 1], [0, 0]])
    x, one = s + s.T, np.eye(2)
    hop = np.kron(s, s.T)
    h = np.kron(n, one) + np.kron(one, n) + 0.1 * (hop + hop.T)
    operators = [np.kron(x, one), np.kron(one, x)]
    expected, ours = [], []
    for c in (0.05, 0.2):
        baths = [(c, 2.0, 2.02), (c, 2.0, 1.98)]
        expected.append(hierarchy_flow(h, operators, baths, terms=1, tiers=4))
        there = model.assign(
            {f"bath.{name}.spectral_density.coefficient": c for name in ("hot", "cold")}
        )
        exact = {"kind": "heom", "tolerance": 1e-5}
        ours.append(there.sweep(equations=[exact]).energy_flow.sel(bath="hot").item())
    return expected, ours


@published(
    "Current through a spin between two strong baths, the turnover of the spin-boson model",
    source="K. A. Velizhanin, M. Thoss and H. Wang, J. Chem. Phys. 133, 084503 (2010) for the "
    "model; a hierarchy in NumPy",
    model="examples/spin_boson_turnover.toml",
    tolerance=1e-3,
    because="both hierarchies end: this one at four tiers and two Padé terms, quflux where it "
    "is asked for 1e-5",
    slow=True,
)
def spin_boson_turnover(model):
    h, s = np.diag([0.0, 1.0]), np.array([[0.0, 1], [1, 0]])
    expected, ours = [], []
    for c in (0.1, 0.3):
        baths = [(c, 2.0, 2.0), (c, 2.0, 1.0)]
        expected.append(hierarchy_flow(h, [s, s], baths, terms=2, tiers=4))
        there = model.assign(
            {f"bath.{name}.spectral_density.coefficient": c for name in ("hot", "cold")}
        )
        exact = {"kind": "heom", "tolerance": 1e-5}
        ours.append(there.sweep(equations=[exact]).energy_flow.sel(bath="hot").item())
    return expected, ours


@published(
    "Decay of a coherence by pure dephasing, exp[−Re Q(t)], at strong coupling",
    source="H.-P. Breuer and F. Petruccione, The Theory of Open Quantum Systems (2002), sec. 4.2",
    model="validation/models/dephasing.toml",
    tolerance=1e-6,
    because="the hierarchy ends at five tiers and twelve exponentials",
)
def pure_dephasing(model):
    times = np.array([0.5, 1.0, 2.0, 4.0])
    density, t = drude(0.2, 2.0), 0.5

    def exponent(time):
        def integrand(w):
            return density(w) / w**2 / np.tanh(w / (2 * t)) * (1 - np.cos(w * time)) / (2 * np.pi)

        edges = [0, 1, 5, 20, 100, 1000, 10000]
        pieces = zip(edges[:-1], edges[1:], strict=True)
        return 4 * sum(quad(integrand, a, b, limit=4000, epsabs=1e-10)[0] for a, b in pieces)

    plus = np.full((2, 2), 0.5)
    # H flips nothing: there is no stationary state to find a depth by, and it is given.
    heom = {"kind": "heom", "depth": 5, "exponentials": 12}
    found = model.evolve(times, plus, equations=[heom], outputs="density_matrix")
    real, imaginary = (found[f"density_matrix_{part}"].values for part in ("re", "im"))
    ours = np.abs(real + 1j * imaginary)[0, :, 0, 1]
    return 0.5 * np.exp([-exponent(time) for time in times]), ours
