"""Sweeps are those of the command line: to the last bit, and to the file."""

import copy
import json
import pickle
import subprocess
import threading
import time
import tomllib
from contextlib import contextmanager

import numpy as np
import pytest
import xarray as xr

import quflux
from conftest import ROOT, ctrl_c_after
from quflux import _progress

EXAMPLES = sorted((ROOT / "examples").glob("*.toml"))
# A thousand atoms take a minute, and threads of BLAS, of which chains below 200 have none, may take
# many on a busy machine. 150 atoms take the same road.
SHORTER = {
    "chain_of_1000_atoms": {"chain.atom.count": 150, "bath.hot.site": "atom150"},
    "ising_chain_of_1000_spins": {"chain.spin.count": 100, "bath.cold.site": "spin100"},
    "oscillators_grade": {
        "sweep.site.hot.frequency.points": 4,
        "sweep.coupling.k.strength.points": 5,
    },
}

PATHS = {"rabi": "coupling.rabi.strength", "ab": "coupling.ab.strength"}


def run(program, *arguments, command="run"):
    subprocess.run([program, command, *arguments], check=True, capture_output=True)


def as_options(settings):
    return [f"--set={key}={json.dumps(value)}" for key, value in settings.items()]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_equals_the_command_line(path, program, tmp_path):
    settings = SHORTER.get(path.stem, {})
    run(program, path, "-o", tmp_path / "theirs.nc", *as_options(settings))
    ours = quflux.Model.load(path, settings).sweep()
    with xr.open_dataset(tmp_path / "theirs.nc") as theirs:
        xr.testing.assert_identical(ours, theirs)  # NaN equals NaN; all else to the last bit


def test_round_trip_through_the_file(program, tmp_path):
    path = ROOT / "examples/two_atoms_exceptional_point.toml"
    run(program, path, "-o", tmp_path / "theirs.nc")
    quflux.Model.load(path).sweep().to_netcdf(tmp_path / "ours.nc")
    with (
        xr.open_dataset(tmp_path / "theirs.nc") as theirs,
        xr.open_dataset(tmp_path / "ours.nc") as ours,
    ):
        xr.testing.assert_identical(ours, theirs)


def test_settings_and_axes_equal_those_of_the_command_line(program, tmp_path):
    path = ROOT / "examples/atom_and_cavity.toml"
    model = quflux.Model.load(path, {"bath.hot.temperature": 0.7})
    name = next(p for p in model.parameters if p.startswith("coupling."))
    values = np.linspace(0.001, 0.1, 7) * np.pi
    ours = model.sweep({name: values}, equations=["global", "redfield"], outputs="purity")
    run(
        program,
        path,
        "-o",
        tmp_path / "theirs.nc",
        "--set=bath.hot.temperature=0.7",
        f'--set=sweep={{ "{name}" = {{ values = {values.tolist()} }} }}',
        '--set=equations=["global", "redfield"]',
        '--set=output=["purity"]',
    )
    with xr.open_dataset(tmp_path / "theirs.nc") as theirs:
        np.testing.assert_array_equal(ours.purity, theirs.purity)
        np.testing.assert_array_equal(ours[name], values)
        assert ours.attrs["model"] == theirs.attrs["model"]
        assert theirs.attrs["settings"].startswith(ours.attrs["settings"])


def test_the_file_of_a_model_gives_the_same_results(model, program, tmp_path):
    changed = model.assign({"bath.hot.temperature": 1 / 3})
    (tmp_path / "model.toml").write_text(changed.to_toml())
    run(program, tmp_path / "model.toml", "-o", tmp_path / "theirs.nc")
    with xr.open_dataset(tmp_path / "theirs.nc") as theirs:
        np.testing.assert_array_equal(changed.energy_flow(), theirs.energy_flow)
    assert quflux.Model.load(tmp_path / "model.toml") == changed


@pytest.fixture
def oscillators():
    """Two that three levels cut hard."""
    return quflux.Model(
        [quflux.Oscillator("a", 1.0, levels=3), quflux.Oscillator("b", 1.1, levels=3)],
        [quflux.Exchange("a", "b", 0.05, name="ab")],
        [
            quflux.Bath("hot", "a", temperature=1.0, spectral_density=quflux.Drude(0.02, 5)),
            quflux.Bath("cold", "b", temperature=0.4, spectral_density=quflux.Drude(0.03, 5)),
        ],
    )


def test_every_road_is_named(oscillators):
    uncut = oscillators.energy_flow("global")
    cut = oscillators.energy_flow("global", road="density_matrix")
    assert "(no level cut)" in uncut.attrs["road"]
    for result in (cut, oscillators.steady_state("global")):
        assert "(oscillators cut at their levels)" in result.attrs["road"]
    assert abs(cut[0] / uncut[0] - 1) > 0.05
    # What is cut comes from the stationary state that steady_state gives.
    rho = oscillators.steady_state("global").values
    sigma = oscillators.entropy_production("global", road="density_matrix")
    both = oscillators.sweep({}, equations="global", outputs=["energy_flow", "density_matrix"])
    np.testing.assert_array_equal(both.energy_flow[0], cut)
    np.testing.assert_array_equal(both.density_matrix_re[0], rho.real)
    np.testing.assert_allclose(sigma, -(cut / [1.0, 0.4]).sum(), rtol=1e-10)
    # With levels enough to hold the thermal tail, 8 exp(-16), both roads agree.
    many = oscillators.assign({"site.a.levels": 8, "site.b.levels": 8})
    cold = many.assign({"bath.hot.temperature": 0.5})
    np.testing.assert_allclose(
        cold.energy_flow("global", road="density_matrix"), cold.energy_flow("global"), rtol=1e-5
    )


def test_the_road_is_that_of_the_command_line(oscillators, program, tmp_path):
    (tmp_path / "model.toml").write_text(oscillators.to_toml())
    for road in ("auto", "density_matrix"):
        run(program, tmp_path / "model.toml", "-o", tmp_path / "theirs.nc", "--road", road)
        with xr.open_dataset(tmp_path / "theirs.nc") as theirs:
            ours = oscillators.sweep({}, road=road)
            np.testing.assert_array_equal(ours.energy_flow, theirs.energy_flow)
            assert ours.attrs["road"] == theirs.attrs["road"]


def test_grades_are_those_of_the_command_line(oscillators, program, tmp_path):
    path = ROOT / "examples/oscillators_grade.toml"
    settings = SHORTER[path.stem]
    run(program, path, "-o", tmp_path / "theirs.nc", *as_options(settings), command="grade")
    with xr.open_dataset(tmp_path / "theirs.nc") as theirs:
        xr.testing.assert_identical(quflux.Model.load(path, settings).grade(), theirs)


def test_grades_compare_with_the_exact_flows(oscillators):
    ours = oscillators.grade({"coupling.ab.strength": [0.01, 0.05]}, progress=False)
    largest = np.abs(ours.exact_flow).max("bath")
    error = np.abs(ours.energy_flow - ours.exact_flow).max("bath") / largest
    np.testing.assert_allclose(ours.relative_error, error, rtol=1e-12)
    np.testing.assert_array_equal(ours.best, ours.relative_error.argmin("equation"))


def test_warnings_come_with_the_result():
    """Damping as strong as the frequencies: partial secular gives an occupation below zero."""
    model = quflux.Model(
        [quflux.TwoLevel(name, w) for name, w in [("a", 1.95), ("b", 1.26), ("c", 0.84)]],
        [quflux.Exchange("a", "b", 0.355), quflux.Exchange("b", "c", 1)],
        [
            quflux.Bath("hot", "a", temperature=0.334, spectral_density=quflux.PowerLaw(0.71, 0.3)),
            quflux.Bath("cold", "c", temperature=0.02, spectral_density=quflux.PowerLaw(1.36, 0.3)),
        ],
    )
    assert "outside [0, 1]" in model.energy_flow("partial_secular").attrs["warnings"]
    assert "eigenvalue below 0" in model.steady_state("partial_secular").attrs["warnings"]
    assert "warnings" not in model.energy_flow("global").attrs


def test_single_calls_equal_sweeps(model):
    sweep = model.sweep({}, outputs=["energy_flow", "entropy_production", "density_matrix"])
    np.testing.assert_array_equal(model.energy_flow(), sweep.energy_flow)
    np.testing.assert_array_equal(model.entropy_production(), sweep.entropy_production)
    rho = model.steady_state("redfield")
    np.testing.assert_array_equal(rho.real, sweep.density_matrix_re.sel(equation="redfield"))
    assert rho.attrs == {"long_name": "density matrix", "units": "1"}


def test_eigenvalues_have_the_stationary_state(model):
    eigenvalues = model.eigenvalues("global")
    assert eigenvalues.sizes == {"eigenvalue": 144}
    # Rates are about 1e-2 and frequencies up to 6; zero comes out at their rounding.
    assert np.abs(eigenvalues).min() < 1e-13
    assert eigenvalues.real.max() < 1e-13


def test_points_without_an_answer_are_nan_with_a_reason(model):
    flows = model.sweep({"coupling.rabi.strength": [0.0, 0.1], "bath.hot.temperature": [0.5]})
    assert not np.isnan(flows.energy_flow).any()
    dark = model.assign({"bath.hot.spectral_density": quflux.PowerLaw(0)})
    flows = dark.sweep({"coupling.rabi.strength": [0.0, 0.1]}, equations="local")
    assert np.isnan(flows.energy_flow[0]).all() and not np.isnan(flows.energy_flow[1]).any()
    assert "not unique" in flows.failure.attrs["failure_reasons"]
    with pytest.raises(quflux.Error, match="not unique"):
        dark.assign({"coupling.rabi.strength": 0}).energy_flow("local")


def long_calls(model, oscillators):
    return [
        (model.sweep, {PATHS["rabi"]: np.linspace(0.01, 0.1, 12)}),
        (oscillators.grade, {PATHS["ab"]: np.linspace(0.01, 0.1, 12)}),
    ]


def test_threads_and_progress_change_nothing(model, oscillators, capsys):
    for call, axes in long_calls(model, oscillators):
        one = call(axes, threads=1, progress=False)
        assert capsys.readouterr().err == ""
        xr.testing.assert_identical(one, call(axes, threads=2, progress=True))
        assert "0/12" in capsys.readouterr().err


def test_progress_counts_every_point(model, oscillators, monkeypatch):
    counted = []

    @contextmanager
    def bar(total, shown):
        counted.append([total])
        yield lambda finished, now="": counted[-1].append(finished)

    monkeypatch.setattr(_progress, "bar", bar)
    for call, axes in long_calls(model, oscillators):
        call(axes)
        total, *steps = counted[-1]
        assert total == sum(steps) == 12


def test_follows_and_ranges_of_model_files(model):
    flows = model.sweep(
        {
            "bath.cold.temperature": {"above": 0, "to": 0.5, "points": 5},
            "bath.hot.temperature": {"follow": "bath.cold.temperature"},
        }
    )
    np.testing.assert_allclose(flows["bath.cold.temperature"], [0.1, 0.2, 0.3, 0.4, 0.5])
    # Equal temperatures: no flow, where the equation is one of the whole system.
    assert np.abs(flows.energy_flow.sel(equation="global")).max() < 1e-15


def test_a_chain_comes_back_as_its_sites_and_couplings():
    path = ROOT / "examples/disordered_chain.toml"
    chain = quflux.Model.load(path, {"sweep": {}})
    again = quflux.Model(
        chain.sites,
        chain.couplings,
        chain.baths,
        equations=chain.equations,
        **tomllib.loads(path.read_text()).get("options", {}),
    )
    assert again.parameters == chain.parameters
    np.testing.assert_array_equal(again.energy_flow(), chain.energy_flow())
    assert repr(again).startswith(f"Model({len(chain.sites)} sites, ")


def test_pickles_and_compares(model):
    for other in (
        model,
        model.assign({"bath.hot.temperature": 2}),
        quflux.Model.load(ROOT / "examples/thermal_diode.toml"),
        model.assign({"bath.hot.spectral_density": np.sqrt}),
    ):
        for again in (pickle.loads(pickle.dumps(other)), copy.copy(other), copy.deepcopy(other)):
            assert again == other and repr(again) == repr(other)
            assert again.parameters == other.parameters
            np.testing.assert_array_equal(again.energy_flow(), other.energy_flow())
    assert model != model.assign({"bath.hot.temperature": 2})
    assert model == model.assign({"bath.hot.temperature": 2}).assign({"bath.hot.temperature": 0.5})


def test_parts_come_back(model):
    master = ["local", "global", "partial_secular", "redfield", "universal_lindblad"]
    again = quflux.Model(model.sites, model.couplings, model.baths)
    assert again.sites == model.sites and again.baths == model.baths
    np.testing.assert_array_equal(again.energy_flow(), model.energy_flow())
    for path in EXAMPLES:
        loaded = quflux.Model.load(path)
        if loaded.sites:
            built = quflux.Model(
                loaded.sites,
                loaded.couplings,
                loaded.baths,
                terms=loaded.terms,
                lindblad=loaded.lindblad,
                # A label says nothing of its equation's kind and options.
                equations=[name for name in loaded.equations if name in [*master, "exact", "heom"]],
            )
            assert built.parameters == loaded.parameters


def test_a_function_is_called_once_per_bath_and_equation(model):
    calls = []

    def density(frequencies):
        calls.append(frequencies)
        return 0.01 * frequencies**3

    same = model.assign({"bath.hot.spectral_density": density})
    axes = {"coupling.rabi.strength": [0.02, 0.05]}
    ours = same.sweep(axes).energy_flow
    # NumPy's cube and that of the library differ in the last bit, the flows in the last few.
    np.testing.assert_allclose(ours, model.sweep(axes).energy_flow, rtol=1e-12)
    assert len(calls) == 2 * len(quflux.EQUATIONS)
    for frequencies in calls:
        assert (np.diff(frequencies) > 0).all() and frequencies[0] > 0


def test_a_table_is_a_density(model):
    w = np.linspace(0, 10, 4001)
    same = model.assign({"bath.hot.spectral_density": quflux.Table(w, 0.01 * w**3)})
    # The cubic between points 0.0025 apart is off by their fourth power times the coefficient.
    np.testing.assert_allclose(same.energy_flow(), model.energy_flow(), rtol=1e-6)


def test_a_function_has_a_lamb_shift():
    def qubit(density):
        return quflux.Model(
            [quflux.TwoLevel("a", 1.0)],
            [],
            [quflux.Bath("b", "a", temperature=0.5, spectral_density=density, operator="sx")],
            lamb_shift=True,
        )

    law = quflux.PowerLaw(0.01, 1, cutoff=3.0)
    function = quflux.Function(law, slope_at_zero=0.01, decays=True)
    # Both integrals are good to 1e-10 of their scale, the coefficient.
    np.testing.assert_allclose(
        qubit(function).eigenvalues("redfield"), qubit(law).eigenvalues("redfield"), atol=1e-11
    )
    with pytest.raises(quflux.Error, match="declared to decay"):
        qubit(law.__call__).eigenvalues("redfield")


MANY = np.linspace(0.001, 0.1, 100_000)
LONG = {
    "sweep": lambda model, _: model.sweep({"coupling.rabi.strength": MANY}),
    "grade": lambda _, oscillators: oscillators.grade({"coupling.ab.strength": MANY}),
    "eigenvalues": lambda model, _: model.eigenvalues("local", {"coupling.rabi.strength": MANY}),
}


@pytest.mark.parametrize("name", LONG)
def test_ctrl_c_stops_what_is_long(name, model, oscillators):
    ctrl_c_after(0.5)
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        LONG[name](model, oscillators)
    assert time.monotonic() - start < 60  # to the end it would be hours


@pytest.mark.parametrize(
    "call",
    [
        lambda model, _: model.sweep({PATHS["rabi"]: np.linspace(0.001, 0.1, 100)}, threads=1),
        lambda _, two: two.grade({PATHS["ab"]: np.linspace(0.01, 0.1, 100)}, threads=1),
        lambda model, _: model.eigenvalues("local", {PATHS["rabi"]: np.linspace(0.05, 0.0501, 4)}),
        lambda _, two: two.exceptional_points(PATHS["ab"], 0.01, 0.1, "local", matrix="generator"),
    ],
    ids=["sweep", "grade", "eigenvalues", "exceptional_points"],
)
def test_others_run_meanwhile(call, model, oscillators):
    """The interpreter is free during long calls."""
    count = 0
    done = threading.Event()

    def work():
        nonlocal count
        while not done.is_set():
            count += 1
            time.sleep(0.001)

    thread = threading.Thread(target=work)
    thread.start()
    call(model, oscillators)
    done.set()
    thread.join()
    assert count > 10


def test_check_is_that_of_the_command_line(program):
    path = ROOT / "examples/atom_and_cavity.toml"
    theirs = subprocess.run([program, "check", path], check=True, capture_output=True, text=True)
    assert quflux.Model.load(path).check() == theirs.stdout


def test_equations_with_options_and_labels_of_their_own(model):
    lamb = {"kind": "partial_secular", "label": "ps_lamb", "lamb_shift": True}
    cut = quflux.PowerLaw(0.02, cutoff=5.0)
    baths = [
        quflux.Bath(name, site, temperature=temperature, spectral_density=cut)
        for name, site, temperature in [("hot", "atom", 0.5), ("cold", "cavity", 0.2)]
    ]
    model = quflux.Model(model.sites, model.couplings, baths, equations=["partial_secular", lamb])
    flows = model.energy_flow()
    assert list(flows.equation.values) == ["partial_secular", "ps_lamb"]
    ratio = flows.sel(equation="ps_lamb") / flows.sel(equation="partial_secular")
    assert abs(ratio - 1).min() > 1e-3
    # A label of the model's own may be named, and a table asked for, beside other equations.
    np.testing.assert_array_equal(model.energy_flow("ps_lamb"), flows.sel(equation="ps_lamb"))
    asked = ["redfield", "ps_lamb", lamb | {"label": "x"}]
    swept = model.sweep({PATHS["rabi"]: [0.05]}, equations=asked)
    assert list(swept.equation.values) == ["redfield", "ps_lamb", "x"]
    np.testing.assert_array_equal(swept.energy_flow[0, 1], swept.energy_flow[0, 2])
    with pytest.raises(quflux.Error, match="unknown equation 'ps_lmb'"):
        model.energy_flow("ps_lmb")
    with pytest.raises(quflux.Error, match="no key 'lamb'"):
        model.sweep(equations=[{"kind": "global", "lamb": True}])


def test_labels_in_searches():
    pair = quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.0)],
        [quflux.Exchange("a", "b", 0.01, name="ab")],
        [
            quflux.Bath(
                f"bath{n}", site, temperature=0.2 * n, spectral_density=quflux.PowerLaw(0.02 * n)
            )
            for n, site in [(1, "a"), (2, "b")]
        ],
        equations=[{"kind": "local", "label": "mine"}],
    )
    marks = pair.transition(PATHS["ab"], 0.001, 0.1)
    assert list(marks.equation.values) == ["mine"]
    assert float(marks.exceptional_point[0]) == pytest.approx(0.006721, abs=1e-6)
    eigenvalues = pair.eigenvalues("mine", {PATHS["ab"]: [0.01, 0.02]})
    assert eigenvalues.sizes["branch"] == 16
    assert pair.exceptional_points(PATHS["ab"], 0.001, 0.1, "mine").attrs["equation"] == "mine"


def test_eigenvalues_along_a_parameter_have_the_options_of_the_model(model):
    cut = quflux.PowerLaw(0.02, cutoff=5.0)
    baths = [
        quflux.Bath(name, site, temperature=temperature, spectral_density=cut)
        for name, site, temperature in [("hot", "atom", 0.5), ("cold", "cavity", 0.2)]
    ]
    along = {PATHS["rabi"]: [0.05, 0.06]}
    for equations in (["local"], ["local", "redfield"]):
        shifted, plain = (
            quflux.Model(
                model.sites, model.couplings, baths, equations=equations, lamb_shift=shift
            ).eigenvalues("redfield", along)
            for shift in (True, False)
        )
        assert abs(shifted - plain).max() > 1e-4


def test_levels_are_swept_like_any_number(model):
    assert model.parameters["site.cavity.levels"] == 6
    swept = model.sweep({"site.cavity.levels": [3, 5], PATHS["rabi"]: [0.01, 0.05]})
    assert swept["site.cavity.levels"].attrs["units"] == "1"
    for levels in (3, 5):
        own = model.assign({"site.cavity.levels": levels}).sweep({PATHS["rabi"]: [0.01, 0.05]})
        xr.testing.assert_equal(
            swept.energy_flow.sel({"site.cavity.levels": levels}, drop=True), own.energy_flow
        )
    with pytest.raises(quflux.Error, match="contain 2.5; they must be whole numbers from 2"):
        model.sweep({"site.cavity.levels": [2.5]})
    with pytest.raises(quflux.Error, match="levels = 3: populations has another shape"):
        model.sweep({"site.cavity.levels": [2, 3]}, outputs=["populations"])
    with pytest.raises(quflux.Error, match="decides the dimension of the system"):
        model.eigenvalues("global", {"site.cavity.levels": [2, 3]})
    with pytest.raises(quflux.Error, match="decides the dimension of the system"):
        model.transition("site.cavity.levels", 2, 3)
