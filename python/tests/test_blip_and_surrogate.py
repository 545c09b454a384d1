"""niba and surrogate from Python."""

import numpy as np
import pytest

import quflux


def spin(hot=2.0, cold=1.0, **options):
    """H = w n, both baths along x, peaked at three times the frequency of the spin."""
    density = quflux.Brownian(1.0, 3.0, 1.0)
    return quflux.Model(
        sites=[quflux.TwoLevel("spin", 1.0)],
        baths=[
            quflux.Bath("hot", "spin", temperature=hot, spectral_density=density),
            quflux.Bath("cold", "spin", temperature=cold, spectral_density=density),
        ],
        **options,
    )


def flows_of(model, equation):
    """By bath."""
    return model.sweep(equations=[equation], outputs="energy_flow").energy_flow.squeeze()


def test_blips_have_the_flow_and_the_noise_of_the_reference():
    model = spin()
    flows = flows_of(model, "niba")
    np.testing.assert_allclose(flows, [0.03306012496929303, -0.03306012496929303], rtol=1e-9)
    numbers = model.cumulants("niba", order=3)
    np.testing.assert_allclose(numbers.sel(order=2), 0.15031161780370828, rtol=1e-9)
    assert abs(model.generating_function("niba", {"hot": 0.5, "cold": 1.0})) < 1e-12


def test_pointer_states_are_a_result_of_their_own():
    found = spin().sweep(outputs=["pointer_populations", "pointer_rates"], equations=["niba"])
    np.testing.assert_allclose(found.pointer_populations.squeeze(), [0.5, 0.5], rtol=1e-12)
    rates = found.pointer_rates.squeeze().values
    np.testing.assert_allclose(rates, [[0, 0.2448710094957178], [0.2448710094957178, 0]], rtol=1e-9)


def test_blips_are_refused_where_they_do_not_hold():
    pair = quflux.Model(
        sites=[quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.0)],
        couplings=[quflux.Exchange("a", "b", 0.05)],
        baths=[
            quflux.Bath(name, name, temperature=t, spectral_density=quflux.Drude(1.0, 2.0))
            for name, t in [("a", 0.5), ("b", 1.0)]
        ],
    )
    with pytest.raises(quflux.Error, match="one two-level system, and this one has 4 states"):
        flows_of(pair, "niba")
    flows = flows_of(pair, {"kind": "niba", "pointer_states": True})
    assert flows.sel(bath="b") > 0
    assert abs(flows.sum()) < 1e-12


def test_surrogate_modes_may_be_given(tmp_path):
    modes = [
        {"bath": bath, "frequency": 1.0, "coupling": 0.2, "rate": 0.3} for bath in ("hot", "cold")
    ]
    model = spin(2.0, 0.5)
    asked = {"kind": "surrogate", "given_modes": modes}
    flows = flows_of(model, asked)
    np.testing.assert_allclose(flows, [0.017479290214192107, -0.017479290214192107], rtol=1e-7)
    along = {"label": "swaps", "solver": "stochastic", "events": 20_000, **asked}
    swaps = flows_of(model, along)
    np.testing.assert_array_equal(swaps, flows_of(model, along))
    assert 0 < abs(swaps[0] - flows[0]) < 5e-3  # the standard error is 1e-3
    told = model.sweep(outputs=["flow_error", "flow_digits"], equations=[along])
    standard_error = abs(swaps[0]) * 10 ** -told.flow_digits.item()
    assert 1e-4 < standard_error < 5e-3
    # These modes are not those of the baths: most of flow_error is how far their rates are off.
    assert told.flow_error.item() > standard_error
    with pytest.raises(quflux.Error, match="has none for bath 'cold'"):
        flows_of(model, {"kind": "surrogate", "given_modes": modes[:1]})
    with pytest.raises(quflux.Error, match="names bath 'warm'"):
        flows_of(model, {"kind": "surrogate", "given_modes": [{**modes[0], "bath": "warm"}]})
    path = tmp_path / "spin.toml"
    path.write_text(spin(equations=[asked]).to_toml())
    np.testing.assert_array_equal(
        quflux.Model.load(path).sweep(outputs="energy_flow").energy_flow.squeeze(),
        flows_of(spin(), asked),
    )


def test_surrogate_states_are_those_of_the_system():
    equation = {"kind": "surrogate", "mode_kind": "boson", "levels": 4}
    populations = spin().sweep(equations=[equation], outputs="populations").populations.squeeze()
    assert abs(populations.sum() - 1) < 1e-12
    assert 0 < populations[1] < 0.5
