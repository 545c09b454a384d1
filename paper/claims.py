"""What the figures must show, and what came out."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

import quflux
from quflux.paper.figures import (
    along_rate,
    exceptional_by_scale,
    exceptional_detuning,
    exceptional_unit,
)
from quflux.paper.folder import Claim, Folder, Swept
from quflux.paper.pair import Pair, peak, zero
from quflux.plot._maps import vertex


@dataclass(frozen=True)
class ClaimResult:
    """A claim and what was measured."""

    claim: Claim
    measured: float

    @property
    def passes(self) -> bool:
        return abs(self.measured - self.claim.expected) <= self.claim.tolerance


def check_claims(folder: Folder, figures: Collection[int]) -> list[ClaimResult]:
    """Measures the claims that belong to one of the figures, or to none."""
    wanted = [claim for claim in folder.claims() if claim.figure is None or claim.figure in figures]
    return [ClaimResult(claim, _measure(claim, folder.load(claim.model))) for claim in wanted]


def _measure(claim: Claim, swept: Swept) -> float:
    if claim.measure not in _MEASURES:
        raise quflux.Error(
            f"the claim '{claim.claim}' has the measure '{claim.measure}'; allowed are"
            f" {', '.join(_MEASURES)}"
        )
    return float(_MEASURES[claim.measure](claim, swept))


# -- Exceptional points ---------------------------------------------------------------------------


def _exceptional_coupling(claim: Claim, swept: Swept) -> complex:
    """The one with the smallest coupling up to twice that of the local equation."""
    near = float(abs(Pair.of(swept.model).exceptional_coupling("local")))
    path = f"coupling.{swept.model.couplings[0].name}.strength"
    points = swept.model.exceptional_points(path, 0, 2 * near, claim.equation, progress=False)
    return points.parameter.values[0] if points.sizes["point"] else np.nan


def _detuned(claim: Claim, swept: Swept) -> tuple[float, float]:
    return exceptional_detuning(Pair.of(swept.model), claim.equation)


def _exact_coherence(swept: Swept) -> complex:
    """The exact exceptional coupling of coherences."""
    at = exceptional_by_scale(swept).sel(equation="heom", scale=1)
    return complex(at.coherence_re, at.coherence_im) * exceptional_unit(swept.model)


def _exceptional_distance(claim: Claim, swept: Swept) -> np.ndarray:
    """From the exact one, over |g_1 - g_2|/2, with the baths as they are and as they get weaker."""
    return exceptional_by_scale(swept).coherence_distance.sel(equation=claim.equation).values


def _distance_exponent(claim: Claim, swept: Swept) -> float:
    """a of distance ~ scale^a between the two weakest baths."""
    scale = exceptional_by_scale(swept).scale.values
    return _last_exponent(np.log(scale), np.log(_exceptional_distance(claim, swept)))


def _flow_splitting(claim: Claim, swept: Swept) -> float:
    """How far apart the two exceptional couplings of the flow are, over |g_1 - g_2|/2."""
    at = exceptional_by_scale(swept).sel(equation=claim.equation, scale=1)
    return float(np.hypot(at.flow_re.diff("flow_point"), at.flow_im.diff("flow_point")).item())


# -- The ridge of the largest specific flow, along the first key ----------------------------------


def _ridge(claim: Claim, swept: Swept, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    pair = Pair.of(swept.model).with_coefficients(swept.along(values, outputs="energy_flow"))
    found = pair.optimal_coupling(claim.equation)
    if np.isnan(found[0]).any():
        raise quflux.Error(f"{swept.name} has no ridge at every {swept.axes[0]}")
    return found


def _values(swept: Swept) -> np.ndarray:
    return swept.run(outputs="energy_flow")[swept.axes[0]].values


def _ridge_coupling(claim: Claim, swept: Swept) -> np.ndarray:
    return _ridge(claim, swept, _values(swept))[0]


def _ridge_slope(claim: Claim, swept: Swept) -> np.ndarray:
    return _ridge_coupling(claim, swept) / _values(swept)


def _ridge_flow(claim: Claim, swept: Swept) -> np.ndarray:
    return _ridge(claim, swept, _values(swept))[1]


def _ridge_start(claim: Claim, swept: Swept) -> float:
    nearly_zero = 1e-9 * _values(swept)[-1:]  # the ridge moves as the square of the rate
    return _ridge(claim, swept, nearly_zero)[0][0]


def _middle(numbers: np.ndarray) -> float:
    return (numbers.min() + numbers.max()) / 2


def _variation(numbers: np.ndarray) -> float:
    """Half the spread, as a fraction of the middle."""
    return (numbers.max() - numbers.min()) / 2 / abs(_middle(numbers))


# -- Flows ----------------------------------------------------------------------------------------


def _flow(claim: Claim, swept: Swept) -> float:
    return swept.model.energy_flow(claim.equation).sel(bath=claim.bath).item()


def _flows(claim: Claim, swept: Swept, values: np.ndarray) -> np.ndarray:
    found = swept.along(values.ravel(), equations=claim.equation, outputs="energy_flow")
    return found.energy_flow.sel(bath=claim.bath).values.reshape(values.shape)


def _flow_peak(claim: Claim, swept: Swept) -> tuple[float, float]:
    place, value = peak(lambda values: _flows(claim, swept, values), _values(swept))
    return float(place), float(abs(value))


def _flow_nonlinearity(claim: Claim, swept: Swept) -> float:
    return _variation(_flows(claim, swept, _values(swept)) / _values(swept))


def _flow_ratio(claim: Claim, swept: Swept) -> float:
    """The flow over the exact one, at the numbers that the model file begins with."""
    flow = swept.start.energy_flow.sel(bath=claim.bath)
    return float(flow.sel(equation=claim.equation) / flow.sel(equation="heom"))


def _along_rates(claim: Claim, swept: Swept) -> tuple[np.ndarray, np.ndarray]:
    """Logarithms of the relaxation rate and of the flow, along the sweep."""
    data = along_rate(swept)
    flow = data.energy_flow.sel(bath=claim.bath, equation=claim.equation)
    return np.log(data.relaxation_rate.values), np.log(flow.values)


def _flow_exponent(claim: Claim, swept: Swept) -> float:
    """a of J ~ gamma_1^a, between the two largest rates of the sweep."""
    return _last_exponent(*_along_rates(claim, swept))


def _last_exponent(x: np.ndarray, y: np.ndarray) -> float:
    return float((y[-1] - y[-2]) / (x[-1] - x[-2]))


def _flow_maximum_rate(claim: Claim, swept: Swept) -> float:
    """gamma_1 of the largest flow, by a parabola through the logarithms."""
    rate, flow = _along_rates(claim, swept)
    top = int(np.clip(flow.argmax(), 1, flow.size - 2))
    around = slice(top - 1, top + 2)
    return float(np.exp(vertex(rate[around], flow[around])))


# -- The spectrum of the flow ---------------------------------------------------------------------


def _two_maxima(claim: Claim, swept: Swept) -> float:
    near = float(abs(Pair.of(swept.model).exceptional_coupling("local")))
    return swept.model.transition(swept.axes[0], 0, 4 * near, claim.equation).two_maxima.item()


def _spectrum_splitting(claim: Claim, swept: Swept) -> float:
    """Where the curvature of 1/I vanishes in the middle.

    1/I is a polynomial a + b d^2 + c d^4 of the distance d from there, so that
    16 [1/I(h) - 1/I(0)] - [1/I(2 h) - 1/I(0)] = 12 b h^2 has no other error than rounding.
    """
    pair = Pair.of(swept.model)
    near = float(abs(pair.exceptional_coupling("local")))
    output = {"kind": "flow_spectrum", "frequencies": pair.omega1 + near * np.arange(3)}

    def curvature(square: np.ndarray) -> np.ndarray:
        coupling = np.sqrt(square.real).ravel()
        found = swept.along(coupling, equations=claim.equation, outputs=[output])
        ratio = 1 / found.flow_spectrum.isel(equation=0).transpose("frequency", ...).values
        return (16 * (ratio[1] / ratio[0] - 1) - (ratio[2] / ratio[0] - 1)).reshape(square.shape)

    return float(np.sqrt(zero(curvature, np.array([2 * near**2])).real[0]))


_MEASURES: dict[str, Callable[[Claim, Swept], float]] = {
    "exceptional_coupling": lambda c, s: _exceptional_coupling(c, s).real,
    "exceptional_coupling_imaginary": lambda c, s: _exceptional_coupling(c, s).imag,
    "exact_coherence_coupling": lambda _, s: _exact_coherence(s).real,
    "exact_coherence_coupling_imaginary": lambda _, s: _exact_coherence(s).imag,
    "exceptional_distance": lambda c, s: _exceptional_distance(c, s)[0],
    "exceptional_distance_exponent": _distance_exponent,
    "exceptional_flow_splitting": _flow_splitting,
    "exceptional_detuning": lambda c, s: _detuned(c, s)[1],
    "exceptional_detuning_coupling": lambda c, s: _detuned(c, s)[0],
    "flow": _flow,
    "flow_exponent": _flow_exponent,
    "flow_maximum": lambda c, s: _flow_peak(c, s)[1],
    "flow_maximum_at": lambda c, s: _flow_peak(c, s)[0],
    "flow_maximum_rate": _flow_maximum_rate,
    "flow_nonlinearity": _flow_nonlinearity,
    "flow_ratio": _flow_ratio,
    "two_maxima": _two_maxima,
    "spectrum_splitting": _spectrum_splitting,
    "ridge_coupling": lambda c, s: _middle(_ridge_coupling(c, s)),
    "ridge_coupling_variation": lambda c, s: _variation(_ridge_coupling(c, s)),
    "ridge_flow": lambda c, s: _middle(_ridge_flow(c, s)),
    "ridge_flow_variation": lambda c, s: _variation(_ridge_flow(c, s)),
    "ridge_slope": lambda c, s: _middle(_ridge_slope(c, s)),
    "ridge_slope_variation": lambda c, s: _variation(_ridge_slope(c, s)),
    "ridge_start": _ridge_start,
}
