"""Models and their parts are values: nothing changes them, and they are what their fields are."""

import copy
import gc
import pickle
import re
import subprocess
import threading
import weakref

import numpy as np
import pytest
import xarray as xr

import quflux
from conftest import ROOT

EXAMPLES = sorted((ROOT / "examples").glob("*.toml"))
RABI = "coupling.rabi.strength"
FREQUENCIES = np.linspace(0, 4, 9)


def cube(w):
    return 0.01 * w**3


PARTS = [
    quflux.TwoLevel("a", 1 / 3),
    quflux.Oscillator("a", 1.0, levels=4),
    quflux.Spin("a", -0.5, spin=1.5),
    quflux.Levels("a", [0, 0.1, 1]),
    quflux.Exchange("a", "b", 0.1, name="ab"),
    quflux.Position("a", "b", 0.1),
    quflux.Exchange("a", "b", 0.1, phase=0.7),
    quflux.ZZ("a", "b", -0.1),
    quflux.Term("bias", "a", "0.6 sx + 0.8 sz", 0.1),
    quflux.MatrixTerm("bias", np.eye(2), 0.1, uncoupled=True),
    quflux.Product(["a.sp", "b.sm"], 0.1),
    quflux.PowerLaw(0.1, 3, cutoff=2.0),
    quflux.Drude(0.1, cutoff=2.0),
    quflux.Brownian(0.1, frequency=1.5, width=0.2),
    quflux.Lindblad("pump", "a", operator="sp", rate=0.1),
    quflux.Table(FREQUENCIES, 0.1 * FREQUENCIES),
    quflux.Function(cube, slope_at_zero=0.0, decays=True),
    quflux.DensitySum([quflux.Drude(0.1, cutoff=2.0), cube]),
    quflux.Lindblad("hop", operator=["a.sp", "b.sm"], rate=0.1),
    quflux.Lindblad("noise", operator=np.array([[0, 1], [0, 0]]), rate=0.1),
    quflux.Bath("hot", "a", temperature=0.5, spectral_density=quflux.PowerLaw(0.1)),
    quflux.Bath("hot", ["a", "b"], temperature=0.5, spectral_density=cube, operator="sx"),
    quflux.Bath("hot", temperature=0.5, spectral_density=quflux.PowerLaw(0.1), operator=np.eye(2)),
    quflux.Bath("hot", ["a", "b"], temperature=0.5, spectral_density=cube, weights=[1, 0.5]),
    quflux.Bath("hot", temperature=0.5, spectral_density=cube, operators=["a.sx", "b.p"]),
]


def kind(part):
    return type(part).__name__


@pytest.mark.parametrize("part", PARTS, ids=kind)
def test_parts_are_values(part):
    for again in (pickle.loads(pickle.dumps(part)), copy.copy(part), copy.deepcopy(part)):
        assert again == part
        assert type(again) is type(part) and repr(again) == repr(part)
    for other in [*PARTS, None, 1, "a"]:
        assert (part == other) == (part is other)


@pytest.mark.parametrize("part", PARTS, ids=kind)
def test_parts_do_not_change(part):
    for name in part.__match_args__:
        with pytest.raises(AttributeError):
            setattr(part, name, getattr(part, name))
        with pytest.raises(AttributeError):
            delattr(part, name)
    with pytest.raises(AttributeError):
        part.more = 1


def test_equal_parts_have_equal_hashes():
    for part in PARTS:
        assert hash(pickle.loads(pickle.dumps(part))) == hash(part)


def test_plain_parts_are_written_as_they_are_made():
    plain = [part for part in PARTS if not re.search("array|<|frequencies from", repr(part))]
    assert len(plain) > 12
    for part in plain:
        assert eval(repr(part), vars(quflux)) == part


def test_a_change_is_never_lost_in_silence(model):
    for name in ("title", "sites", "couplings", "baths", "equations", "parameters", "more"):
        with pytest.raises(AttributeError):
            setattr(model, name, None)
    for items in (model.sites, model.couplings, model.baths, model.equations):
        with pytest.raises(TypeError):
            items[0] = items[0]
    with pytest.raises(TypeError):
        model.parameters["bath.hot.temperature"] = 1.0
    with pytest.raises(AttributeError):
        model.baths[0].temperature = 1.0
    for array in (
        next(part for part in PARTS if kind(part) == "Table").values,
        next(part for part in PARTS if kind(part) == "Table").frequencies,
        next(part for part in PARTS if kind(part) == "Bath" and not part.site).operator,
    ):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1.0


def test_what_is_given_may_change_afterwards(model):
    matrix, w = np.eye(2), FREQUENCIES.copy()
    bath = quflux.Bath("b", temperature=1, spectral_density=quflux.Table(w, w), operator=matrix)
    matrix[0, 0] = w[0] = np.nan
    assert np.isfinite(bath.operator).all()
    assert np.isfinite(bath.spectral_density.frequencies).all()


def test_assign_changes_every_kind_of_field(model):
    changed = model.assign(
        {
            "title": "other",
            "site.cavity.levels": 4,
            "site.atom.frequency": 1.5,
            "coupling.rabi.strength": 0.1,
            "bath.hot.temperature": 2,
            "bath.hot.spectral_density.coefficient": 0.03,
            "bath.cold.spectral_density": quflux.Drude(0.1, 2),
            "bath.hot.operator": "sx",
            "options.degeneracy_tolerance": 1e-6,
            "equations": ["global"],
            "output": ["purity"],
            "sweep": {RABI: [0.1, 0.2]},
        }
    )
    assert changed.title == "other" and changed.equations == ("global",)
    assert changed.sites == (quflux.TwoLevel("atom", 1.5), quflux.Oscillator("cavity", 1.0, 4))
    assert changed.baths[0] == quflux.Bath(
        "hot",
        "atom",
        temperature=2,
        spectral_density=quflux.PowerLaw(0.03, 3),
        operator="sx",
    )
    assert changed.baths[1].spectral_density == quflux.Drude(0.1, 2)
    assert changed.sweep().purity.sizes == {RABI: 2, "equation": 1}
    # A number that is set is swept no more.
    assert changed.assign({RABI: 0.1}).sweep().purity.sizes == {"equation": 1}
    levels = quflux.Model(
        [quflux.Levels("m", [0, 1, 2])],
        [],
        [quflux.Bath("b", "m", temperature=1, spectral_density=cube, operator="t02")],
    )
    assert levels.assign({"site.m.energies.1": 0.5}).sites[0].energies == (0.0, 0.5, 2.0)


def test_options_of_all_equations_can_be_assigned():
    network = quflux.Model(
        [quflux.Oscillator("a", 1.0, levels=3), quflux.Oscillator("b", 1.1, levels=3)],
        [quflux.Exchange("a", "b", 0.05)],
        [
            quflux.Bath(n, n, temperature=t, spectral_density=quflux.Drude(0.02, 5))
            for n, t in [("a", 1.0), ("b", 0.4)]
        ],
        equations="exact",
        bath_coupling="exchange",
    )
    other = network.assign({"options.bath_coupling": "position"})
    assert other != network and other.assign({"options.bath_coupling": "exchange"}) == network
    assert abs(other.flows("exact") - network.flows("exact")).max() > 1e-5


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"bath.hot.spectral_density.coefficient": 1}, "is a Function, which has no 'coefficient'"),
        ({"bath.cold.spectral_density.cutof": 1}, "has no 'cutof'; it has coefficient, exponent"),
        ({"bath.warm.temperature": 1}, "there is no bath 'warm'; there are hot, cold"),
        ({"bath.hot": 1}, "there is no 'bath.hot' to assign to"),
        ({"bath.hot.temprature": 1}, "bath 'hot' is a Bath, which has no 'temprature'"),
        ({"site.atom.frequency.0": 1}, "'frequency' of site 'atom' is a float"),
        ({"site.atom.frequency": "1"}, "site 'atom': 'frequency' of \\[\\[site\\]\\] is '1'"),
        ({"options.lamb": True}, "has no key 'lamb'"),
        ({"equations": ["lokal"]}, "unknown equation 'lokal'"),
    ],
)
def test_what_cannot_be_assigned(model, settings, message):
    with_function = model.assign({"bath.hot.spectral_density": cube})
    with pytest.raises(quflux.Error, match=message):
        with_function.assign(settings)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_files_are_written_as_they_were_read(path, tmp_path):
    model = quflux.Model.load(path)
    (tmp_path / "again.toml").write_text(model.to_toml())
    again = quflux.Model.load(tmp_path / "again.toml")
    assert again == model and pickle.loads(pickle.dumps(model)) == model


def test_tables_are_saved_with_their_rows(model, tmp_path):
    w = np.linspace(0, 10, 11) / 3
    table = model.assign({"bath.hot.spectral_density": quflux.Table(w, 0.01 * w**3)})
    (tmp_path / "model.toml").write_text(table.to_toml())
    again = quflux.Model.load(tmp_path / "model.toml")
    assert again == table
    np.testing.assert_array_equal(again.flows("redfield"), table.flows("redfield"))
    np.savetxt(tmp_path / "rows.txt", np.column_stack([w, 0.01 * w**3]), fmt="%.17g")
    assert quflux.TableFile(str(tmp_path / "rows.txt")) == table.baths[0].spectral_density


def test_baths_that_say_the_same_are_equal():
    def bath(*site, **operators):
        return quflux.Bath(
            "b", *site, temperature=1, spectral_density=quflux.Drude(0.1, 5), **operators
        )

    assert bath(["a"]) == bath("a") == bath("a", operator="x") == bath(operators=["a.x"])
    assert bath(["a", "b"], operator="sx") == bath(operators=["a.sx", "b.sx"])
    assert bath(["a", "b"], weights=[1, 2]) == bath(["a", "b"], weights=(1.0, 2.0))
    with pytest.raises(quflux.Error, match="both 'operators' and a site"):
        bath("a", operators=["a.x"])
    with pytest.raises(quflux.Error, match='write "SITE.OPERATOR"'):
        bath(operators=["x"])
    with pytest.raises(quflux.Error, match="'weights' of a bath"):
        bath("a", weights=["1"])


def with_all_that_can_be_said():
    density = quflux.Drude(0.02, 5)
    return quflux.Model(
        [
            quflux.TwoLevel("q", 1.0),
            quflux.Oscillator("o", 1.1, levels=3),
            quflux.Levels("s", 0.1 * np.arange(12)),
        ],
        [quflux.Exchange("q", "o", 0.1, name="hop", phase=0.7)],
        [
            quflux.Bath("a", ["q"], temperature=1, spectral_density=density, operator="x"),
            quflux.Bath(
                "b", ["q", "o"], temperature=0.5, spectral_density=density, weights=[1, 0.5]
            ),
            quflux.Bath(
                "c",
                temperature=0.3,
                spectral_density=density,
                operators=["q.0.6 sx + 0.8 sz", "s.t10_11", "s.t01"],
                weights=[1, 2, 3],
            ),
        ],
        terms=[quflux.Term("kerr", "o", "0.5 ad ad a a", 0.1)],
        equations="redfield",
    )


def test_all_that_can_be_said_is_saved_and_loaded(tmp_path):
    one = with_all_that_can_be_said()
    two = quflux.Model.from_matrices(
        np.diag([0.0, 1.0]),
        [
            quflux.Bath(
                "b", temperature=1, spectral_density=quflux.Drude(0.1, 5), operator=np.eye(2)
            )
        ],
        terms=[quflux.MatrixTerm("bias", [[0, 1j], [-1j, 0]], 0.1)],
        equations="redfield",
    )
    for number, model in enumerate((one, two)):
        file = tmp_path / f"{number}.toml"
        file.write_text(model.to_toml())
        assert quflux.Model.load(file) == model
        assert pickle.loads(pickle.dumps(model)) == model


def test_what_can_be_said_has_paths(tmp_path):
    model = with_all_that_can_be_said()
    paths = {
        "coupling.hop.phase": 0.2,
        "term.kerr.strength": 0.3,
        "bath.b.weights.1": 0.7,
        "bath.c.weights.2": 0.9,
    }
    assert set(paths) < set(model.parameters)
    changed = model.assign(paths)
    for path, value in paths.items():
        assert changed.parameters[path] == value
    assert changed.terms == (quflux.Term("kerr", "o", "0.5 ad ad a a", 0.3),)
    q, o = np.array([[0, 1], [0, 0]]), np.diag(np.sqrt([1, 2]), 1)
    hop = 0.1 * np.exp(0.2j) * np.kron(np.kron(q.T, o), np.eye(12))
    kerr = 0.15 * np.kron(np.kron(np.eye(2), o.T @ o.T @ o @ o), np.eye(12))
    free = changed.uncoupled_hamiltonian
    np.testing.assert_allclose(changed.hamiltonian - free, hop + hop.conj().T, atol=1e-15)
    np.testing.assert_allclose(
        free - changed.assign({"term.kerr.strength": 0.0}).uncoupled_hamiltonian,
        kerr,
        atol=1e-15,
    )
    s = changed.bath_operators["b"]
    expected = np.kron(q + q.T, np.eye(3)) + 0.7 * np.kron(np.eye(2), o + o.T)
    np.testing.assert_allclose(s, np.kron(expected, np.eye(12)), atol=1e-15)


def test_a_matrix_term_is_swept():
    x, z = np.array([[0, 1], [1, 0]]), np.diag([0.0, 1.0])
    baths = [
        quflux.Bath(n, temperature=t, spectral_density=quflux.PowerLaw(0.01), operator=s)
        for n, t, s in [("hot", 1.0, x), ("cold", 0.3, np.diag([1.0, -1.0]))]
    ]
    model = quflux.Model.from_matrices(z, baths, terms=[quflux.MatrixTerm("bias", x, 0.1)])
    swept = model.sweep({"term.bias.strength": [0.1, 0.3]}, equations="redfield")
    whole = quflux.Model.from_matrices(z + 0.3 * x, baths)
    np.testing.assert_allclose(
        swept.energy_flow.isel({"term.bias.strength": 1, "equation": 0}),
        whole.energy_flow("redfield"),
        rtol=1e-12,
    )


def test_functions_say_that_they_cannot_be_saved(model):
    own = model.assign({"bath.hot.spectral_density": cube})
    with pytest.raises(
        quflux.Error, match="bath 'hot' is a function, which no model file can hold"
    ):
        own.to_toml()
    assert "is a function" in own.sweep({RABI: [0.1]}).attrs["model"]


def test_flows_are_those_of_the_command_line(program, tmp_path):
    for name in ("two_atoms_exceptional_point", "atom_and_cavity", "oscillators_grade"):
        model = quflux.Model.load(ROOT / f"examples/{name}.toml", {"sweep": {}})
        run = [program, "run", ROOT / f"examples/{name}.toml", "--set=sweep={}"]
        run += ['--set=output=["energy_flow"]', "-o", tmp_path / "theirs.nc"]
        subprocess.run(run, check=True, capture_output=True)
        with xr.open_dataset(tmp_path / "theirs.nc") as theirs:
            for label in model.equations:
                flows = theirs.energy_flow.sel(equation=label)
                for _ in range(3):  # the later ones with what the first has left
                    np.testing.assert_array_equal(model.flows(label), flows)
                    np.testing.assert_array_equal(model.energy_flow(label), flows)


def test_later_calls_equal_the_first(model):
    for call in (model.energy_flow, model.entropy_production):
        for arguments in ((), ("redfield",), ("global",)):
            first = call(*arguments)
            first.attrs["mine"] = 1
            second = call(*arguments)
            assert "mine" not in second.attrs
            del first.attrs["mine"]
            xr.testing.assert_identical(first, second)
            second[...] = 0
            for label in second.coords.values():  # shared by all later calls
                with pytest.raises(ValueError, match="read-only"):
                    label.values[...] = "other"
            xr.testing.assert_identical(first, call(*arguments))


def test_single_points_in_threads(model):
    expected = {name: model.flows(name).tolist() for name in quflux.EQUATIONS}
    wrong = []

    def work():
        for _ in range(200):
            for name, flows in expected.items():
                if model.flows(name).tolist() != flows:
                    wrong.append(name)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_sweep_of_functions_on_two_threads(model):
    """A function holds the interpreter only while it is called: two threads take turns in it."""
    both = threading.Barrier(2, timeout=20)
    seen = set()

    def density(w):
        here = threading.get_ident()
        if here not in seen and len(seen) < 2:
            seen.add(here)
            both.wait()  # gives the interpreter away, and breaks if no second thread comes
        return cube(w)

    own = model.assign({"bath.hot.spectral_density": density})
    axes = {RABI: np.linspace(0.01, 0.1, 16)}
    on_two = own.sweep(axes, threads=2, progress=False)
    assert len(seen) == 2
    on_one = own.sweep(axes, threads=1, progress=False)
    np.testing.assert_array_equal(on_two.energy_flow, on_one.energy_flow)


def test_a_model_that_its_own_function_refers_to_is_collected():
    class Density:
        def __call__(self, w):
            assert self.model is not None
            return 0.01 * w

    density = Density()
    density.model = quflux.Model(
        [quflux.TwoLevel("a", 1.0)],
        [],
        [quflux.Bath("b", "a", temperature=1.0, spectral_density=density)],
        equations="global",
    )
    density.model.flows("global")
    gone = weakref.ref(density)
    del density
    gc.collect()
    assert gone() is None


def test_matrices_come_back():
    h = np.diag([0.0, 0.3, 1.0])
    s = np.ones((3, 3))
    bath = quflux.Bath("b", temperature=1.0, spectral_density=quflux.PowerLaw(0.01), operator=s)
    model = quflux.Model.from_matrices(h, [bath], uncoupled_hamiltonian=h)
    assert model.baths == (bath,) and model.sites == ()
    np.testing.assert_array_equal(model.hamiltonian, h)
    assert model == pickle.loads(pickle.dumps(model))
    other = model.assign({"system.hamiltonian": 2 * h})
    assert other != model
    np.testing.assert_array_equal(other.hamiltonian, 2 * h)
