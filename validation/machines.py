"""Heat engines, refrigerators, diodes and transistors of a few levels."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

import quflux
from validation.pauli import flips, ising_energies, pauli_flows
from validation.reservoir import bose, power
from validation.row import published

ROUNDING = "rounding of a linear solution of a few equations"
ROOT_OF = "the root is bracketed to 1e-12 of itself"


def _flows(model: quflux.Model, equation: str) -> dict[str, float]:
    flows = model.energy_flow(equation)
    return dict(zip(flows.bath.values.tolist(), flows.values.tolist(), strict=True))


def _reversal(model, key, equation, bath, bracket, follow=lambda value: {}) -> float:
    """Where the flow from a bath changes its sign."""
    return brentq(
        lambda value: _flows(model.assign({key: value, **follow(value)}), equation)[bath],
        *bracket,
        xtol=1e-12,
        rtol=1e-12,
    )


@published(
    "Current through a two-level junction, w Γ₁Γ₂(n₁ − n₂)/[Γ₁(1 + 2n₁) + Γ₂(1 + 2n₂)]",
    source="D. Segal and A. Nitzan, Phys. Rev. Lett. 94, 034301 (2005)",
    model="validation/models/spin_junction.toml",
    tolerance=1e-13,
    because=ROUNDING,
)
def spin_junction(model):
    w, (g1, g2), (t1, t2) = 1.0, (0.01, 0.03), (0.9, 0.3)
    n1, n2 = bose(w, t1), bose(w, t2)
    expected = w * g1 * g2 * (n1 - n2) / (g1 * (1 + 2 * n1) + g2 * (1 + 2 * n2))
    return expected, _flows(model, "global")["left"]


@published(
    "Its rectification, |J(T₁, T₂)/J(T₂, T₁)| from the same formula",
    source="D. Segal and A. Nitzan, Phys. Rev. Lett. 94, 034301 (2005)",
    model="validation/models/spin_junction.toml",
    tolerance=1e-13,
    because=ROUNDING,
)
def spin_junction_rectification(model):
    (g1, g2), (t1, t2) = (0.01, 0.03), (0.9, 0.3)
    n1, n2 = 1 + 2 * bose(1, t1), 1 + 2 * bose(1, t2)
    turned = model.assign({"bath.left.temperature": t2, "bath.right.temperature": t1})
    ours = _flows(model, "global")["left"] / _flows(turned, "global")["left"]
    return (g1 * n2 + g2 * n1) / (g1 * n1 + g2 * n2), abs(ours)


@published(
    "Noise of its heat, w²[(a₁b₂ + a₂b₁) − 2I²]/(Γ₁(1 + 2n₁) + Γ₂(1 + 2n₂)), I the flow of quanta",
    source="J. Ren, P. Hänggi and B. Li, Phys. Rev. Lett. 104, 170601 (2010)",
    model="validation/models/spin_junction.toml",
    tolerance=1e-12,
    because=ROUNDING,
)
def spin_junction_noise(model):
    # Up at the rates a_j, down at b_j; lambda^2 + (A + B) lambda = a_1 b_2 (e^s - 1) + a_2 b_1
    # (e^-s - 1), whose derivatives at s = 0 are the cumulants.
    w, (g1, g2), (n1, n2) = 1.0, (0.01, 0.03), (bose(1, 0.9), bose(1, 0.3))
    (a1, b1), (a2, b2) = (g1 * n1, g1 * (n1 + 1)), (g2 * n2, g2 * (n2 + 1))
    total = a1 + a2 + b1 + b2
    quanta = (a1 * b2 - a2 * b1) / total
    expected = w**2 * (a1 * b2 + a2 * b1 - 2 * quanta**2) / total
    return expected, model.cumulants("global", 2).sel(bath="left", order=2).item()


@published(
    "Current through a harmonic junction, w Γ₁Γ₂(n₁ − n₂)/(Γ₁ + Γ₂)",
    source="D. Segal and A. Nitzan, Phys. Rev. Lett. 94, 034301 (2005)",
    model="validation/models/harmonic_junction.toml",
    tolerance=1e-13,
    because=ROUNDING,
)
def harmonic_junction(model):
    w, (g1, g2) = 1.0, (0.01, 0.03)
    expected = w * g1 * g2 * (bose(w, 0.9) - bose(w, 0.3)) / (g1 + g2)
    return expected, _flows(model, "global")["left"]


@published(
    "Populations of the three-level maser, p₁/p₀ = exp(w₂₁/T_c − w₂₀/T_h)",
    source="H. E. D. Scovil and E. O. Schulz-DuBois, Phys. Rev. Lett. 2, 262 (1959)",
    model="examples/three_level_maser.toml",
    tolerance=1e-12,
    because=ROUNDING + ", the temperatures being those of the file",
)
def maser_populations(model):
    hot = np.array([0.3, 0.4, 0.5, 0.6, 0.8, 1.0])
    p = model.sweep({"bath.hot.temperature": hot}, equations="global", outputs="populations")
    p = p.populations.values.reshape(len(hot), 3)
    return np.exp(0.6 / 0.3 - 1 / hot), p[:, 1] / p[:, 0]


@published(
    "Its threshold is Carnot's limit: inversion from T_h = T_c w₂₀/w₂₁ on",
    source="H. E. D. Scovil and E. O. Schulz-DuBois, Phys. Rev. Lett. 2, 262 (1959)",
    model="examples/three_level_maser.toml",
    tolerance=1e-11,
    because=ROOT_OF,
)
def maser_threshold(model):
    def inversion(hot):
        state = model.assign({"bath.hot.temperature": hot}).steady_state("global").values.real
        return state[1, 1] - state[0, 0]

    return 0.3 / 0.6, brentq(inversion, 0.3, 1.0, xtol=1e-13, rtol=1e-13)


@published(
    "Efficiency of the smallest refrigerator, J_cold/J_hot = w_cold/w_hot",
    source="P. Skrzypczyk, N. Brunner, N. Linden and S. Popescu, J. Phys. A 44, 492002 (2011)",
    model="examples/absorption_refrigerator.toml",
    tolerance=1e-12,
    because=ROUNDING,
)
def refrigerator_efficiency(model):
    flows = model.assign({"site.cold.frequency": 1.0, "site.room.frequency": 5.0}).cumulants(
        {"kind": "local", "counting": "quanta"}, 1
    )
    cold, hot = (flows.sel(bath=name).values.item() for name in ("cold", "hot"))
    return 1.0 / 4.0, cold / hot


@published(
    "It cools below the virtual temperature: w_c(1/T_c − 1/T_r) = w_h(1/T_r − 1/T_h)",
    source="N. Linden, S. Popescu and P. Skrzypczyk, Phys. Rev. Lett. 105, 130401 (2010)",
    model="examples/absorption_refrigerator.toml",
    tolerance=1e-11,
    because=ROOT_OF,
)
def refrigerator_threshold(model):
    def cooling(w):
        there = model.assign({"site.cold.frequency": w, "site.room.frequency": w + 4})
        return there.cumulants({"kind": "local", "counting": "quanta"}, 1).sel(bath="cold").item()

    return 4 * (1 / 2 - 1 / 10) / (1 / 1 - 1 / 2), brentq(cooling, 3.0, 3.4, xtol=1e-12)


@published(
    "A three-level refrigerator: cooling power over work bath's, w_c/w_w, exactly",
    source="J. E. Geusic, E. O. Schulz-DuBois and H. E. D. Scovil, Phys. Rev. 156, 343 (1967)",
    model="validation/models/three_level_refrigerator.toml",
    tolerance=1e-12,
    because=ROUNDING,
)
def three_level_refrigerator(model):
    flows = _flows(model, "global")
    return 0.4 / 1.0, flows["cold"] / flows["work"]


@published(
    "Efficiency of a driven two-atom engine, Otto's 1 − w_c/w_h",
    source="R. Kosloff, J. Chem. Phys. 80, 1625 (1984)",
    model="examples/heat_engine_uncertainty.toml",
    tolerance=1e-12,
    because=ROUNDING,
)
def otto_efficiency(model):
    heats = model.cumulants({"kind": "local", "counting": "quanta"}, 1)
    return 1 - 0.6, 1 + heats.sel(bath="cold").item() / heats.sel(bath="hot").item()


@published(
    "It stops at Carnot's point, T_c = T_h w_c/w_h",
    source="R. Kosloff, J. Chem. Phys. 80, 1625 (1984)",
    model="examples/heat_engine_uncertainty.toml",
    tolerance=1e-10,
    because=ROOT_OF,
)
def otto_stops_at_carnot(model):
    def heat(cold):
        there = model.assign({"bath.cold.temperature": cold})
        return there.cumulants({"kind": "local", "counting": "quanta"}, 1).sel(bath="hot").item()

    return 6 * 0.6, brentq(heat, 3.0, 4.0, xtol=1e-12)


@published(
    "The local equation turns the flow round at w₂ = w₁T₂/T₁",
    source="A. Levy and R. Kosloff, Europhys. Lett. 107, 20004 (2014)",
    model="examples/second_law_violation.toml",
    tolerance=1e-11,
    because=ROOT_OF,
)
def local_equation_reversal(model):
    return 1.0 * 0.22 / 0.2, _reversal(model, "site.a2.frequency", "local", "cold", (1.05, 1.15))


@published(
    "Flows of a thermal diode of two qubits, both ways, by Pauli's equation of four states",
    source="T. Werlang, M. A. Marchiori, M. F. Cornelio and D. Valente, Phys. Rev. E 89, 062109 "
    "(2014)",
    model="examples/thermal_diode.toml",
    tolerance=1e-11,
    because="the smaller of the two is a ten-thousandth of the rates it is made of",
)
def thermal_diode(model):
    energies = ising_energies((1.0, 0.1), {(0, 1): 0.3})
    expected, ours = [], []
    for left, right in ((1.0, 0.1), (0.1, 1.0)):
        baths = [(x, power(0.01), t) for x, t in zip(flips(2), (left, right), strict=True)]
        expected.append(pauli_flows(energies, baths)[0])
        turned = model.assign({"bath.left.temperature": left, "bath.right.temperature": right})
        ours.append(_flows(turned, "global")["left"])
    return expected, ours


@published(
    "Flows through a thermal transistor of three qubits, by Pauli's equation of eight states",
    source="K. Joulain, J. Drevillon, Y. Ezzahri and J. Ordonez-Miranda, Phys. Rev. Lett. 116, "
    "200601 (2016)",
    model="examples/thermal_transistor.toml",
    tolerance=1e-9,
    because="the smallest flow, of the base, is 1e-5 of the others",
)
def thermal_transistor(model):
    energies = ising_energies((0.02, 0.05, 0.03), {(0, 1): 0.5, (1, 2): 0.5})
    expected, ours = [], []
    for base in (0.06, 0.10, 0.14):
        baths = [(x, power(0.01), t) for x, t in zip(flips(3), (0.2, base, 0.02), strict=True)]
        expected.append(pauli_flows(energies, baths))
        ours.append(model.assign({"bath.base.temperature": base}).flows("global"))
    return expected, ours


@published(
    "Two atoms in equilibrium are entangled below T = Ω/arsinh 1",
    source="X. Wang, Phys. Rev. A 64, 012313 (2001)",
    model="examples/thermal_entanglement.toml",
    tolerance=1e-8,
    because="bisection of where the concurrence becomes zero, which is 1e-15 when it is rounding",
)
def entanglement_temperature(model):
    def entangled(t):
        return _concurrence(model, [t])[0] > 1e-13

    low, high = 0.5, 2.5
    while high - low > 1e-10:
        middle = (low + high) / 2
        low, high = (middle, high) if entangled(middle) else (low, middle)
    return 1.5 / np.arcsinh(1), low


@published(
    "Their concurrence, [sinh(Ω/T) − 1]/[cosh(Ω/T) + cosh(w/T)]",
    source="X. Wang, Phys. Rev. A 64, 012313 (2001)",
    model="examples/thermal_entanglement.toml",
    tolerance=1e-12,
    because=ROUNDING,
)
def thermal_concurrence(model):
    t = np.array([0.2, 0.5, 1.0, 1.5])
    expected = (np.sinh(1.5 / t) - 1) / (np.cosh(1.5 / t) + np.cosh(1 / t))
    return expected, _concurrence(model, t)


def _concurrence(model, temperatures):
    return [
        model.assign({"bath.left.temperature": t, "bath.right.temperature": t})
        .sweep(equations="global", outputs="concurrence")
        .concurrence.item()
        for t in temperatures
    ]
