"""Currents of coupled oscillators by Landauer's integral and its classical limit, and their
statistics.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.integrate import quad
from scipy.linalg import solve_continuous_lyapunov
from scipy.special import expi

from validation.reservoir import bose, drude, power
from validation.row import published

QUADRATURE = "both integrals are adaptive, to 1e-11"
Transmission = Callable[[float], float]


def landauer(transmission: Transmission, t1: float, t2: float, points: Sequence[float]) -> float:
    """int dw/2 pi w Tr(w) [n_1(w) - n_2(w)], the pieces of the integral between the points."""

    def integrand(w):
        return w * transmission(w) * (bose(w, t1) - bose(w, t2)) / (2 * np.pi)

    return sum(
        quad(integrand, a, b, epsabs=0, epsrel=1e-11, limit=2000)[0]
        for a, b in zip(points[:-1], points[1:], strict=True)
    )


def exchange_transmission(
    h: np.ndarray, self_energies: Sequence[Callable[[float], complex]], a: int, b: int
) -> Transmission:
    """gamma_a gamma_b |G_ab|^2 where everything rotates: G = 1/(w - h - Sigma), Im Sigma =
    -gamma/2.
    """

    def transmission(w):
        sigma = np.array([s(w) for s in self_energies])
        green = np.linalg.inv(w * np.eye(len(h)) - h - np.diag(sigma))
        return 4 * sigma[a].imag * sigma[b].imag * abs(green[a, b]) ** 2

    return transmission


def ohmic_rotating_self_energy(c: float, cutoff: float) -> Callable[[float], complex]:
    """P int dv/2 pi gamma(v)/(w - v) - i gamma(w)/2 of c v exp(-v/cutoff), by the exponential
    integral.
    """

    def sigma(w):
        x = w / cutoff
        real = c * (w * np.exp(-x) * expi(x) - cutoff) if w else -c * cutoff
        return real / (2 * np.pi) - 0.5j * power(c, 1, cutoff)(w)

    return sigma


def drude_rotating_self_energy(c: float, cutoff: float) -> Callable[[float], complex]:
    """The same of c v/(1 + v^2/cutoff^2), by partial fractions."""

    def sigma(w):
        real = c * cutoff**2 / (w**2 + cutoff**2) * (w * np.log(w / cutoff) - np.pi * cutoff / 2)
        return real / (2 * np.pi) - 0.5j * drude(c, cutoff)(w)

    return sigma


@published(
    "Exact current of two oscillators that exchange quanta, weak to strong coupling",
    source="P. P. Hofer et al., New J. Phys. 19, 123037 (2017); Landauer's integral with all of "
    "the self-energy",
    model="examples/oscillators_local_or_global.toml",
    tolerance=1e-10,
    because=QUADRATURE,
)
def exchanging_oscillators(model):
    expected, ours = [], []
    sigma = ohmic_rotating_self_energy(0.002, 3.0)
    for g in (0.0002, 0.005, 0.1):
        h = np.array([[1, g], [g, 1]])
        transmission = exchange_transmission(h, [sigma, sigma], 0, 1)
        wide = sorted({0, 0.5, 1 - 2 * g - 0.01, 1 - g, 1, 1 + g, 1 + 2 * g + 0.01, 1.5, 6, 60})
        expected.append(landauer(transmission, 1.0, 0.5, wide))
        there = model.assign({"coupling.g.strength": g})
        ours.append(there.energy_flow("exact").sel(bath="hot").item())
    return expected, ours


@published(
    "Exact currents in a ring of three oscillators with a flux of π/2",
    source="Landauer's integral of a chiral ring; S. Barzanjeh et al., Phys. Rev. Lett. 120, "
    "060601 (2018) for such devices",
    model="examples/chiral_ring.toml",
    tolerance=1e-10,
    because=QUADRATURE,
)
def chiral_ring(model):
    hop = 0.05 * np.exp(1j * np.pi / 6)
    h = np.eye(3, dtype=complex)
    for a, b in ((0, 1), (1, 2), (2, 0)):
        h[a, b], h[b, a] = hop, hop.conjugate()
    sigma = [drude_rotating_self_energy(0.05, 5.0)] * 3
    points = [0, 0.5, 0.85, 0.95, 1.0, 1.05, 1.15, 1.5, 5, 40]
    expected = [-landauer(exchange_transmission(h, sigma, b, 0), 0.8, 0.2, points) for b in (1, 2)]
    flows = model.energy_flow("exact")
    return expected, [flows.sel(bath=name).item() for name in "bc"]


def position_transmission(
    w_sites: Sequence[float], k: float, baths: Sequence[tuple[float, float]]
) -> Transmission:
    """Two oscillators coupled by k (a + a^+)(b + b^+), each with a Drude bath (c, cutoff).

    X = (a + a^+)/sqrt 2 obeys [(w_i^2 - w^2)/w_i + 2 G_i] X_i + 2 k X_j = force, without a
    counter-term; the retarded response of the bath is G = -(c cutoff/2)/(1 - i w/cutoff), whose
    imaginary part is -gamma/2.
    """

    def transmission(w):
        bath = [-(c * cutoff / 2) / (1 - 1j * w / cutoff) for c, cutoff in baths]
        m = np.array(
            [[(w_sites[0] ** 2 - w**2) / w_sites[0] + 2 * bath[0], 2 * k], [2 * k, 0]], complex
        )
        m[1, 1] = (w_sites[1] ** 2 - w**2) / w_sites[1] + 2 * bath[1]
        green = np.linalg.inv(m)
        return (4 * bath[0].imag) * (4 * bath[1].imag) * abs(green[0, 1]) ** 2

    return transmission


@published(
    "Exact current of two oscillators coupled through their positions, Drude baths",
    source="J. O. González et al., Open Syst. Inf. Dyn. 24, 1740010 (2017); quantum Langevin "
    "equation",
    model="examples/oscillators_grade.toml",
    tolerance=1e-10,
    because=QUADRATURE,
)
def position_coupled_oscillators(model):
    expected, ours = [], []
    for w_hot, k in ((1.0, 0.001), (1.05, 0.01), (0.95, 0.1)):
        transmission = position_transmission((1.0, w_hot), k, [(0.002, 5.0)] * 2)
        points = [0, 0.7, 0.9, 0.93, 0.98, 0.99, 0.995, 1, 1.005, 1.01, 1.04, 1.06, 1.1, 1.3, 5, 60]
        expected.append(landauer(transmission, 1.0, 0.5, points))
        there = model.assign({"site.hot.frequency": w_hot, "coupling.k.strength": k})
        ours.append(there.energy_flow("exact").sel(bath="hot").item())
    return expected, ours


@published(
    "Classical limit of a chain of ten oscillators between Langevin baths",
    source="Z. Rieder, J. L. Lebowitz and E. Lieb, J. Math. Phys. 8, 1073 (1967); Lyapunov's "
    "equation of the chain",
    model="validation/models/hot_chain.toml",
    tolerance=1e-9,
    because="what is left of quanta at T = 1e5 w is of the order (w/T)² = 1e-10",
)
def classical_chain(model):
    n, k, friction, cutoff, hot, cold = 10, 0.1, 0.2, 5.0, 2e5, 1e5
    # dX = w P dt, dP = -(w X + 2 k (X_left + X_right)) dt + U dt with w = 1; the force of a bath
    # with an exponential memory obeys dU = -cutoff (U + c w P) dt + cutoff sqrt(2 c T) dW.
    x, p, u = slice(0, n), slice(n, 2 * n), slice(2 * n, 2 * n + 2)
    ends = np.zeros((n, 2))
    ends[0, 0] = ends[-1, 1] = 1
    drift = np.zeros((2 * n + 2, 2 * n + 2))
    drift[x, p] = np.eye(n)
    drift[p, x] = -np.eye(n) - 2 * k * (np.eye(n, k=1) + np.eye(n, k=-1))
    drift[p, u] = ends
    drift[u, p] = -cutoff * friction * ends.T
    drift[u, u] = -cutoff * np.eye(2)
    noise = np.zeros(2 * n + 2)
    noise[u] = 2 * friction * cutoff**2 * np.array([hot, cold])
    moments = solve_continuous_lyapunov(drift, -np.diag(noise))
    return moments[n, 2 * n], model.energy_flow("exact").sel(bath="hot").item()


def _rotating_pair(model):
    """What the statistics are made of: Tr(w) of dissipative self-energies, and pieces of the
    integral.
    """
    h = np.array([[1.0, 0.02], [0.02, 1.0]])
    sigma = [lambda w: -0.5j * 0.02 * w, lambda w: -0.5j * 0.03 * w]
    return exchange_transmission(h, sigma, 0, 1), [0, 0.5, 0.9, 0.97, 1.0, 1.03, 1.1, 1.5, 5, 40]


@published(
    "Noise and third cumulant of the exact current, by Levitov's formula for bosons",
    source="K. Saito and A. Dhar, Phys. Rev. Lett. 99, 180601 (2007)",
    model="validation/models/counted_oscillators.toml",
    tolerance=1e-10,
    because=QUADRATURE,
)
def levitov_cumulants(model):
    transmission, points = _rotating_pair(model)
    t1, t2 = 1.0, 0.5

    def second(w):
        x, n1, n2 = transmission(w), bose(w, t1), bose(w, t2)
        return w**2 * (x * (n1 * (n1 + 1) + n2 * (n2 + 1)) + x * (x - 1) * (n1 - n2) ** 2)

    def third(w):
        # -ln(1 - f) to third order in i s, f = Tr [a (e^(i s w) - 1) + b (e^(-i s w) - 1)].
        x, n1, n2 = transmission(w), bose(w, t1), bose(w, t2)
        a, b = n1 * (n2 + 1), n2 * (n1 + 1)
        m1, m2 = x * (a - b), x * (a + b)
        return w**3 * (m1 + 3 * m1 * m2 + 2 * m1**3)

    def integral(f):
        pieces = zip(points[:-1], points[1:], strict=True)
        return sum(quad(f, p, q, epsrel=1e-11, limit=800)[0] for p, q in pieces) / (2 * np.pi)

    ours = model.cumulants("exact", 3).sel(bath="hot")
    expected = [landauer(transmission, t1, t2, points), integral(second), integral(third)]
    return expected, ours.values


@published(
    "Fluctuation–dissipation of the heat: equilibrium noise S = 2T²K, K by Landauer",
    source="H. B. Callen and T. A. Welton, Phys. Rev. 83, 34 (1951); Johnson and Nyquist's "
    "theorem for heat",
    model="validation/models/counted_oscillators.toml",
    tolerance=1e-10,
    because=QUADRATURE,
)
def heat_johnson_nyquist(model):
    transmission, points = _rotating_pair(model)
    t = 0.7

    def conductance(w):
        return w * transmission(w) * w / t**2 * bose(w, t) * (bose(w, t) + 1) / (2 * np.pi)

    k = sum(
        quad(conductance, a, b, epsrel=1e-11, limit=800)[0]
        for a, b in zip(points[:-1], points[1:], strict=True)
    )
    equal = model.assign({"bath.hot.temperature": t, "bath.cold.temperature": t})
    return 2 * t**2 * k, equal.cumulants("exact", 2).sel(bath="hot", order=2).item()


@published(
    "Gallavotti and Cohen's symmetry of the exact current, λ(s) = λ(1/T_c − 1/T_h − s)",
    source="K. Saito and A. Dhar, Phys. Rev. Lett. 99, 180601 (2007); Levitov's formula at s",
    model="validation/models/counted_oscillators.toml",
    tolerance=1e-10,
    because=QUADRATURE,
)
def gallavotti_cohen(model):
    transmission, points = _rotating_pair(model)
    t1, t2, s = 1.0, 0.5, 0.3

    def generating(w):
        n1, n2 = bose(w, t1), bose(w, t2)
        counted = n1 * (n2 + 1) * np.expm1(s * w) + n2 * (n1 + 1) * np.expm1(-s * w)
        return -np.log1p(-transmission(w) * counted) / (2 * np.pi)

    expected = sum(
        quad(generating, a, b, epsrel=1e-11, limit=800)[0]
        for a, b in zip(points[:-1], points[1:], strict=True)
    )
    # Of the energy from the hot bath, exp(s Q): the affinity is 1/T_c - 1/T_h = 1, so -1 - s here.
    ours = model.generating_function("exact", {"hot": np.array([s, -(1 / t2 - 1 / t1) - s])})
    return [expected, expected], ours
