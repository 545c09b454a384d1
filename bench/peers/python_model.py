"""What a call of quflux.Model costs: the flows of two atoms as numbers and as a DataArray, and a
model of a custom matrix of 100 levels. Needs the package quflux.

    python_model.py [--smoke]
"""

import sys

import numpy as np

import quflux
from timing import median_seconds, report


def two_atoms():
    return quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.1)],
        [quflux.Exchange("a", "b", 0.05)],
        [
            quflux.Bath(name, site, temperature=temperature, spectral_density=quflux.PowerLaw(0.01))
            for name, site, temperature in [("hot", "a", 1.0), ("cold", "b", 0.5)]
        ],
    )


def matrices(levels):
    random = np.random.default_rng(1)

    def hermitian():
        m = random.normal(size=(levels, levels)) + 1j * random.normal(size=(levels, levels))
        return m + m.conj().T

    h, s = hermitian(), hermitian()
    density = quflux.PowerLaw(0.01)
    return lambda: quflux.Model.from_matrices(
        h, [quflux.Bath("b", temperature=1.0, spectral_density=density, operator=s)]
    )


def main():
    smoke = "--smoke" in sys.argv
    repeats, count = (1, 1) if smoke else (21, 200)
    atoms = two_atoms()
    for name, call, calls in [
        ("model/two_atoms/flows", lambda: atoms.flows("redfield"), count),
        ("model/two_atoms/energy_flow", lambda: atoms.energy_flow("redfield"), count),
        ("model/two_atoms/new", two_atoms, count),
        ("model/matrix_100/new", matrices(100), max(count // 20, 1)),
    ]:
        report(name, median_seconds(call, repeats, calls) * 1e6, "us")


main()
