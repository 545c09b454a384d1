"""Master equations from their published definitions, in NumPy."""

from __future__ import annotations

import numpy as np
from scipy.special import digamma

from validation.reservoir import drude, power, rate
from validation.row import published

ROUNDING = "rounding of a 9 × 9 solution, whose flows are small beside the rates"


def _bohr(h):
    energies, states = np.linalg.eigh(h)
    return energies, states, energies[None, :] - energies[:, None]  # released from b to a


def _rates(w, density, t, at_zero):
    r = np.full(w.shape, at_zero)
    for place in zip(*np.nonzero(np.abs(w) > 1e-12), strict=True):
        r[place] = rate(w[place], density, t)
    return r


def redfield_dissipator(s, r):
    """D rho = sum of [A rho, S] + h.c. with A_ab = S_ab R(E_b - E_a)/2, in the eigenbasis of H."""
    a, one = s * r / 2, np.eye(len(s))

    def both(left, right):  # rho -> left rho right, rows stacked
        return np.kron(left, right.T)

    return both(a, s) + both(s, a.T) - both(s @ a, one) - both(one, a.T @ s)


def lindblad_dissipator(s, r):
    """Of Nathan and Rudner: one jump operator, L_ab = S_ab sqrt R(E_b - E_a)."""
    jump, one = s * np.sqrt(r), np.eye(len(s))
    decay = jump.T @ jump
    return np.kron(jump, jump) - (np.kron(decay, one) + np.kron(one, decay.T)) / 2


def stationary_flows(h, baths, dissipator):
    """Tr(H D_j rho) for H real and (S, density, T, R(0)) of each bath."""
    energies, states, w = _bohr(h)
    parts = [
        dissipator(states.T @ s @ states, _rates(w, density, t, zero))
        for s, density, t, zero in baths
    ]
    d, one, diagonal = len(h), np.eye(len(h)), np.diag(energies)
    generator = -1j * (np.kron(diagonal, one) - np.kron(one, diagonal)) + sum(parts)
    generator[0] = np.eye(d).ravel()
    rho = np.linalg.solve(generator, np.eye(d * d)[0])
    return [(diagonal.ravel() @ (part @ rho)).real for part in parts]


H = np.array([[0, 0.1, 0.0], [0.1, 1.0, 0.05], [0.0, 0.05, 1.3]])
BATHS = [
    (np.array([[0, 1.0, 0], [1, 0, 0.5], [0, 0.5, 0]]), power(0.02, 3), 0.8, 0.0),
    (np.array([[0, 0.3, 0], [0.3, 0, 1.0], [0, 1.0, 0.4]]), drude(0.03, 4.0), 0.3, 0.03 * 0.3),
]


@published(
    "Redfield's equation of three levels, from its definition",
    source="A. G. Redfield, IBM J. Res. Dev. 1, 19 (1957); H.-P. Breuer and F. Petruccione "
    "(2002), eq. (3.118)",
    model="validation/models/three_levels.toml",
    tolerance=1e-11,
    because=ROUNDING,
)
def redfield(model):
    return stationary_flows(H, BATHS, redfield_dissipator), model.flows("redfield")


@published(
    "The universal Lindblad equation of three levels, from its definition",
    source="F. Nathan and M. S. Rudner, Phys. Rev. B 102, 115109 (2020)",
    model="validation/models/three_levels.toml",
    tolerance=1e-11,
    because=ROUNDING,
)
def universal_lindblad(model):
    return stationary_flows(H, BATHS, lindblad_dissipator), model.flows("universal_lindblad")


@published(
    "Davies' equation of three levels: a Pauli equation of the eigenstates",
    source="E. B. Davies, Commun. Math. Phys. 39, 91 (1974)",
    model="validation/models/three_levels.toml",
    tolerance=1e-11,
    because=ROUNDING,
)
def davies(model):
    energies, states, w = _bohr(H)
    jumps = [(states.T @ s @ states) ** 2 * _rates(w, f, t, zero) for s, f, t, zero in BATHS]
    jumps = [k - np.diag(np.diag(k)) for k in jumps]
    total = sum(jumps)
    generator = total - np.diag(total.sum(axis=0))
    generator[-1] = 1
    p = np.linalg.solve(generator, np.eye(3)[-1])
    expected = [np.sum((energies[:, None] - energies[None, :]) * k * p[None, :]) for k in jumps]
    return expected, model.flows("global")


@published(
    "Lamb shift of a two-level system by a Drude bath, by the digamma function",
    source="H.-P. Breuer and F. Petruccione (2002), sec. 3.6; U. Weiss, Quantum Dissipative "
    "Systems",
    model="validation/models/shifted_spin.toml",
    tolerance=1e-11,
    because="the shift is what is left when 1 is subtracted from a frequency",
)
def lamb_shift(model):
    w, c, cutoff, t = 1.0, 0.2, 5.0, 0.4
    # Lambda(w) = P int dv R(v)/[2 pi (w - v)]; the line is shifted by Lambda(w) - Lambda(-w),
    # = c w cutoff^2/[pi (w^2 + cutoff^2)] {pi T/cutoff + Re psi(i w/2 pi T) - psi(cutoff/2 pi T)}.
    matsubara = 2 * np.pi * t
    bracket = digamma(1j * w / matsubara).real - digamma(cutoff / matsubara) - np.pi * t / cutoff
    expected = c * w * cutoff**2 / (np.pi * (w**2 + cutoff**2)) * bracket
    frequencies = np.linalg.eigvals(model.liouvillian("global")).imag
    return expected, frequencies.max() - w
