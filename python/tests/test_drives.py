"""Numbers that change in time: drives of Model.evolve and limit cycles."""

import gc
import pickle
import subprocess
import weakref

import numpy as np
import pytest
import xarray as xr

import quflux

TIMES = np.linspace(0, 300, 7)
OUTPUTS = ["energy", "energy_transferred", "work", "density_matrix", "flow_error"]
SINE = {"kind": "sine", "amplitude": 0.2, "period": 300}


def sine(t):
    return 1 + 0.2 * np.sin(2 * np.pi * t / 300)


@pytest.fixture
def pair():
    return quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.0)],
        [quflux.Exchange("a", "b", 0.06, name="ab")],
        [
            quflux.Bath("cold", "a", temperature=0.3, spectral_density=quflux.PowerLaw(0.02)),
            quflux.Bath("hot", "b", temperature=0.5, spectral_density=quflux.PowerLaw(0.03)),
        ],
    )


def evolve(model, drive, times=TIMES, **more):
    start = {"a": {"temperature": 0.3}, "b": {"temperature": 0.5}}
    more.setdefault("equations", ["local", "redfield"])
    return model.evolve(times, start, drive={"site.a.frequency": drive}, outputs=OUTPUTS, **more)


def parted(one, other, name):
    return float(abs(one[name] - other[name]).max())


def test_a_function_is_followed_as_the_shape_that_it_is(pair):
    known = evolve(pair, SINE)
    function = evolve(pair, sine)
    for name in ["density_matrix_re", "density_matrix_im", "energy_transferred", "work"]:
        assert parted(known, function, name) < 1e-12
    assert function.flow_error.max() < 1e-11
    coarse = evolve(pair, sine, max_step=100)  # which the error makes shorter
    assert parted(known, coarse, "density_matrix_re") < 1e-12


@pytest.mark.parametrize("at", [0.0137, 0.5003, 0.7391, 0.9642])
def test_a_function_that_is_a_short_pulse_is_found_wherever_it_is(pair, at):
    to, area = 1000, 0.7
    width = 1e-3 * to

    def pulse(t):
        return area / (width * np.sqrt(2 * np.pi)) * np.exp(-(((t - at * to) / width) ** 2) / 2)

    closed = quflux.Model(
        pair.sites,
        [quflux.Exchange("a", "b", 0, name="ab")],
        [quflux.Bath("none", "a", temperature=0.3, spectral_density=quflux.PowerLaw(0))],
    )
    turned = closed.evolve(
        [0, to],
        {"a": "excited"},
        equations="local",
        outputs="density_matrix",
        drive={"coupling.ab.strength": pulse},
    )
    excited = turned.density_matrix_re.values[0, 1, 1, 1]  # b alone
    assert abs(excited - np.sin(area) ** 2) < 1e-12


CHANNELS = [
    quflux.Lindblad("loss", "a", operator="sm", rate=0.1),
    quflux.Lindblad("pump", "b", operator="sp", rate=0.05),
]


def channels():
    """Jump operators, which stay what they are whatever H is."""
    return quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 0.9)],
        [quflux.Exchange("a", "b", 0.2, name="ab")],
        lindblad=CHANNELS,
    )


def biased():
    return quflux.Model(
        [quflux.TwoLevel("a", 1.0)],
        terms=[quflux.Term("bias", "a", "sx", 0.3)],
        lindblad=CHANNELS[:1],
    )


def cavity():
    """The local equation, whose jumps are those of the uncoupled sites whatever couples them."""
    return quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.Oscillator("c", 1.0, levels=5)],
        [quflux.Exchange("a", "c", 0.1, name="ac")],
        [
            quflux.Bath("cold", "a", temperature=0.3, spectral_density=quflux.PowerLaw(0.02)),
            quflux.Bath("hot", "c", temperature=0.5, spectral_density=quflux.PowerLaw(0.03)),
        ],
    )


AT = np.linspace(0, 60, 7)


@pytest.mark.parametrize(
    ("make", "path", "drive", "function"),
    [
        (
            channels,
            "site.a.frequency",
            {"kind": "sine", "amplitude": 0.4, "period": 7, "phase": 1},
            lambda t: 1 + 0.4 * np.sin(2 * np.pi * t / 7 + 1),
        ),
        (
            channels,
            "coupling.ab.strength",
            {"kind": "pulse", "amplitude": 0.5, "center": 20, "width": 2},
            lambda t: 0.2 + 0.5 * np.exp(-((t - 20) ** 2) / 8),
        ),
        (biased, "term.bias.strength", (AT, np.cos(AT)), lambda t: np.interp(t, AT, np.cos(AT))),
        (
            cavity,
            "coupling.ac.strength",
            {"kind": "sine", "amplitude": 0.05, "period": 30},
            lambda t: 0.1 + 0.05 * np.sin(2 * np.pi * t / 30),
        ),
    ],
    ids=["sine", "pulse", "table", "local"],
)
def test_drives_are_those_of_mesolve(make, path, drive, function):
    """Where H alone changes, mesolve knows the same equation. Tolerances are QuTiP's."""
    qutip = pytest.importorskip("qutip")
    model = make()
    times = np.linspace(0, 60, 31)
    ours = model.evolve(
        times, {"a": "excited"}, drive={path: drive}, equations="local", outputs="density_matrix"
    ).squeeze("equation")
    d = model.hamiltonian.shape[0]

    def superoperator(matrix):
        return qutip.Qobj(matrix, dims=[[[d]] * 2] * 2)

    # L is linear in the number.
    with_one = model.assign({path: 1.0}).liouvillian("local")
    without = model.assign({path: 0.0}).liouvillian("local")
    generator = qutip.QobjEvo(
        [superoperator(without), [superoperator(with_one - without), function]]
    )
    start = np.zeros((d, d), complex)
    start[d // 2, d // 2] = 1
    options = {"atol": 1e-12, "rtol": 1e-11, "nsteps": 1_000_000, "max_step": 0.5}
    theirs = qutip.mesolve(generator, qutip.Qobj(start), times, options=options).states
    for k, state in enumerate(theirs):
        rho = ours.density_matrix_re[k].values + 1j * ours.density_matrix_im[k].values
        assert np.abs(rho - state.full()).max() < 1e-8


def test_a_table_may_be_a_file(pair, tmp_path):
    at = np.linspace(0, 300, 31)
    rows = np.column_stack([at, sine(at)])
    np.save(tmp_path / "t.npy", rows)
    np.savetxt(tmp_path / "t.csv", rows, delimiter=";", header="t; w", fmt="%.17g")
    given = evolve(pair, (at, sine(at)))
    for name in ["t.npy", "t.csv"]:
        file = evolve(pair, {"kind": "table", "file": tmp_path / name})
        assert parted(given, file, "work") == 0
        assert (file.attrs["drive.drive1.values"] == sine(at)).all()
    with pytest.raises(quflux.Error, match="time and value"):
        (tmp_path / "t.txt").write_text("0 1 2\n")
        evolve(pair, {"kind": "steps", "file": str(tmp_path / "t.txt")})


def test_a_table_goes_from_point_to_point(pair):
    at = np.linspace(0, 300, 301)
    table = evolve(pair, (at, sine(at)))
    # The largest distance of the chords from the sine is 0.2 (2 pi/300)^2/8 = 1e-5.
    assert 1e-9 < parted(table, evolve(pair, SINE), "work") < 1e-5


def test_the_first_law_with_work(pair):
    for drive in [SINE, sine, {"kind": "steps", "times": [100, 200], "values": [1.3, 0.9]}]:
        course = evolve(pair, drive)
        given = course.energy_transferred.sum("bath") + course.work
        assert abs(course.energy - course.energy.sel(time=0) - given).max() < 1e-12


def test_a_limit_cycle_is_where_long_courses_end(pair):
    drive = {"site.a.frequency": {"kind": "sine", "amplitude": 0.2, "period": 100}}
    cycle = pair.limit_cycle(drive, outputs=OUTPUTS, equations="global")
    assert cycle.sizes["time"] == 101
    end = cycle.isel(time=-1)
    assert abs(end.energy_transferred.sum("bath") + end.work).max() < 1e-12
    late = pair.evolve(
        [1200], {"a": "excited"}, drive=drive, outputs="density_matrix", equations="global"
    )
    now = late.density_matrix_re.isel(time=0) - cycle.density_matrix_re.isel(time=0)
    assert abs(now).max() < 1e-12
    waves = {"site.a.frequency": {"function": lambda t: sine(3 * t), "period": 100}}
    same = pair.limit_cycle(waves, outputs=OUTPUTS, equations="global")
    assert parted(cycle, same, "work") < 1e-12


def test_parts_of_the_entropy_production(pair):
    outputs = [
        "entropy_production",
        "entropy_production_by_bath",
        "bare_entropy_production_by_bath",
        "switching_work",
    ]
    course = pair.evolve(
        TIMES[1:], {"gibbs": 0.4}, drive={"site.a.frequency": SINE}, outputs=outputs
    )
    parts = course.entropy_production_by_bath.sum("bath")
    assert abs(course.entropy_production - parts).max() < 1e-13
    assert course.entropy_production_by_bath.sel(equation="global").min() > -1e-14
    assert course.bare_entropy_production_by_bath.sel(equation="local").min() > -1e-14


def test_the_hidden_work_of_the_local_equation():
    """Energy from cold to hot is what this work drives; the numbers have five digits."""
    densities = [quflux.PowerLaw(0.002, 3), quflux.PowerLaw(0.04, 3)]
    model = quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.2)],
        [quflux.Exchange("a", "b", 0.05)],
        [
            quflux.Bath("cold", "a", temperature=0.2, spectral_density=densities[0]),
            quflux.Bath("hot", "b", temperature=0.22, spectral_density=densities[1]),
        ],
    )
    outputs = ["switching_work", "bare_entropy_production_by_bath", "entropy_production_by_bath"]
    found = model.sweep(equations="local", outputs=outputs).squeeze()
    assert found.switching_work == pytest.approx(6.598e-7, rel=1e-4)
    bare = found.bare_entropy_production_by_bath
    assert bare.sum() == pytest.approx(1.4996e-6, rel=1e-4)
    assert bare.min() >= 0
    assert found.entropy_production_by_bath.sum() < 0


def test_numbers_that_observables_read_are_those_of_the_time(pair):
    course = pair.evolve(
        [0, 10, 20],
        {"gibbs": 0.4},
        drive={"coupling.ab.strength": {"kind": "steps", "times": [10], "values": [0.03]}},
        outputs=["energy_flow", {"kind": "specific_flow", "over": "coupling.ab.strength"}],
        equations="global",
    )
    ratio = (course.energy_flow / course.specific_flow).isel(equation=0, bath=0)
    np.testing.assert_allclose(ratio, [0.06, 0.03, 0.03])


def test_what_cannot_be_is_told(pair):
    for drive, message in [
        ({"site.c.frequency": SINE}, "no parameter 'site.c.frequency'"),
        ({"site.a.frequency": lambda t: 1 + 1j}, "it must be a number"),
        ({"site.a.frequency": lambda t: float("nan")}, "it must be finite"),
        ({"site.a.frequency": lambda t: "one"}, "it must be a number"),
        ({"site.a.frequency": ([0, 1], [1])}, "2 times and 1 values"),
        ({"site.a.frequency": ([1, 0], [1, 1])}, "the times go from 1 to 0"),
        ({"site.a.frequency": ([0, 1], [1, 1j])}, "complex128"),
        ({"site.a.frequency": 3}, "must be a function of the time"),
        ({"site.a.frequency": {"kind": "saw"}}, "'kind' is 'saw'"),
        ({"site.a.frequency": SINE | {"period": 3}}, "Floquet"),
        ({"bath.hot.temperature": SINE | {"amplitude": 0.7}}, "at t = "),
        ({3: SINE}, "a path is 3"),
    ]:
        with pytest.raises(quflux.Error) as error:
            found = pair.evolve(TIMES, {"gibbs": 0.3}, drive=drive, equations="global")
            raise quflux.Error(found.failure.attrs["failure_reasons"].split("\n")[0])
        assert message in str(error.value)
        assert "\n" not in str(error.value)
    for drive in [sine, SINE]:
        for max_step in [-1, 0, float("nan"), float("inf")]:
            with pytest.raises(quflux.Error, match="'max_step' of the drives is .* > 0"):
                evolve(pair, drive, max_step=max_step)
    with pytest.raises(quflux.Error, match="has no period"):
        pair.limit_cycle({"site.a.frequency": ([0, 1], [1, 2])})
    with pytest.raises(quflux.Error, match="the model has none"):
        pair.limit_cycle()
    with pytest.raises(quflux.Error, match="'site.a.frequency' is swept"):
        evolve(pair, sine, axes={"site.a.frequency": [1, 2]})


def test_functions_are_judged_as_what_they_are(pair):
    """By differences of their values: that they are not slow, or so fast that they are refused."""

    def wave(period):
        return lambda t: 1 + 0.2 * np.sin(2 * np.pi * t / period)

    def told(drive):
        course = evolve(pair, drive, np.linspace(0, 100, 3), equations="global")
        return " ".join(
            str(text) for array in course.variables.values() for text in array.attrs.values()
        )

    number = "dH/dt is 0.436 of the square of the splitting 0.12"
    assert number in told(SINE | {"period": 100})
    assert number in told(wave(100))
    assert "not slow" not in told(wave(1000))
    assert "Floquet" in told({"function": wave(6), "period": 6})


def test_a_time_may_be_repeated(pair):
    course = evolve(pair, sine, [0, 0, 100, 100])
    for one, other in [(0, 1), (2, 3)]:
        assert (
            course.isel(time=one)
            .drop_vars("time")
            .equals(course.isel(time=other).drop_vars("time"))
        )


def test_an_exception_of_a_function_goes_on(pair):
    def broken(t):
        raise KeyError("broken")

    with pytest.raises(KeyError, match="broken"):
        evolve(pair, broken)


def test_studies_keep_drives_and_let_go_of_functions(pair, tmp_path):
    file = tmp_path / "driven.toml"
    file.write_text(
        pair.to_toml()
        + '\n[[drive]]\nname = "wave"\nparameter = "site.a.frequency"\n'
        + 'kind = "sine"\namplitude = 0.2\nperiod = 300\n[time]\nto = 300\n[initial]\ngibbs = 0.4\n'
    )
    driven = quflux.Model.load(file)
    again = tmp_path / "again.toml"
    again.write_text(driven.to_toml())
    assert quflux.Model.load(again) == driven
    assert pickle.loads(pickle.dumps(driven)) == driven
    assert driven != pair
    assert "Drive 'wave' of site.a.frequency" in driven.check()
    own = driven.evolve([0, 300], outputs="work")
    given = pair.evolve([0, 300], {"gibbs": 0.4}, drive={"site.a.frequency": SINE}, outputs="work")
    assert parted(own, given, "work") == 0

    class Wave:
        def __call__(self, t):
            return sine(t)

    wave = Wave()
    gone = weakref.ref(wave)
    evolve(pair, wave)
    del wave
    gc.collect()
    assert gone() is None


def test_the_program_follows_the_same_cycle(pair, program, tmp_path):
    pair = pair.assign({"equations": ["local", "global"]})
    file = tmp_path / "model.toml"
    file.write_text(
        pair.to_toml()
        + '\n[[drive]]\nname = "wave"\nparameter = "site.a.frequency"\n'
        + 'kind = "sine"\namplitude = 0.2\nperiod = 100\n'
    )
    run = [program, "evolve", file, "--cycle", "--points", "5", "-o", tmp_path / "out.nc"]
    subprocess.run([*run, "--set", 'output=["work"]'], check=True, capture_output=True)
    written = xr.load_dataset(tmp_path / "out.nc").transpose("equation", "time", ...)
    drive = {"site.a.frequency": SINE | {"period": 100}}
    ours = pair.limit_cycle(drive, times=np.linspace(0, 100, 5), outputs="work")
    np.testing.assert_array_equal(written.work.values, ours.work.values)
    np.testing.assert_array_equal(written.time.values, ours.time.values)
