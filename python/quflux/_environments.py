"""Environments of QuTiP as spectral densities: gamma(w) is twice their J(w)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quflux import _core

Density = _core.PowerLaw | _core.Drude | _core.Brownian | _core.Function

#: Those whose J(w) is of a kind that has a closed form here; QuTiP itself need not be there.
_KINDS: dict[str, Callable[[Any], Density]] = {
    "DrudeLorentzEnvironment": lambda e: _core.Drude(4 * e.lam / e.gamma, cutoff=e.gamma),
    "UnderDampedEnvironment": lambda e: _core.Brownian(
        e.lam / np.sqrt(2 * e.w0), frequency=e.w0, width=e.gamma
    ),
    "OhmicEnvironment": lambda e: _core.PowerLaw(
        2 * e.alpha * e.wc ** (1 - e.s), exponent=e.s, cutoff=e.wc
    ),
}

#: What functools.cache and lru_cache make of a function.
_CACHED = type(cache(int))
_MOST_WRAPPERS = 100


def temperature(given: Any) -> float | None:
    """That of an environment; None for what is none."""
    if not all(hasattr(given, name) for name in ("power_spectrum", "correlation_function", "T")):
        return None
    return None if given.T is None else float(given.T)


def density(given: Any, what: str) -> Density | None:
    """gamma(w) of an environment; None for what is none.

    Raises Error for its J(w) alone, and where its power spectrum is not in detailed balance.
    """
    refuse_method(given, what)
    if temperature(given) is None:
        return None
    kind = _KINDS.get(type(given).__name__)
    if kind is not None:
        return kind(given)
    _require_balance(given, what)
    return _core.Function(partial(_twice, given), slope_at_zero=_slope_at_zero(given))


def refuse_method(given: Any, what: str) -> None:
    """Raises Error for a method of an environment: its J(w) is half of gamma(w)."""
    if temperature(_owner(given)) is not None:
        raise _core.Error(
            f"{what} is a method of a QuTiP environment, of whose J(w) gamma(w) is twice as much;"
            " give the environment itself, or a function that returns 2 J(w)"
        )


def _owner(given: Any) -> Any:
    """The object of which a callable is a method, also where it is wrapped in what hands its
    values on as they are; None for others.
    """
    for _ in range(_MOST_WRAPPERS):  # one may be wrapped in itself
        if isinstance(given, np.vectorize):
            given = given.pyfunc
        elif isinstance(given, _CACHED):
            given = given.__wrapped__
        elif isinstance(given, partial):
            # One of the class, with the object as its first argument.
            first = given.args[0] if given.args else None
            if getattr(type(first), getattr(given.func, "__name__", ""), None) is given.func:
                return first
            given = given.func
        else:
            return getattr(given, "__self__", None) if callable(given) else None
    return None


def _require_balance(environment: Any, what: str) -> None:
    """S(-w) = exp(-w/T) S(w), which rates here have by their temperature.

    A few exponentials of a correlation function have it only where they are good ones.
    """
    temperature = environment.T
    # Beyond 4 T there is next to nothing to take up from the bath. At T = 0 exponents are a scale.
    scales = [0.25, 0.5, 1, 2, 4]
    if not temperature > 0:
        scales = [abs(exponent.exponent) for exponent in getattr(environment, "exponents", ())]
        if not scales:
            return
    w = np.array(scales) * (temperature if temperature > 0 else 1)
    released, taken = (np.real(environment.power_spectrum(sign * w)) for sign in (1, -1))
    boltzmann = np.exp(-w / temperature) if temperature > 0 else np.zeros_like(w)
    missing = np.abs(taken - boltzmann * released)
    worst = np.argmax(missing / np.maximum(np.abs(released), np.abs(taken)))
    # Fits and Fourier transforms of a good environment differ by less.
    if missing[worst] <= 0.01 * max(abs(released[worst]), abs(taken[worst])):
        return
    raise _core.Error(
        f"{what} is an environment whose power spectrum has S(-w)/S(w) ="
        f" {taken[worst] / released[worst]:.3g} at w = {w[worst]:.3g}, where detailed balance at"
        f" T = {temperature:.3g}, which rates have here, asks for {boltzmann[worst]:.3g}; give the"
        " environment before .approximate(...), or a function that returns S(w) - S(-w)"
    )


def _twice(environment: Any, frequencies: NDArray[np.float64]) -> NDArray[np.float64]:
    return 2 * np.asarray(environment.spectral_density(frequencies), float)


def _slope_at_zero(environment: Any) -> float | None:
    """lim 2 J(w)/w, which is S(0)/T."""
    if not environment.T > 0:
        return None
    spectrum = float(np.real(environment.power_spectrum(0)))
    return spectrum / environment.T if np.isfinite(spectrum) and spectrum >= 0 else None
