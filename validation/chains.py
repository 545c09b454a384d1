"""Chains of spins, which are free fermions."""

from __future__ import annotations

import numpy as np

import quflux
from validation.reservoir import bose
from validation.row import ROOT, published


@published(
    "Ballistic current of XX chains of 2 to 100 spins, local baths: independent of their length",
    source="D. Karevski and T. Platini, Phys. Rev. Lett. 102, 207207 (2009)",
    model="validation/models/xx_chain.toml",
    tolerance=1e-12,
    because="rounding of a 100 × 100 Lyapunov equation",
)
def xx_current(_):
    w, omega, (c1, c2), (t1, t2) = 1.0, 0.05, (0.02, 0.03), (0.8, 0.3)
    n1, n2 = bose(w, t1), bose(w, t2)
    g1, g2 = c1 * (2 * n1 + 1), c2 * (2 * n2 + 1)
    f1, f2 = n1 / (2 * n1 + 1), n2 / (2 * n2 + 1)
    j = w * (f1 - f2) * 4 * omega**2 * g1 * g2 / ((g1 + g2) * (4 * omega**2 + g1 * g2))
    ours = []
    for n in (2, 3, 10, 100):
        there = {"chain.s.count": n, "bath.cold.site": f"s{n}"}
        chain = quflux.Model.load(ROOT / "validation/models/xx_chain.toml", there)
        ours.append(chain.energy_flow("local").sel(bath="hot").item())
    return [j] * len(ours), ours


@published(
    "Spectrum of the critical transverse Ising chain of six spins",
    source="P. Pfeuty, Ann. Phys. 57, 79 (1970); open ends",
    model="validation/models/critical_ising.toml",
    tolerance=1e-12,
    because="rounding of a 64 × 64 eigenvalue problem",
)
def critical_ising(model):
    n, field = 6, 1.0
    modes = 2 * field * np.sin(np.pi * (2 * np.arange(n) + 1) / (2 * (2 * n + 1)))
    signs = 2 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1) - 1
    expected = np.sort(signs @ modes / 2)
    ours = np.linalg.eigvalsh(model.hamiltonian)
    return expected - expected[0], ours - ours[0]
