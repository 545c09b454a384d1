"""Public problems with known answers, as models that a user would write."""

import numpy as np
import pytest

import quflux
from conftest import ROOT


@pytest.mark.parametrize(
    ("cutoff", "expected"),
    [(0.5, 4.511699e-06), (1.5, 4.111835e-06), (2.5, 4.027863e-06)],
)
def test_secular_cutoff_keeps_slow_pairs_of_opposite_signs(cutoff, expected):
    # QuTiP's sec_cutoff, and the definition evaluated in NumPy, of two levels 0.028 apart with
    # dephasing and relaxation of the same order.
    h = np.diag([0, 1.0, 1.02, 2.3]) + 0.01 * np.ones((4, 4))
    x = np.zeros((4, 4))
    x[0, 1], x[0, 2], x[1, 3], x[2, 3], x[1, 2] = 1, 0.7, 0.5, 0.9, 0.3
    baths = [
        quflux.Bath("h", temperature=1.0, spectral_density=quflux.PowerLaw(0.02), operator=x + x.T),
        quflux.Bath(
            "c",
            temperature=0.3,
            spectral_density=quflux.PowerLaw(0.03),
            operator=np.diag([0, 1.0, -1.0, 2.0]),
        ),
    ]
    smallest = 0.02830804735723569
    model = quflux.Model.from_matrices(h, baths, secular_cutoff=cutoff * smallest)
    # Seven digits are printed.
    assert model.energy_flow("partial_secular").sel(bath="h").item() == pytest.approx(
        expected, rel=2e-7
    )


def test_a_cutoff_that_keeps_opposite_signs_is_refused_by_networks():
    model = quflux.Model.load(
        ROOT / "testdata/models/two_oscillators.toml", {"options.secular_cutoff": 2.5}
    )
    with pytest.raises(quflux.Error, match="keeps pairs of frequencies of opposite signs"):
        model.energy_flow("partial_secular")


def test_exceptional_points_of_oscillators_know_no_level_cut():
    # |gamma_a - gamma_b|/4 of two resonators, at any temperature.
    for levels in (2, 3, 4):
        model = quflux.Model.load(
            ROOT / "testdata/models/two_oscillators.toml",
            {"site.a.levels": levels, "site.b.levels": levels},
        )
        found = model.exceptional_points("coupling.k.strength", 0, 0.05, "local")
        # Refined to rounding of the interval.
        assert found.parameter.values == pytest.approx([0.0075], abs=1e-12)
        assert found.order.values.tolist() == [2]


def test_one_equation_is_asked_for_at_a_time(model):
    for call in (model.energy_flow, model.steady_state, model.flows, model.eigenvalues):
        with pytest.raises(quflux.Error, match="it must be one equation"):
            call(["local", "global"])


def test_lists_that_hold_themselves_and_too_many_threads_are_errors(model):
    endless = []
    endless.append(endless)
    with pytest.raises(quflux.Error, match="more than 16 deep"):
        model.assign({"output": endless})
    with pytest.raises(quflux.Error, match="whole number from 1 to 1024"):
        model.sweep({"bath.hot.temperature": [0.5, 0.6]}, threads=100_000)


@pytest.mark.parametrize("given", [np.complex64(1 + 2j), np.True_, np.array("1.5")])
def test_numbers_of_numpy_that_are_not_real_are_errors(given):
    with pytest.raises(quflux.Error, match="it must be a number"):
        quflux.TwoLevel("a", given)


def test_results_do_not_share_what_one_may_change(model):
    first = model.energy_flow("global")
    first = model.energy_flow("global")
    first["equation"].values[...] = "other"
    assert model.energy_flow("global").equation.item() == "global"
