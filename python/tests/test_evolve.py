"""States and flows in time: Model.evolve against QuTiP, closed forms and the program."""

import json
import subprocess

import numpy as np
import pytest
import xarray as xr

import quflux
from conftest import ROOT

REFERENCE = json.loads((ROOT / "testdata/dynamics.json").read_text())["cases"]
TIMES = np.linspace(0, 60, 31)


def complex_matrix(entry, name):
    return np.array(entry[f"{name}_re"]) + 1j * np.array(entry[f"{name}_im"])


def density(kind, c, n=1, cutoff=None):
    return quflux.Drude(c, cutoff) if kind == "drude" else quflux.PowerLaw(c, n, cutoff=cutoff)


def model_of(entry):
    baths = [
        quflux.Bath(
            f"bath{j}",
            temperature=bath["temperature"],
            spectral_density=density(
                bath["spectral_density"]["type"],
                **{k: v for k, v in bath["spectral_density"].items() if k != "type"},
            ),
            operator=complex_matrix(bath, "S"),
        )
        for j, bath in enumerate(entry["baths"])
    ]
    return quflux.Model.from_matrices(complex_matrix(entry, "H"), baths)


@pytest.mark.parametrize("entry", REFERENCE, ids=lambda entry: entry["name"])
@pytest.mark.parametrize("equation", ["global", "redfield"])
def test_states_are_those_of_mesolve(entry, equation):
    """With our generator, so that what is compared is the way in time. Tolerances are QuTiP's."""
    qutip = pytest.importorskip("qutip")
    model = model_of(entry)
    rho = complex_matrix(entry, "rho0")
    ours = model.evolve(TIMES, rho, equations=equation, outputs="density_matrix")
    ours = (ours.density_matrix_re + 1j * ours.density_matrix_im).sel(equation=equation)
    generator = qutip.Qobj(model.liouvillian(equation), dims=[[[len(rho)]] * 2] * 2)
    options = {"atol": 1e-12, "rtol": 1e-11, "nsteps": 100_000}
    theirs = qutip.mesolve(generator, qutip.Qobj(rho), TIMES, options=options).states
    for k, state in enumerate(theirs):
        assert np.abs(ours.isel(time=k).values - state.full()).max() < 1e-8


@pytest.mark.parametrize("entry", REFERENCE, ids=lambda entry: entry["name"])
def test_the_global_equation_keeps_the_second_law_on_the_way(entry):
    course = model_of(entry).evolve(
        TIMES[1:], complex_matrix(entry, "rho0"), equations="global", outputs="entropy_production"
    )
    # Rounding of logarithms of small populations.
    assert course.entropy_production.min() > -1e-12


def pair_at_exceptional_point():
    """The pair of Fig. 1 of the paper where two rates of the local equation coalesce."""
    densities = [quflux.PowerLaw(0.002, 3), quflux.PowerLaw(0.04, 3)]
    return quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.0)],
        [quflux.Exchange("a", "b", 0.00970780116655856)],
        [
            quflux.Bath("cold", "a", temperature=0.2, spectral_density=densities[0]),
            quflux.Bath("hot", "b", temperature=0.22, spectral_density=densities[1]),
        ],
    )


def test_flows_at_the_exceptional_point_decay_with_a_square_of_time():
    times = np.linspace(0, 600, 601)
    pair = pair_at_exceptional_point()
    flows = pair.evolve(times, {"a": "excited"}, equations="local").energy_flow.values[0]
    decaying = flows - pair.energy_flow("local").values
    # G = g_1 + g_2 with g_j = gamma_j coth(w/2T_j)/2.
    rate = sum(c / np.tanh(0.5 / t) / 2 for c, t in [(0.002, 0.2), (0.04, 0.22)])
    shapes = np.exp(-rate * times)[:, None] * (rate * times[:, None]) ** np.arange(3)
    fit, *_ = np.linalg.lstsq(shapes, decaying, rcond=None)
    assert np.abs(shapes @ fit - decaying).max() < 1e-12 * np.abs(decaying).max()
    assert np.abs(fit[2]).max() > 1e-3 * np.abs(fit[0]).max()  # t^2, not t


def test_energy_that_comes_is_energy_that_is_there(model):
    course = model.evolve(
        [0, 1, 5, 200], {"atom": "excited", "cavity": 2}, outputs=["energy", "energy_transferred"]
    )
    assert course.energy.dims == ("equation", "time")
    assert course.energy_transferred.dims == ("equation", "time", "bath")
    gained = course.energy - 3  # one quantum of the atom and two of the cavity, w = 1
    assert abs(gained - course.energy_transferred.sum("bath")).max() < 1e-12
    assert course.energy_transferred.sel(time=0).max() == 0


def test_a_quench_begins_in_the_stationary_state_of_before(model):
    before = model.assign({"coupling.rabi.strength": 0.01})
    course = model.evolve(
        [0, 1e6], {"stationary": {"coupling.rabi.strength": 0.01}}, outputs="occupations"
    )
    for equation in model.equations:
        for time, expected in [(0, before), (1e6, model)]:
            state = expected.sweep({}, equations=equation, outputs="occupations").occupations
            now = course.occupations.sel(equation=equation, time=time).values
            # Stationary states come from elimination, these from squares of exponentials.
            np.testing.assert_allclose(now, state.values[0], atol=1e-12)


def test_gibbs_states_and_states_of_sites(model):
    outputs = ["density_matrix", "gibbs_distance"]
    outputs[1] = {"kind": "gibbs_distance", "temperature": "bath.hot.temperature"}
    start = model.evolve([0], {"gibbs": 0.5}, equations="global", outputs=outputs)
    assert start.gibbs_distance.item() < 1e-13
    warm = {"atom": {"temperature": 0.7}, "cavity": 1}
    rho = model.evolve([0], warm, equations="global", outputs="populations").populations.values
    excited = 1 / (np.exp(1 / 0.7) + 1)
    expected = np.kron([1 - excited, excited], np.eye(6)[1])
    np.testing.assert_allclose(rho.ravel(), expected, atol=1e-15)


def test_what_cannot_be_is_told(model):
    for times, initial, message in [
        ([1, 0], {"atom": "excited"}, "the times decrease from 1 to 0"),
        ([-1, 0], {"atom": "excited"}, "a time is -1"),
        ([0], {"atom": "up"}, "'up'"),
        ([0], {"ion": "excited"}, "there is no site 'ion'"),
        ([0], {"atom": 2}, "it has levels 0 to 1"),
        ([0], {"gibbs": -1}, "must be a finite number >= 0"),
        ([0], np.eye(12), "has the trace 12"),
        ([0], np.eye(3) / 3, "is 3 x 3; it must be 12 x 12"),
        ([0], None, "needs `initial`"),
        (None, {"atom": "excited"}, "times is None; it must be a list of numbers that ascend"),
        (
            [0],
            {"stationary": {"bath.hot.temperature": -1}},
            "before the quench 'temperature' of [[bath]] is -1; it must be a finite number >= 0",
        ),
    ]:
        with pytest.raises(quflux.Error) as error:
            model.evolve(times, initial)
        assert message in str(error.value)
        assert "\n" not in str(error.value)
    with pytest.raises(quflux.Error, match="is known along time alone"):
        model.sweep(outputs="energy_transferred")
    with pytest.raises(quflux.Error, match="are those of stationary states"):
        model.evolve([0], {}, outputs="flow_digits")


def test_the_program_writes_the_same(model, program, tmp_path):
    file = tmp_path / "model.toml"
    file.write_text(model.to_toml())
    subprocess.run(
        [program, "evolve", file, "--to", "20", "--points", "5", "--initial", "atom=excited"]
        + ["-o", tmp_path / "out.nc", "--set", 'output=["energy_flow", "energy_transferred"]'],
        check=True,
        capture_output=True,
    )
    written = xr.load_dataset(tmp_path / "out.nc").transpose("equation", "time", ...)
    ours = model.evolve(np.linspace(0, 20, 5), {"atom": "excited"})
    for name in ["energy_flow", "energy_transferred", "time"]:
        np.testing.assert_array_equal(written[name].values, ours[name].values)


def test_a_course_is_kept_by_files_and_pickles(model, tmp_path):
    file = tmp_path / "model.toml"
    file.write_text(
        model.to_toml() + '\n[time]\nto = 20\npoints = 5\n\n[initial]\natom = "excited"\n'
    )
    followed = quflux.Model.load(file)
    again = tmp_path / "again.toml"
    again.write_text(followed.to_toml())
    assert quflux.Model.load(again) == followed
    assert followed != model
    course = followed.sweep()
    assert course.sizes["time"] == 5
    # What is asked of the model alone is stationary.
    assert followed.energy_flow("global").dims == ("bath",)
    np.testing.assert_array_equal(followed.flows("global"), model.flows("global"))
