"""Memory of a Python program that calls the package again and again."""

import contextlib
import resource
import tempfile
from pathlib import Path

import numpy as np
from trial import Outcome

import quflux

ALLOWED = 1_000  # kB: of 1,000 calls, a leak of a kilobyte each


def a_density(w):
    return 0.01 * w


def pair(hot=0.4):
    return quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.05)],
        [quflux.Exchange("a", "b", 0.05, name="rabi")],
        [
            quflux.Bath("cold", "a", temperature=0.2, spectral_density=quflux.PowerLaw(0.01, 3)),
            quflux.Bath("hot", "b", temperature=hot, spectral_density=a_density),
        ],
    )


def failing(call):
    with contextlib.suppress(quflux.Error, TypeError):
        call()


def calls(folder):
    """One of everything that people call in loops."""
    model = pair()
    written = Path(folder, "pair.toml")
    written.write_text(model.assign({"bath.hot.spectral_density": quflux.Drude(0.01, 2)}).to_toml())
    return {
        "Model": pair,
        "load": lambda: quflux.Model.load(written),
        "flows": lambda: model.flows("redfield"),
        "assign": lambda: model.assign({"bath.hot.temperature": 0.5}).energy_flow("global"),
        "sweep": lambda: model.sweep(
            {"coupling.rabi.strength": [0.01, 0.02]}, equations="local", progress=False
        ),
        "liouvillian": lambda: model.liouvillian("redfield"),
        "evolve": lambda: model.evolve([0, 1, 2], initial={"a": "excited"}, equations="global"),
        "cumulants": lambda: model.cumulants("global", 2),
        "eigenvalues": lambda: model.eigenvalues("global"),
        "two_level_pair": lambda: quflux.two_level_pair(
            1, 1, np.linspace(0.01, 0.1, 1000), 0.1, 0.1, 0.2, 0.3, outputs="coherence"
        ),
        "a wrong temperature": lambda: failing(lambda: pair(-1)),
        "an unknown equation": lambda: failing(lambda: model.energy_flow("nothing")),
    }


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # kB


def memory_growth(count):
    """So many calls of each, after a tenth as many that fill what is kept for the next ones."""
    outcome = Outcome(0)
    grown = []
    with tempfile.TemporaryDirectory() as folder:
        for name, call in calls(folder).items():
            for _ in range(count // 10):
                call()
            before = peak()
            for _ in range(count):
                call()
            outcome.runs += count
            growth = peak() - before
            grown.append(growth)
            if growth > ALLOWED:
                outcome.faults.append(f"{name}: {growth} kB of {count} calls")
    outcome.remark = f"at most {max(grown)} kB of {count} calls of one kind"
    return outcome
