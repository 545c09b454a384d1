"""A pair of two-level atoms, each with a bath: its amplitude matrix, and the largest specific flow.

The moments C_ij = <s_j^+ s_i> obey dC/dt = -X C - C X^+ + Q, X = i h + K_1 + K_2 with
h = [[w1, Omega], [Omega, w2]] (docs/theory.md). Numbers may be arrays, and complex.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.polynomial import chebyshev

import quflux

_NODES = np.cos(np.pi * (np.arange(16) + 0.5) / 16)  # of Chebyshev
_AROUND = 0.25  # a maximum, of the logarithm of the place


@dataclass(frozen=True)
class Pair:
    """Frequencies of both atoms, their baths, and the coefficients of the densities of these."""

    omega1: Any
    omega2: Any
    bath1: quflux.Bath
    bath2: quflux.Bath
    c1: Any
    c2: Any

    @classmethod
    def of(cls, model: quflux.Model) -> Pair:
        """Raises Error for other models."""
        by_site = {bath.site: bath for bath in model.baths}
        atoms = [site for site in model.sites if isinstance(site, quflux.TwoLevel)]
        if not (len(atoms) == len(model.sites) == len(by_site) == len(model.baths) == 2):
            raise quflux.Error(f"{model!r} is no pair of two atoms, each with a bath")
        one, two = atoms
        baths = by_site[one.name], by_site[two.name]
        for bath in baths:
            if not isinstance(bath.spectral_density, quflux.PowerLaw | quflux.Drude):
                raise quflux.Error(f"the density of bath '{bath.name}' is neither power nor drude")
        if not all(isinstance(coupling, quflux.Exchange) for coupling in model.couplings):
            raise quflux.Error(f"{model!r} has a coupling that is no exchange")
        c1, c2 = (bath.spectral_density.coefficient for bath in baths)
        return cls(one.frequency, two.frequency, *baths, c1, c2)

    def with_coefficients(self, swept: Any) -> Pair:
        """With those that vary in the dataset of a sweep."""
        paths = [f"bath.{b.name}.spectral_density.coefficient" for b in (self.bath1, self.bath2)]
        c1, c2 = (
            swept[path].values if path in swept else c
            for path, c in zip(paths, (self.c1, self.c2), strict=True)
        )
        return replace(self, c1=c1, c2=c2)

    def flow1(self, coupling: Any, equation: str) -> np.ndarray:
        """J_1, the energy flow from the bath of the first atom; coefficients along all axes but the
        last one of `coupling`.
        """
        first, second = self.bath1.spectral_density, self.bath2.spectral_density
        c1, c2 = (np.asarray(c)[..., np.newaxis] for c in (self.c1, self.c2))
        drude = isinstance(first, quflux.Drude)
        return quflux.two_level_pair(
            self.omega1,
            self.omega2,
            coupling,
            c1,
            c2,
            self.bath1.temperature,
            self.bath2.temperature,
            1 if drude else (first.exponent, second.exponent),
            cutoff=(first.cutoff, second.cutoff),
            kind="drude" if drude else "power",
            equation=equation,
        )

    def amplitude_matrix(self, coupling: Any, equation: str) -> np.ndarray:
        """X less the mean frequency, ... x 2 x 2, of the local or the partial secular equation."""
        detuning = (self.omega1 - self.omega2) / 2
        if equation == "local":
            k1, k2 = self._rate(1, self.omega1), self._rate(2, self.omega2)
            q1 = q2 = 0
        else:  # K_j = P_j g_j(h), a function of h by its values at the two modes
            mean = (self.omega1 + self.omega2) / 2
            split = np.sqrt(detuning**2 + np.asarray(coupling, complex) ** 2)
            (k1, q1), (k2, q2) = (
                (
                    (self._rate(j, mean + split) + self._rate(j, mean - split)) / 2,
                    (self._rate(j, mean + split) - self._rate(j, mean - split)) / (2 * split),
                )
                for j in (1, 2)
            )
        rows = [
            [k1 + (1j + q1) * detuning, (1j + q1) * coupling],
            [(1j + q2) * coupling, k2 - (1j + q2) * detuning],
        ]
        return np.moveaxis(
            np.array([np.broadcast_arrays(*row) for row in _alike(rows)]), (0, 1), (-2, -1)
        )

    def exceptional_coupling(self, equation: str) -> np.ndarray:
        """The complex coupling at which X loses an eigenvector; NaN where it never does."""
        g1, g2 = self._rate(1, self.omega1), self._rate(2, self.omega2)
        local = abs(g1 - g2) / 2 + 0.5j * abs(self.omega1 - self.omega2)
        if equation == "global":
            return np.full_like(local, complex(np.nan, np.nan))
        if equation == "local":
            return local
        # Just off the real axis, or a zero that left it could not be reached from a real guess.
        found = zero(
            lambda z: discriminant(self.amplitude_matrix(z, equation)), local + 1e-3j * abs(local)
        )
        return abs(found.real) + 1j * abs(found.imag)

    def optimal_coupling(self, equation: str) -> tuple[np.ndarray, np.ndarray]:
        """The coupling of the largest |J_1|/Omega, and -J_1/Omega there; NaN where none is."""

        def specific(coupling: np.ndarray) -> np.ndarray:
            return self.flow1(coupling, equation) / coupling

        largest = np.sqrt(self.omega1 * self.omega2)
        coarse = np.geomspace(1e-7 * largest, 0.99 * largest, 800)
        coarse = np.broadcast_to(coarse, (*np.shape(self.c1), coarse.size))
        return peak(lambda coupling: -specific(coupling), coarse)

    def _rate(self, j: int, w: Any) -> Any:
        """g_j(w) = gamma_j(w) (n_j(w) + 1/2)."""
        bath, c = ((self.bath1, self.c1), (self.bath2, self.c2))[j - 1]
        match bath.spectral_density:
            case quflux.PowerLaw(exponent=exponent, cutoff=cutoff):
                gamma = c * w**exponent * (1 if cutoff is None else np.exp(-w / cutoff))
            case quflux.Drude(cutoff=cutoff):
                gamma = c * w / (1 + (w / cutoff) ** 2)
        occupation = 0 if bath.temperature == 0 else 1 / np.expm1(w / bath.temperature)
        return gamma * (occupation + 0.5)


def _alike(rows: list[list[Any]]) -> list[list[Any]]:
    shape = np.broadcast_shapes(*(np.shape(entry) for row in rows for entry in row))
    return [[np.broadcast_to(entry, shape) for entry in row] for row in rows]


def discriminant(x: np.ndarray) -> np.ndarray:
    """A quarter of the squared difference of the eigenvalues of a 2 x 2 matrix."""
    return ((x[..., 0, 0] - x[..., 1, 1]) / 2) ** 2 + x[..., 0, 1] * x[..., 1, 0]


def zero(f: Callable[[Any], Any], guess: Any) -> np.ndarray:
    """That of an analytic function next to a guess, by the secant."""
    before = np.asarray(guess, complex)
    at = before * (1 + 1e-4)
    f_before, f_at = f(before), f(at)
    for _ in range(60):
        rise = f_at - f_before
        flat = rise == 0  # where it is found already
        step = np.where(flat, 0, f_at * (at - before) / np.where(flat, 1, rise))
        before, f_before = at, f_at
        at = at - step
        f_at = f(at)
        if np.all(abs(step) <= 1e-16 * abs(at)):
            break
    return at


def peak(
    f: Callable[[np.ndarray], np.ndarray], coarse: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The place and the value of the largest |f|, of places along the last axis; NaN at an end.

    First on a coarse grid, then where the slope of the polynomial through Chebyshev's points
    around it vanishes.
    """
    values = abs(f(coarse))
    top = values.argmax(axis=-1)
    inside = (top > 0) & (top < coarse.shape[-1] - 1)
    middle = np.take_along_axis(coarse, top[..., np.newaxis], -1)
    fit = chebyshev.chebfit(_NODES, abs(f(middle * np.exp(_AROUND * _NODES))).reshape(-1, 16).T, 15)
    slope, curvature = chebyshev.chebder(fit), chebyshev.chebder(fit, 2)
    at = np.zeros(fit.shape[1])
    for _ in range(8):
        at -= chebyshev.chebval(at, slope, tensor=False) / chebyshev.chebval(
            at, curvature, tensor=False
        )
    place = np.where(inside, middle[..., 0] * np.exp(_AROUND * at.reshape(top.shape)), np.nan)
    return place, np.where(inside, f(place[..., np.newaxis])[..., 0], np.nan)
