import runpy

import numpy as np
import pytest

import quflux
from conftest import ROOT, cavity

TEMPERATURES = ("bath.hot.temperature", "bath.cold.temperature")


def differences(model, key, equation):
    """By the largest step whose extrapolated differences have ten digits here."""
    value = model.parameters[key]
    step = 1e-3 * value

    def at(x):
        changed = model.assign({key: x})
        return changed.flows(equation, road="density_matrix")

    coarse, fine, finer = [
        (at(value + h) - at(value - h)) / (2 * h) for h in (4 * step, 2 * step, step)
    ]
    first, second = (4 * fine - coarse) / 3, (4 * finer - fine) / 3
    return (16 * second - first) / 15


def test_every_number_of_a_cavity():
    model = cavity()
    found = model.response(equation="redfield")
    assert set(found.key.values) == set(model.parameters) - {"site.cavity.levels"}
    for key in found.key.values:
        expected = differences(model, key, "redfield")
        np.testing.assert_allclose(
            found.d_energy_flow.sel(key=key), expected, atol=1e-8 * np.abs(expected).max(), rtol=0
        )


def test_what_follows_from_derivatives():
    model = cavity()
    found = model.response(TEMPERATURES, equation="global")
    assert found.d_energy_flow.dims == ("key", "bath")
    conductance = found.thermal_conductance
    for bath in ("hot", "cold"):
        np.testing.assert_array_equal(
            conductance.sel(heated_bath=bath),
            found.d_energy_flow.sel(key=f"bath.{bath}.temperature"),
        )
        temperature = model.parameters[f"bath.{bath}.temperature"]
        np.testing.assert_allclose(
            found.onsager.sel(heated_bath=bath), temperature**2 * conductance.sel(heated_bath=bath)
        )
        assert found.gain.sel(bath=bath, heated_bath=bath) == 1
    # sigma = -sum_j J_j/T_j
    flows, entropy = found.energy_flow, found.entropy_production
    temperatures = np.array([model.parameters[f"bath.{b}.temperature"] for b in flows.bath.values])
    np.testing.assert_allclose(entropy, -(flows / temperatures).sum())
    change = differences_of_entropy(model)
    np.testing.assert_allclose(found.d_entropy_production, change, rtol=1e-7)


def differences_of_entropy(model):
    def at(key, x):
        return model.assign({key: x}).entropy_production("global").item()

    def central(key, step):
        value = model.parameters[key]
        return (at(key, value + step) - at(key, value - step)) / (2 * step)

    return [(4 * central(key, 1e-4) - central(key, 2e-4)) / 3 for key in TEMPERATURES]


def test_onsager_is_symmetric_in_equilibrium():
    three = quflux.Model(
        [quflux.TwoLevel(n, w) for n, w in [("a", 1.0), ("b", 1.3), ("c", 0.8)]],
        [quflux.ZZ("a", "b", 0.2), quflux.Exchange("b", "c", 0.1)],
        [
            quflux.Bath(n, n, temperature=0.4, spectral_density=quflux.PowerLaw(0.01 * k))
            for k, n in enumerate("abc", start=1)
        ],
    )
    onsager = three.response("bath.a.temperature", "global").onsager.values
    np.testing.assert_allclose(onsager, onsager.T, rtol=1e-10)
    assert np.abs(onsager).min() > 1e-8


def test_rectification_and_its_derivatives():
    def diode(strength):
        return quflux.Model(
            [quflux.TwoLevel("left", 1.0), quflux.TwoLevel("right", 0.1)],
            [quflux.ZZ("left", "right", strength, name="ising")],
            [
                quflux.Bath(side, side, temperature=t, spectral_density=quflux.PowerLaw(0.01))
                for side, t in [("left", 1.0), ("right", 0.1)]
            ],
        )

    def rectification(strength):
        model = diode(strength)
        forward = model.flows("global")[0]
        temperatures = {"bath.left.temperature": 0.1, "bath.right.temperature": 1.0}
        backward = model.assign(temperatures).flows("global")[0]
        return (forward + backward) / (forward - backward)

    found = diode(0.3).response(equation="global", outputs="rectification")
    np.testing.assert_allclose(found.rectification, rectification(0.3), rtol=1e-10)
    step = 1e-3
    central = [
        (rectification(0.3 + h) - rectification(0.3 - h)) / (2 * h) for h in (2 * step, step)
    ]
    expected = (4 * central[1] - central[0]) / 3
    np.testing.assert_allclose(
        found.d_rectification.sel(key="coupling.ising.strength"), expected, rtol=1e-8
    )


def test_errors_are_one_true_line():
    model = cavity()
    with pytest.raises(quflux.Error, match="no parameter 'coupling.rabbi.strength'"):
        model.response("coupling.rabbi.strength")
    with pytest.raises(quflux.Error, match="'site.cavity.levels' is a count of levels"):
        model.response("site.cavity.levels")
    with pytest.raises(quflux.Error, match="the flows of heom are known to a tolerance"):
        model.response(equation="heom")
    oscillators = quflux.Model(
        [quflux.Oscillator(n, 1.0, levels=3) for n in "ab"],
        [quflux.Exchange("a", "b", 0.05)],
        [quflux.Bath(n, n, temperature=0.3, spectral_density=quflux.PowerLaw(0.01)) for n in "ab"],
    )
    by_modes = oscillators.response(equation="partial_secular")
    assert by_modes.d_error.max() > 0
    cut = oscillators.response(equation="partial_secular", road="density_matrix")
    assert (cut.d_error == 0).all()
    assert not np.isnan(cut.d_energy_flow).any()


def test_a_function_has_derivatives_that_move_no_level():
    def ohmic(frequency):
        return 0.01 * frequency

    def densities(density):
        return quflux.Model(
            [quflux.TwoLevel("a", 1.0)],
            [],
            [
                quflux.Bath("hot", "a", temperature=0.5, spectral_density=density),
                quflux.Bath("cold", "a", temperature=0.2, spectral_density=quflux.PowerLaw(0.02)),
            ],
        )

    found = densities(quflux.Function(ohmic)).response(equation="global")
    assert np.isnan(found.d_energy_flow.sel(key="site.a.frequency")).all()
    assert "function has no known slope" in found.failure.attrs["failure_reasons"]
    known = densities(quflux.PowerLaw(0.01)).response(TEMPERATURES, equation="global")
    np.testing.assert_allclose(
        found.d_energy_flow.sel(key=list(TEMPERATURES)), known.d_energy_flow, rtol=1e-13
    )


def test_the_example_makes_the_diode_a_better_one():
    pytest.importorskip("scipy")
    example = runpy.run_path(str(ROOT / "examples/optimise_diode.py"))
    found = example["optimise"](quflux.Model.load(ROOT / "examples/thermal_diode.toml"))
    before, after = found["rectification"]
    # What the example says of itself; SLSQP keeps the constraint to a fraction of its tolerance.
    assert found["success"] and found["responses"] <= 30
    assert before < 0.961 and after > 0.99
    assert found["flow"][1] > (1 - 1e-6) * found["flow"][0]


def test_outputs_are_those_that_are_asked_for():
    model = cavity_free_pair()
    flows = model.response(equation="redfield")
    everything = model.response(equation="redfield", outputs=["occupations", "rectification"])
    more = {"occupations", "d_occupations", "site", "rectification", "d_rectification"}
    assert set(everything.variables) - set(flows.variables) == more
    np.testing.assert_allclose(flows.d_energy_flow, everything.d_energy_flow, rtol=1e-13)
    assert everything.d_occupations.sizes == {"key": flows.sizes["key"], "site": 2}
    with pytest.raises(quflux.Error, match="outputs hold 'work'; allowed are energy_flow"):
        model.response(outputs=["work"])


def test_keys_are_paths():
    with pytest.raises(quflux.Error, match="keys is 5; it must be a list"):
        cavity_free_pair().response(5)
    with pytest.raises(quflux.Error, match="a key is 5; it must be a string"):
        cavity_free_pair().response([5])


def test_ratios_of_rounding_are_nan():
    still = cavity_free_pair().assign({"bath.hot.spectral_density.coefficient": 0.0})
    found = still.response(TEMPERATURES, "redfield", outputs=["rectification"])
    assert np.isnan(found.rectification)
    assert np.isnan(found.d_rectification).all()


def cavity_free_pair():
    return quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.05)],
        [quflux.Exchange("a", "b", 0.05, name="ab")],
        [
            quflux.Bath("cold", "a", temperature=0.2, spectral_density=quflux.PowerLaw(0.01, 3)),
            quflux.Bath("hot", "b", temperature=0.4, spectral_density=quflux.PowerLaw(0.01, 3)),
        ],
    )


def test_drives_are_refused_as_by_the_command_line():
    driven = quflux.Model.load(ROOT / "examples" / "driven_refrigerator.toml")
    with pytest.raises(quflux.Error, match="drives change numbers of the model in time"):
        driven.response()


def test_results_do_not_share_what_can_be_changed():
    """Only the first call for the same labels puts a Dataset together."""
    model = cavity()
    first = model.response(equation="redfield")
    kept = first.copy(deep=True)
    changed = model.assign({"coupling.rabi.strength": 0.04}).response(equation="redfield")
    assert not np.allclose(changed.d_energy_flow, first.d_energy_flow, rtol=1e-3)
    changed.d_energy_flow[:] = 0
    changed.d_energy_flow.attrs["units"] = "none"
    changed.attrs["title"] = "another"
    with pytest.raises(ValueError, match="read-only"):
        changed.bath.values[0] = "x"
    assert first.identical(kept)
    assert model.response(equation="redfield").identical(kept)
    several = model.response(equation=["redfield"])
    assert several.isel(equation=0).identical(kept)
