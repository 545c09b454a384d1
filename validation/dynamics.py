"""Decay, oscillations and their generators: what textbooks of quantum optics solve."""

from __future__ import annotations

import mpmath
import numpy as np

from validation.row import published

EXPONENTIAL = "rounding of an exponential of the generator"


def _occupations(found):
    return found.occupations.values.squeeze()


@published(
    "Decay of an excited atom in a lossy cavity, both regimes of the coupling",
    source="S. Haroche and J.-M. Raimond, Exploring the Quantum (2006); amplitudes of one quantum",
    model="validation/models/lossy_cavity.toml",
    tolerance=1e-11,
    because=EXPONENTIAL,
)
def lossy_cavity(model):
    kappa, times = 0.1, np.linspace(0, 200, 21)[1:]
    expected, ours = [], []
    for g in (0.01, 0.1):
        # d a/dt = -i g c, d c/dt = -i g a - kappa c/2.
        root = np.sqrt(complex((kappa / 4) ** 2 - g**2))
        amplitude = np.exp(-kappa * times / 4) * (
            np.cosh(root * times) + kappa / 4 * np.sinh(root * times) / root
        )
        expected.append(np.abs(amplitude) ** 2)
        there = model.assign({"coupling.rabi.strength": g})
        found = there.evolve(times, {"atom": "excited"}, equations="local", outputs="occupations")
        ours.append(_occupations(found)[:, 0])
    return np.concatenate(expected), np.concatenate(ours)


@published(
    "Excited population of a driven atom, Ω²/(γ² + 2Ω²), weak to strong driving",
    source="B. R. Mollow, Phys. Rev. 188, 1969 (1969)",
    model="validation/models/driven_atom.toml",
    tolerance=1e-13,
    because="rounding of a linear solution of four equations",
)
def resonance_fluorescence(model):
    expected, ours = [], []
    for rabi in (0.01, 0.1, 1.0):
        expected.append(rabi**2 / (0.1**2 + 2 * rabi**2))
        state = model.assign({"term.drive.strength": rabi / 2}).steady_state("global")
        ours.append(state.values[1, 1].real)
    return expected, ours


@published(
    "Its exceptional point, where Mollow's sidebands set in: Ω = γ/4",
    source="F. Minganti, A. Miranowicz, R. W. Chhajlany and F. Nori, Phys. Rev. A 100, 062131 "
    "(2019)",
    model="validation/models/driven_atom.toml",
    tolerance=1e-11,
    because="a point of order 2 is refined to rounding of the discriminant",
)
def liouvillian_exceptional_point(model):
    found = model.exceptional_points("term.drive.strength", 0.001, 0.03, "global", progress=False)
    rabi = 2 * found.parameter.values.real[found.order.values == 2]
    return [0.1 / 4], rabi


@published(
    "Collective decay of two equal atoms in one bath: rates 2γ and 0",
    source="R. H. Dicke, Phys. Rev. 93, 99 (1954)",
    model="examples/common_bath_dark_state.toml",
    tolerance=1e-11,
    because=EXPONENTIAL,
)
def superradiance(model):
    cold = model.assign({"bath.common.temperature": 0.0, "site.b.frequency": 1.0})
    times = np.array([10.0, 50.0, 200.0])
    # One quantum in the first atom is half in the bright and half in the dark state.
    expected = np.array([(1 + np.exp(-2 * 0.01 * t)) / 2 for t in times])
    found = cold.evolve(times, {"a": "excited"}, equations="global", outputs="occupations")
    return expected, _occupations(found).sum(axis=-1)


@published(
    "Landau and Zener's crossing, from and to finite times, by parabolic cylinder functions",
    source="C. Zener, Proc. R. Soc. A 137, 696 (1932); N. V. Vitanov and B. M. Garraway, Phys. "
    "Rev. A 53, 4288 (1996)",
    model="validation/models/swept_atoms.toml",
    tolerance=1e-9,
    because="steps in time leave 1e-12 of the state; what stays behind is a tenth",
)
def landau_zener(model):
    end, speed = 300.0, 1e-3
    passing = {"site.a.frequency": ([0, 2 * end], [3 - end * speed, 3 + end * speed])}
    expected, ours = [], []
    for omega in (0.01, 0.02):
        there = model.assign({"coupling.rabi.strength": omega})
        found = there.evolve(
            [2 * end], {"a": "excited"}, equations="local", outputs="occupations", drive=passing
        )
        expected.append(crossing(omega, speed, end))
        ours.append(_occupations(found)[0])
    return expected, ours


def crossing(omega: float, speed: float, end: float) -> float:
    """|a|^2 at t = end of i da/dt = (v t/2) a + Omega b, i db/dt = Omega a - (v t/2) b, a(-end)
    = 1.

    a is a sum of D_nu(z) and D_nu(-z) with z = e^(i pi/4) sqrt(v) t and nu = -i Omega^2/v.
    """
    turn = mpmath.exp(0.25j * mpmath.pi) * mpmath.sqrt(speed)
    nu = -1j * mpmath.mpf(omega) ** 2 / speed

    def basis(t):
        return [mpmath.pcfd(nu, turn * t), mpmath.pcfd(nu, -turn * t)]

    def slopes(t):  # D'(z) = z D(z)/2 - D_(nu + 1)(z)
        return [
            sign * turn * (sign * turn * t / 2 * d - mpmath.pcfd(nu + 1, sign * turn * t))
            for sign, d in zip((1, -1), basis(t), strict=True)
        ]

    start = mpmath.matrix([basis(-end), slopes(-end)])
    parts = mpmath.lu_solve(start, mpmath.matrix([1, 0.5j * speed * end]))
    return float(abs(sum(p * d for p, d in zip(parts, basis(end), strict=True))) ** 2)


@published(
    "Transfer by a pulse of the coupling, sin² of its area",
    source="I. I. Rabi, Phys. Rev. 51, 652 (1937); the area theorem",
    model="validation/models/pulsed_atoms.toml",
    tolerance=1e-9,
    because="steps in time leave 1e-12 of the state; the baths take nothing",
)
def pulse_area(model):
    width, expected, ours = 5.0, [], []
    for area in (0.3, 1.0, np.pi / 2, 2.5):
        pulse = {"kind": "pulse", "center": 100.0, "width": width}
        pulse["amplitude"] = area / (width * np.sqrt(2 * np.pi))
        drive = {"coupling.rabi.strength": pulse}
        found = model.evolve(
            [200.0], {"a": "excited"}, equations="local", outputs="occupations", drive=drive
        )
        expected.append(np.sin(area) ** 2)
        ours.append(_occupations(found)[1])
    return expected, ours
