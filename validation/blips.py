"""The spin-boson model by noninteracting blips, and the limits that are known in closed form."""

from __future__ import annotations

import numpy as np
from scipy.integrate import quad
from scipy.special import gamma, loggamma

import quflux
from validation.row import published

LEGGETT = "A. J. Leggett et al., Rev. Mod. Phys. 59, 1 (1987)"


def ohmic_lineshape(alpha: float, cutoff: float, temperature: float):
    """Q(t) = Q' + i Q'' of 2 alpha w exp(-w/cutoff), in closed form (U. Weiss, Quantum
    Dissipative Systems).
    """

    def q(t):
        k = temperature / cutoff
        ratio = 2 * (loggamma(1 + k).real - loggamma(1 + k + 1j * temperature * t).real)
        real = alpha * np.log1p((cutoff * t) ** 2) + 2 * alpha * ratio
        return real + 2j * alpha * np.arctan(cutoff * t)

    return q


def golden_rule_rate(delta: float, bias: float, *lineshapes) -> float:
    """(Delta/2)^2 int dt exp(i bias t - sum Q(t)) over all t, for the energy `bias` released."""

    def integrand(t):
        return np.exp(1j * bias * t - sum(q(t) for q in lineshapes)).real

    edges = [0.0, *np.geomspace(1e-3, 300.0, 60)]
    pieces = zip(edges[:-1], edges[1:], strict=True)
    whole = sum(quad(integrand, a, b, epsabs=1e-15, epsrel=1e-12, limit=400)[0] for a, b in pieces)
    return 0.5 * delta**2 * whole


def _rates(model: quflux.Model) -> tuple[float, float]:
    """From the lower of the two states that the baths tell apart to the upper one, and back."""
    found = model.sweep(equations="niba", outputs="pointer_rates").pointer_rates.values.squeeze()
    return found[0, 1], found[1, 0]


def _ohmic(model, alpha, temperature, cutoff, bias, delta):
    """The model with one of its two baths turned off."""
    return model.assign(
        {
            "site.spin.frequency": bias,
            "term.tunnelling.strength": delta / 2,
            "bath.hot.temperature": temperature,
            "bath.cold.temperature": temperature,
            "bath.hot.spectral_density.coefficient": np.pi * alpha / 2,
            "bath.cold.spectral_density.coefficient": np.pi * alpha / 2,
            "bath.hot.spectral_density.cutoff": cutoff,
            "bath.cold.spectral_density.cutoff": cutoff,
        }
    )


@published(
    "Relaxation of a symmetric spin, Δ²/(2ω_c) √π Γ(α)/Γ(α + ½) (πT/ω_c)^(2α−1), at α = 0.3, ½ "
    "(Toulouse), 0.8",
    source=LEGGETT + "; at α = ½ it is πΔ²/(2ω_c) at all temperatures",
    model="validation/models/spin_boson.toml",
    tolerance=1e-3,
    because="the formula is the limit T ≪ ω_c; corrections are of the order T/ω_c = 1e-4",
)
def leggett_scaling(model):
    delta, cutoff, t = 1.0, 1e4, 1.0
    expected, ours = [], []
    for a in (0.3, 0.5, 0.8):
        power = (np.pi * t / cutoff) ** (2 * a - 1)
        expected.append(
            delta**2 / (2 * cutoff) * np.sqrt(np.pi) * gamma(a) / gamma(a + 0.5) * power
        )
        ours.append(sum(_rates(_ohmic(model, a, t, cutoff, 0.0, delta))))
    return expected, ours


@published(
    "Rates of a biased spin between Ohmic baths of two temperatures, by the golden rule in time",
    source=LEGGETT + "; L. Nicolin and D. Segal, J. Chem. Phys. 135, 164106 (2011)",
    model="validation/models/spin_boson.toml",
    tolerance=1e-9,
    because="the integral over time is adaptive, and cut where exp(−Q) is 1e-14",
)
def golden_rule_rates(model):
    # gamma = c w exp(-w/cutoff) along sz has Q of alpha = c/pi.
    hot = ohmic_lineshape(0.3, 10.0, 2.0)
    cold = ohmic_lineshape(0.2, 10.0, 1.0)
    bias = 0.5
    down = golden_rule_rate(1.0, bias, hot, cold)
    up = golden_rule_rate(1.0, -bias, hot, cold)
    return [up, down], _rates(model)


@published(
    "Detailed balance of these rates at one temperature, exp(−ε/T)",
    source=LEGGETT,
    model="validation/models/spin_boson.toml",
    tolerance=1e-11,
    because="rounding of two integrals",
)
def blip_detailed_balance(model):
    equal = model.assign({"bath.cold.temperature": 2.0})
    up, down = _rates(equal)
    return np.exp(-0.5 / 2), up / down


@published(
    "Marcus's rates, (Δ/2)² √(π/λT) exp[−(ε − λ)²/4λT], of a slow bath",
    source="R. A. Marcus, J. Chem. Phys. 24, 966 (1956); U. Weiss, Quantum Dissipative Systems, "
    "4th ed. (2012)",
    model="validation/models/slow_bath.toml",
    tolerance=2e-3,
    because="the formula is the limit of modes slower than the temperature; here ω_c/T = 1/1000",
)
def marcus(model):
    t, reorganisation = 1.0, 2.0
    expected, ours = [], []
    for bias in (0.0, 1.0, 2.0, 3.0):
        exponent = -((bias - reorganisation) ** 2) / (4 * reorganisation * t)
        expected.append(0.01**2 / 4 * np.sqrt(np.pi / (reorganisation * t)) * np.exp(exponent))
        ours.append(_rates(model.assign({"site.spin.frequency": bias}))[1])
    return expected, ours
