"""A better thermal diode, by exact derivatives and SciPy.

The diode of thermal_diode.toml passes energy one way, with a rectification of 0.96, and it leaks
where its temperatures are exchanged. Coupling, frequency of the right qubit and the strengths of
both baths may change within bounds; the flow forward must stay what it was. Each step of SciPy's
SLSQP asks for one response: rectification, flow and all their derivatives.

Must show: a rectification above 0.99 with the same flow, in at most 30 responses.

    python examples/optimise_diode.py
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

import quflux

BOUNDS = {
    "coupling.ising.strength": (0.05, 0.45),
    "site.right.frequency": (0.02, 0.5),
    "bath.left.spectral_density.coefficient": (0.002, 0.02),
    "bath.right.spectral_density.coefficient": (0.002, 0.02),
}
KEYS = list(BOUNDS)


class Diode:
    """Rectification and flow at some numbers, with their gradients by the logarithms of these."""

    def __init__(self, model: quflux.Model) -> None:
        self.model = model
        self.responses = 0
        self._last: tuple[bytes, Any] | None = None

    def at(self, logarithms: NDArray[np.float64]) -> Any:
        key = logarithms.tobytes()
        if self._last is None or self._last[0] != key:
            self.responses += 1
            numbers = dict(zip(KEYS, np.exp(logarithms), strict=True))
            model = self.model.assign(numbers)
            self._last = key, model.response(KEYS, "global", outputs="rectification")
        return self._last[1]

    def rectification(self, logarithms: NDArray[np.float64]) -> tuple[float, Any]:
        found = self.at(logarithms)
        return found.rectification.item(), found.d_rectification.values * np.exp(logarithms)

    def flow(self, logarithms: NDArray[np.float64]) -> tuple[float, Any]:
        found = self.at(logarithms)
        slopes = found.d_energy_flow.sel(bath="left").values
        return found.energy_flow.sel(bath="left").item(), slopes * np.exp(logarithms)


def optimise(model: quflux.Model) -> dict[str, Any]:
    diode = Diode(model)
    start = np.log([model.parameters[key] for key in KEYS])
    before, flow = diode.rectification(start)[0], diode.flow(start)[0]
    found = minimize(
        lambda x: tuple(-part for part in diode.rectification(x)),
        start,
        jac=True,
        bounds=[tuple(np.log(bounds)) for bounds in BOUNDS.values()],
        constraints={
            "type": "ineq",
            "fun": lambda x: diode.flow(x)[0] / flow - 1,
            "jac": lambda x: diode.flow(x)[1] / flow,
        },
        method="SLSQP",
        options={"ftol": 1e-8},
    )
    return {
        "numbers": dict(zip(KEYS, np.exp(found.x), strict=True)),
        "rectification": (before, diode.rectification(found.x)[0]),
        "flow": (flow, diode.flow(found.x)[0]),
        "responses": diode.responses,
        "success": found.success,
    }


if __name__ == "__main__":
    result = optimise(quflux.Model.load(Path(__file__).with_name("thermal_diode.toml")))
    for name, value in result.items():
        print(f"{name}: {value}")
