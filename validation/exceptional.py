"""Exceptional points that are known in closed form."""

from __future__ import annotations

import numpy as np

import quflux
from validation.reservoir import bose
from validation.row import published

PAPER = "I. V. Vovcenko, A. A. Zyablovsky, A. A. Pukhov and E. S. Andrianov (2022)"


def _half_widths():
    """g_j = c_j w^3 [2 n_j(w) + 1]/2 of the two atoms."""
    return [c * (2 * bose(1.0, t) + 1) / 2 for c, t in ((0.002, 0.2), (0.04, 0.22))]


@published(
    "Exceptional point of two atoms in the local equation, Ω = |g₁ − g₂|/2",
    source=PAPER,
    model="examples/two_atoms_exceptional_point.toml",
    tolerance=1e-12,
    because="a point of order 2 is refined to rounding of the discriminant",
)
def two_atoms(model):
    g1, g2 = _half_widths()
    found = model.exceptional_points("coupling.rabi.strength", 0.001, 0.02, "local", progress=False)
    of_the_flow = found.parameter.values.real[found.kind.values == "flow"]
    return [abs(g1 - g2) / 2], of_the_flow


@published(
    "Coupling of the largest specific flow through two equal atoms, √(g₁g₂)",
    source=PAPER,
    model="examples/two_atoms_exceptional_point.toml",
    tolerance=1e-9,
    because="the place of a maximum",
)
def optimal_coupling(model):
    g1, g2 = _half_widths()
    marks = model.transition("coupling.rabi.strength", 0, 0.05, "local", progress=False)
    return np.sqrt(g1 * g2), marks.optimal_coupling.item()


@published(
    "Two resonators with different losses meet at |γ_a − γ_b|/4",
    source="W. D. Heiss, J. Phys. A 45, 444016 (2012)",
    model="testdata/models/two_oscillators.toml",
    tolerance=1e-11,
    because="refined to rounding of the interval",
)
def two_resonators(model):
    found = model.exceptional_points("coupling.k.strength", 0, 0.05, "local", progress=False)
    return [0.0075], found.parameter.values.real


@published(
    "Third-order point of three resonators, gain, neutral, loss: κ = γ/√2",
    source="H. Hodaei et al., Nature 548, 187 (2017)",
    model=None,
    tolerance=1e-10,
    because="at a point of order 3 the discriminant has a zero of order 3, whose place is "
    "refined by it",
)
def third_order():
    gamma = 0.3

    def family(kappa):
        return np.array([[1j * gamma, kappa, 0], [kappa, 0, kappa], [0, kappa, -1j * gamma]])

    found = quflux.exceptional_points(family, (0.05, 0.5))
    (point,) = found.points
    return [gamma / np.sqrt(2), 3], [point.parameters[0], point.order]
