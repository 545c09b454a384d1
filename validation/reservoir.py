"""Reservoirs of textbooks: quanta, spectral densities and rates."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Density = Callable[[float], float]


def bose(w: float, temperature: float) -> float:
    """n(w) = 1/[exp(w/T) - 1]."""
    return 0.0 if temperature == 0 else 1 / np.expm1(w / temperature)


def power(coefficient: float, exponent: float = 1.0, cutoff: float = np.inf) -> Density:
    return lambda w: coefficient * w**exponent * np.exp(-w / cutoff)


def drude(coefficient: float, cutoff: float) -> Density:
    return lambda w: coefficient * w / (1 + (w / cutoff) ** 2)


def rate(w: float, density: Density, temperature: float) -> float:
    """At which a system releases the energy w, or absorbs -w: Fermi's golden rule, w != 0."""
    n = bose(abs(w), temperature)
    return density(abs(w)) * (n + 1 if w > 0 else n)
