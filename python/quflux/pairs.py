"""Pairs of two-level systems, many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from quflux import _core
from quflux._arguments import real_array, shown, thread_count

__all__ = ["two_level_pair"]

_OUTPUTS = {
    "flow1": {"long_name": "energy flow from bath 1 into the pair", "units": "energy^2"},
    "occupation1": {"long_name": "occupation of atom 1", "units": "1"},
    "occupation2": {"long_name": "occupation of atom 2", "units": "1"},
    "coherence": {"long_name": "coherence <s_1^+ s_2>", "units": "1"},
}
_NAMES = ("omega1", "omega2", "coupling", "c1", "c2", "T1", "T2")


def two_level_pair(
    omega1: Any,
    omega2: Any,
    coupling: Any,
    c1: Any,
    c2: Any,
    T1: Any,  # noqa: N803  # the paper's symbols
    T2: Any,  # noqa: N803
    exponent: float | tuple[float, float] = 1,
    *,
    cutoff: float | tuple[float, float] | None = None,
    kind: str = "power",
    equation: str = "partial_secular",
    outputs: str | Sequence[str] = "flow1",
    invalid: str = "raise",
    out: NDArray[np.float64] | None = None,
    threads: int | None = None,
) -> Any:
    """The stationary state of two coupled two-level systems, each with its own bath.

    H = omega1 n_1 + omega2 n_2 + coupling (s_1^+ s_2 + s_2^+ s_1), S_j = s_j + s_j^+, with spectral
    densities c_j w**exponent exp(-w / cutoff). The equations close on the 2 x 2 matrix of moments,
    dC/dt = -i [h, C] - sum_j (K_j C + C K_j^+) + sum_j Q_j (docs/theory.md), and vector
    instructions solve them: a few nanoseconds a point.

    Parameters
    ----------
    omega1, omega2, coupling, c1, c2, T1, T2
        Numbers or arrays that broadcast against each other; nothing is copied for it. Frequencies
        > 0, coupling**2 < omega1 omega2, c >= 0, T >= 0. Units: hbar = k_B = 1. Where one is a
        DataArray, they are aligned by the names of their dimensions.
    exponent, cutoff
        Of both spectral densities, or a pair, one for each.
    kind
        "power", or "drude" for c_j w / (1 + (w / cutoff)**2).
    equation
        "local", "global" or "partial_secular"; Redfield's does not close: use a Model.
    outputs
        "flow1" is J_1, the flow from bath 1 into the pair (J_2 = -J_1); "occupation1",
        "occupation2" and the complex "coherence" = <s_1^+ s_2>. One name, or several. Occupations
        outside [0, 1] are those of partial_secular where it does not keep the state positive.
    invalid
        "raise": a point that is not allowed, or that has no unique stationary state, is an error
        that says where and why, and so is one whose occupations and coherence have too few right
        digits where these are asked for. "nan": its results are NaN.
    out
        Where to write "flow1", an array of the broadcast shape that is returned; it saves the time
        that new memory costs. After an error its content is undefined.
    threads
        How many; None: as many as there are cores, for large arrays.

    Returns
    -------
    float, array or DataArray
        In the broadcast shape; a dictionary of them when several outputs are asked for.

    Raises
    ------
    Error
        When an argument is not real, shapes do not broadcast or a point is not allowed.

    Examples
    --------
    >>> quflux.two_level_pair(1.0, 1.0, 0.01, 0.02, 0.03, 0.2, 0.22, equation="local")
    -1.82...e-05
    >>> coupling = np.linspace(0.001, 0.1, 400)
    >>> c1 = np.linspace(0.001, 0.1, 300)[:, np.newaxis]
    >>> quflux.two_level_pair(1.0, 1.09, coupling, c1, 0.04, 0.2, 0.22).shape
    (300, 400)
    """
    given = (omega1, omega2, coupling, c1, c2, T1, T2)
    options = (exponent, cutoff, kind, equation, outputs, invalid, out, threads)
    if any(isinstance(x, xr.DataArray) for x in given):
        if out is not None:
            raise _core.Error("out takes an array, and the arguments make a DataArray")
        return _labelled(given, options)
    return _compute(given, *options)


def _compute(
    given: Sequence[Any],
    exponent: float | tuple[float, float],
    cutoff: float | tuple[float, float] | None,
    kind: str,
    equation: str,
    outputs: str | Sequence[str],
    invalid: str,
    out: NDArray[np.float64] | None,
    threads: int | None,
) -> Any:
    arguments = [
        x if type(x) is float else _argument(x, name) for x, name in zip(given, _NAMES, strict=True)
    ]
    shape1, shape2 = _shapes(exponent, cutoff, kind)
    if invalid not in ("raise", "nan"):
        raise _core.Error(f"invalid is {shown(invalid)}; it must be 'raise' or 'nan'")
    strict = invalid == "raise"
    call: Any = (*arguments, shape1, shape2, _equation(equation), strict, thread_count(threads))
    if outputs == "flow1":
        return _core.pair_flows(*call, out)  # type: ignore[call-arg]  # a star may be short
    if not isinstance(outputs, str) and list(outputs) == ["flow1"] and out is None:
        return {"flow1": _core.pair_flows(*call, None)}  # type: ignore[call-arg]
    if out is not None:
        raise _core.Error(f"out takes 'flow1' alone, and the outputs are {outputs!r}")
    names = [outputs] if isinstance(outputs, str) else list(outputs)
    for name in names:
        if name not in _OUTPUTS:
            raise _core.Error(f"unknown output {name!r}; allowed are {', '.join(_OUTPUTS)}")
    flow1, occupation1, occupation2, real, imaginary = _core.pair_states(*call)
    results = {"flow1": flow1, "occupation1": occupation1, "occupation2": occupation2}
    if "coherence" in names:
        results["coherence"] = real + 1j * imaginary
    results = {name: results[name][()] for name in names}  # [()]: a number where there is one
    return results[outputs] if isinstance(outputs, str) else results


def _labelled(given: Sequence[Any], options: Sequence[Any]) -> Any:
    outputs = options[4]
    names = [outputs] if isinstance(outputs, str) else list(outputs)
    unlabelled = (*options[:4], names, *options[5:])

    def compute(*arguments: Any) -> Any:
        results = tuple(_compute(arguments, *unlabelled).values())
        return results if len(results) > 1 else results[0]

    found = xr.apply_ufunc(
        compute,
        *given,
        output_core_dims=[[]] * len(names),
        keep_attrs=False,
    )
    found = found if len(names) > 1 else (found,)
    results = {
        name: array.rename(name).assign_attrs(_OUTPUTS[name])
        for name, array in zip(names, found, strict=True)
    }
    return results[outputs] if isinstance(outputs, str) else results


def _argument(given: Any, name: str) -> Any:
    numbers = real_array(given, name)
    return float(numbers) if numbers.ndim == 0 else np.asarray(numbers)


@lru_cache(maxsize=8)
def _equation(name: str) -> _core.PairEquation:
    return _core.pair_equation(name)


@lru_cache(maxsize=64)
def _shapes(exponent: Any, cutoff: Any, kind: str) -> tuple[_core.RateShape, _core.RateShape]:
    exponents = exponent if isinstance(exponent, tuple) else (exponent, exponent)
    cutoffs = cutoff if isinstance(cutoff, tuple) else (cutoff, cutoff)
    if len(exponents) != 2 or len(cutoffs) != 2:
        raise _core.Error("exponent and cutoff must be one number, or a pair, one for each bath")
    if kind not in ("power", "drude"):
        raise _core.Error(f"kind is {shown(kind)}; it must be 'power' or 'drude'")
    if kind == "drude" and None in cutoffs:
        raise _core.Error("kind is 'drude' and cutoff is None; a Drude density needs a cutoff > 0")
    for number in exponents:
        if not np.isfinite(number):
            raise _core.Error(f"the exponent is {number}; it must be a finite number")
    for number in cutoffs:
        if number is not None and not 0 < number < np.inf:
            raise _core.Error(f"the cutoff is {number}; it must be a finite number > 0")
    first, second = (
        _core.rate_shape(float(n), 0.0 if w is None else 1 / w, kind == "drude")
        for n, w in zip(exponents, cutoffs, strict=True)
    )
    return first, second
