"""Bad input is an error that tells what is allowed: never a crash, a leak or a wrong number."""

import copy
import pickle
import re
import resource
import struct
import subprocess
import sys

import numpy as np
import pytest

import quflux
from conftest import ROOT
from quflux import _core

CALLABLES = {
    "raises": (lambda w: 1 / 0, ZeroDivisionError, "division"),
    "too few": (lambda w: w[:1], quflux.Error, r"shape \(1,\) for 20 frequencies"),
    "two numbers": (lambda w: [0.1, 0.2], quflux.Error, r"shape \(2,\) for 20 frequencies"),
    "a number that is not finite": (lambda w: np.nan, quflux.Error, "is nan at the frequency"),
    "complex": (lambda w: 1j * w, quflux.Error, "complex128; they must be real"),
    "text": (lambda w: "much", quflux.Error, "must be real"),
    "nothing": (lambda w: None, quflux.Error, "must be real"),
    "negative": (lambda w: -w, quflux.Error, "it must be a finite number >= 0"),
    "nan": (lambda w: w * np.nan, quflux.Error, "is nan at the frequency"),
    "infinite": (lambda w: w * np.inf, quflux.Error, "is inf at the frequency"),
    "two axes": (lambda w: w[:, np.newaxis], quflux.Error, r"shape \(20, 1\) for 20 frequencies"),
    "objects": (lambda w: w.astype(object), quflux.Error, "object; they must be real"),
    "masked": (lambda w: np.ma.masked_greater(w, 0.2), quflux.Error, "returned masked values"),
    "bools": (lambda w: w > 0, quflux.Error, "bool; they must be real"),
    "no arguments": (lambda: 0.1, TypeError, "positional argument"),
    "ends the program": (lambda w: sys.exit(3), SystemExit, "3"),
}
RABI = "coupling.rabi.strength"


def pair_of_atoms(density):
    """Few enough levels for searches along a parameter."""
    return quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.1)],
        [quflux.Exchange("a", "b", 0.05, name="rabi")],
        [
            quflux.Bath("hot", "a", temperature=0.5, spectral_density=density),
            quflux.Bath("cold", "b", temperature=0.3, spectral_density=quflux.PowerLaw(0.01)),
        ],
    )


OHMIC = quflux.PowerLaw(0.01)


def oscillators(density=OHMIC):
    return quflux.Model(
        [quflux.Oscillator("a", 1.0, levels=3), quflux.Oscillator("b", 1.1, levels=3)],
        [quflux.Exchange("a", "b", 0.05, name="rabi")],
        [
            quflux.Bath("hot", "a", temperature=0.5, spectral_density=density),
            quflux.Bath("cold", "b", temperature=0.3, spectral_density=quflux.PowerLaw(0.01)),
        ],
    )


@pytest.mark.parametrize("name", CALLABLES)
def test_densities_that_are_wrong(model, name):
    function, kind, message = CALLABLES[name]
    wrong = model.assign({"bath.hot.spectral_density": function})
    with pytest.raises(kind, match=message):
        wrong.energy_flow("global")


def raises(w):
    raise LookupError("out of data")


@pytest.mark.parametrize(
    "call",
    [
        lambda: pair_of_atoms(raises).sweep({RABI: [0.01, 0.02]}),
        lambda: pair_of_atoms(raises).steady_state("redfield"),
        lambda: pair_of_atoms(raises).check(),
        lambda: pair_of_atoms(raises).eigenvalues("redfield"),
        lambda: pair_of_atoms(raises).eigenvalues("redfield", {RABI: [0.01, 0.02]}),
        lambda: pair_of_atoms(raises).exceptional_points(RABI, 0.01, 0.1, "redfield"),
        lambda: pair_of_atoms(raises).transition(RABI, 0.01, 0.1, "redfield"),
        lambda: oscillators(raises).energy_flow("redfield"),
        lambda: oscillators(raises).grade({RABI: [0.01, 0.02]}),
    ],
)
def test_an_exception_of_a_density_comes_through_every_call(call):
    with pytest.raises(LookupError, match="out of data"):
        call()


def test_densities_that_meddle(model):
    """With the argument, which is theirs, and with the model, which they may ask in turn."""
    kept = []

    def meddles(w):
        kept.append(w)
        result = 0.01 * w**3
        w[:] = np.nan
        model.energy_flow("local")
        return result

    flows = model.assign({"bath.hot.spectral_density": meddles}).energy_flow("global")
    # NumPy's cube and that of the library differ in the last bit.
    np.testing.assert_allclose(flows, model.energy_flow("global"), rtol=1e-12)
    assert all(np.isnan(w).all() for w in kept)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda m: m.bath_noise([0.0, np.nan], "global"), "list of frequencies holds nan"),
        (lambda m: m.cumulants("global", 2, weights={"hot": np.inf}), "weights holds inf"),
        (lambda m: m.correlation(np.full((8, 8), np.nan), np.eye(8), [0, 1]), "operator .* holds"),
        (lambda m: m.evolve([0, 1], drive=5), "drive is 5; it must be a dictionary"),
    ],
)
def test_numbers_that_are_none(model, call, message):
    with pytest.raises(quflux.Error, match=message):
        call(model)


def test_an_exception_of_a_density_comes_through_a_sweep(model):
    def late(w):
        late.calls += 1
        if late.calls > 3:
            raise LookupError("out of data")
        return 0.01 * w

    late.calls = 0
    wrong = model.assign({"bath.hot.spectral_density": late})
    with pytest.raises(LookupError, match="out of data"):
        wrong.sweep({"coupling.rabi.strength": np.linspace(0.01, 0.1, 50)})


def test_a_progress_bar_that_fails_ends_the_sweep(model, monkeypatch):
    from contextlib import contextmanager

    from quflux import _progress

    @contextmanager
    def broken(total, shown):
        def update(n, now):
            raise OSError("no terminal")

        yield update

    monkeypatch.setattr(_progress, "bar", broken)
    with pytest.raises(OSError, match="no terminal"):
        model.sweep({"coupling.rabi.strength": np.linspace(0.01, 0.1, 50)})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(omega1=1j), "omega1 is of type complex128; it must be real"),
        (dict(c1="a"), "c1 is of type"),
        (dict(T1=None), "T1 is of type object"),
        (dict(omega1=True), "omega1 is of type bool"),
        (dict(omega1=10**400), "omega1 holds a whole number beyond 1e30, which no float is"),
        (dict(T1=np.array([0.1, None])), "T1 is of type object"),
        (dict(T1=np.ma.array([0.1, 0.2], mask=[0, 1])), "T1 has masked values"),
        (dict(T1=np.array(["2020-01-01"], "M8[D]")), "T1 is of type datetime64"),
        (dict(omega1=float("nan")), "omega1 is nan; it must be a finite number > 0"),
        (dict(omega1=-1.0), "omega1 is -1; it must be a finite number > 0"),
        (dict(coupling=float("inf")), "coupling"),
        (dict(coupling=3.0), "must stay below"),
        (dict(c2=-0.1), "must be a finite number >= 0"),
        (dict(T2=[0.1, -0.1]), r"at the index \(1\): the temperature"),
        (dict(T1=np.ones(3), T2=np.ones(4)), r"does not broadcast with \(3\)"),
        (dict(c1=0.0, c2=0.0), "not unique"),
        (dict(equation="redfield"), "redfield needs the density matrix"),
        (dict(equation="exact"), "known for oscillators only"),
        (dict(equation="Global"), "unknown equation 'Global'"),
        (dict(outputs="flow3"), "unknown output 'flow3'"),
        (dict(exponent=float("nan")), "exponent is nan"),
        (dict(cutoff=-1.0), "cutoff is -1.0"),
        (dict(kind="drude"), "needs a cutoff"),
        (dict(kind="table"), "kind is 'table'"),
        (dict(threads=0), "threads is 0"),
        (dict(threads=True), "threads is True"),
        (dict(invalid="ignore"), "invalid is 'ignore'"),
        (dict(out=np.empty(3)), "out must be"),
        (dict(T1=np.ones(3), out=np.empty(3, np.float32)), "out must be"),
        (dict(T1=np.ones((3, 2)), out=np.empty((2, 3)).T), "out must be"),
        (dict(T1=np.ones(3), out=np.broadcast_to(0.0, 3)), "out must be"),
        (
            dict(
                T1=np.broadcast_to(0.1, (2**40, 1)),
                T2=np.broadcast_to(0.1, (1, 2**40)),
            ),
            "more than memory",
        ),
    ],
)
def test_pairs_that_are_wrong(pair, arguments, message):
    with pytest.raises(quflux.Error, match=message):
        quflux.two_level_pair(**pair | arguments)


S = np.array([[0, 1], [1, 0]])
DENSITY = quflux.PowerLaw(0.01)


def bath(**changes):
    return quflux.Bath(
        **dict(name="b", temperature=1.0, spectral_density=DENSITY, operator=S) | changes
    )


@pytest.mark.parametrize(
    ("hamiltonian", "changes", "message"),
    [
        (np.zeros((2, 3)), {}, r"the Hamiltonian has the shape \(2, 3\)"),
        (np.zeros(4), {}, r"the Hamiltonian has the shape \(4,\)"),
        (np.array([[0, 1j], [1j, 0]]), {}, "the Hamiltonian is not Hermitian"),
        (np.array([[np.nan, 0], [0, 1]]), {}, "finite"),
        (np.array([["a", "b"], ["c", "d"]]), {}, "it must be a matrix of numbers"),
        (np.diag(np.arange(101)), {}, "101 x 101"),
        (np.diag([0, 1, 2]), {}, "operator"),
        (np.diag([0, 1]), dict(operator=None), "operator"),
        (np.diag([0, 1]), dict(operator=[[0, 1], [0, 0]]), "not Hermitian"),
        (np.diag([0, 1]), dict(temperature=-1), "temperature"),
        (np.diag([0, 1]), dict(temperature=1j), "'temperature' of a bath is 1j"),
        (np.diag([0, 1]), dict(temperature=np.nan), "temperature"),
        (np.diag([0, 1]), dict(spectral_density=3), "it must be a PowerLaw"),
        (np.diag([0, 1]), dict(name="hot.water"), "hot.water"),
    ],
)
def test_matrices_that_are_wrong(hamiltonian, changes, message):
    with pytest.raises(quflux.Error, match=message):
        quflux.Model.from_matrices(hamiltonian, [bath(**changes)])


@pytest.mark.parametrize(
    ("sites", "couplings", "message"),
    [
        ([], [], r"has no \[\[site\]\]"),
        ([quflux.TwoLevel("a", np.inf)], [], "site 'a': 'frequency'"),
        ([quflux.TwoLevel("a", 1), quflux.TwoLevel("a", 1)], [], "names must be unique"),
        ([quflux.Oscillator("a", 1, levels=1)], [], "site 'a': 'levels'"),
        (lambda: [quflux.Oscillator("a", 1, levels=2.5)], [], "site 'a': 'levels'"),
        ([quflux.Spin("a", 1, spin=0.7)], [], "site 'a': 'spin' is 0.7"),
        ([quflux.Levels("a", [0])], [], "has 1 levels"),
        (["a"], [], "it must be a TwoLevel"),
        ([quflux.TwoLevel("a", 1)], [quflux.Exchange("a", "b", 0.1, "c")], "coupling 'c': "),
        ([quflux.TwoLevel("a", 1)], [quflux.Product(["a.foo"], 0.1)], "has no operator 'foo'"),
        ([quflux.TwoLevel("a", 1)], [quflux.TwoLevel("b", 1)], "it must be an Exchange"),
    ],
)
def test_parts_that_are_wrong(sites, couplings, message):
    hot = quflux.Bath("hot", "a", temperature=1.0, spectral_density=DENSITY)
    with pytest.raises(quflux.Error, match=message):
        quflux.Model(sites() if callable(sites) else sites, couplings, [hot])


def test_tables_that_are_wrong():
    for w, gamma, message in [
        ([1, 2, 3], [1, 1, 1], "at least 4"),
        ([1, 2, 3, 3], [1, 1, 1, 1], "ascending"),
        ([1, 2, 3, 4], [1, 1, -1, 1], ">= 0"),
        ([1, 2, 3, 4], [1, 1, 1j, 1], "real"),
        ([[1, 2, 3, 4]], [1, 1, 1, 1], "axes"),
        ([1, 2, 3, 4], [1, 1, np.nan, 1], "nan"),
    ]:
        with pytest.raises(quflux.Error, match=message):
            quflux.Table(w, gamma)


def test_sweeps_that_are_wrong(model):
    for arguments, message in [
        (dict(axes={"coupling.rabi.strenght": [1]}), "did you mean 'coupling.rabi.strength'"),
        (dict(axes={"bath.hot.temperature": []}), "empty"),
        (dict(axes={"bath.hot.temperature": [[1, 2]]}), "2 axes"),
        (dict(axes={"bath.hot.temperature": [1j]}), "complex"),
        (dict(axes={"bath.hot.temperature": [np.nan]}), "nan"),
        (dict(equations="lokal"), "unknown equation 'lokal'"),
        (dict(equations=[]), "empty"),
        (dict(outputs="flow"), "flow"),
        (dict(outputs=[3]), "names and tables"),
        (dict(outputs="moment_eigenvalues"), "needs a pair"),
        (dict(outputs={"kind": "specific_flow"}), "over"),
        (dict(threads=0), "threads is 0"),
        (dict(threads=-1), "threads is -1"),
        (dict(threads=1.5), "threads is 1.5"),
        (dict(road="on"), "road is 'on'; it must be 'auto' or 'density_matrix'"),
        (dict(road=True), "road is True"),
    ]:
        with pytest.raises(quflux.Error, match=message):
            model.sweep(**arguments)


def test_grades_that_are_wrong(model):
    with pytest.raises(quflux.Error, match="bath 'hot': there is no correlation function"):
        model.grade()
    for arguments, message in [
        (dict(threads=0), "threads is 0"),
        (dict(axes={"bath.hot.temperature": [np.nan]}), "nan"),
        (dict(axes={"bath.hot.temprature": [1]}), "did you mean"),
    ]:
        with pytest.raises(quflux.Error, match=message):
            oscillators().grade(**arguments)


def test_settings_that_are_wrong(model):
    for settings, message in [
        ({"bath.hot.temperature": 1j}, "1j"),
        ({"bath.hot.temperature": np.nan}, "nan"),
        ({"bath.hot.temperature": "warm"}, "temperature"),
        ({"bath.hot.temperature": None}, "there is no temperature"),
        ({"bath.hot.temperature": np.array([1j])}, "array of the shape"),
        ({"bath.hot.spectral_density": 3}, "it must be a PowerLaw"),
        ({"bath.warm.spectral_density": quflux.PowerLaw(1)}, "warm"),
        ({"bath.warm.spectral_density": np.sqrt}, "warm"),
        ({"": 1}, ""),
        ({"=": 1}, ""),
        ({"bath.hot.temperature\nx": 1}, ""),
        ({3: 1}, "a path is 3; it must be a string"),
    ]:
        with pytest.raises(quflux.Error, match=message or "."):
            model.assign(settings)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda m: quflux.Model(3), "sites is 3; it must be a list, of one if there is one"),
        (lambda m: quflux.Model(m.sites[0]), r"sites is TwoLevel\(.*; it must be a list"),
        (lambda m: quflux.Model(m.sites, title=3), "title is 3; it must be a string"),
        (lambda m: quflux.Model(m.sites, title="\ud800"), "title is .*half a character"),
        (lambda m: quflux.Model(m.sites, equations=3), "equations is 3; it must be a list"),
        (lambda m: quflux.Model(m.sites, equations=[3]), "an equation is 3; it must be a string"),
        (lambda m: m.sweep({}, equations="\udc80"), "an equation is .*half a character"),
        (lambda m: m.sweep("x"), "axes is 'x'; it must be a dictionary"),
        (lambda m: m.eigenvalues("global", {None: [1]}), "a path is None; it must be a string"),
        (lambda m: m.sweep({"\ud800": [1]}), "a path is .*half a character"),
        (lambda m: m.sweep({}, outputs=3), "outputs is 3; it must be a list"),
        (lambda m: m.assign(3), "settings is 3; it must be a dictionary"),
        (lambda m: m.assign({"bath.\ud800.temperature": 1}), "a path is .*half a character"),
        (lambda m: quflux.Model.load(3), "the path of a file is 3"),
        (lambda m: quflux.Model.load("\udc80.toml"), "the path of a file is .*half a character"),
        (lambda m: quflux.Model.load("x", [1]), r"settings is \[1\]; it must be a dictionary"),
        (lambda m: m.transition(3, 0, 1), "parameter is 3; it must be a string"),
        (lambda m: m.transition("coupling.rabi.strength", "a", 1), "start is 'a'; it must be a n"),
        (
            lambda m: m.transition("coupling.rabi.strength", 0, [1]),
            r"stop is an array of .* \(1,\)",
        ),
        (lambda m: m.sweep({"coupling.rabi.strength": 0.1}), "is 0.1; it must be a list of numb"),
        (
            lambda m: m.energy_flow("global", road=["auto"]),
            r"road is \['auto'\]; it must be 'auto'",
        ),
        (
            lambda m: quflux.TwoLevel("a", np.ones(3)),
            r"'frequency' of \[\[site\]\] is an array of the shape \(3,\); it must be a number",
        ),
        (lambda m: quflux.Model.load("a\0b"), r"'a\\x00b'; no path has a character of the code 0"),
    ],
)
def test_arguments_of_another_type(model, call, message):
    with pytest.raises(quflux.Error, match=message) as raised:
        call(model)
    str(raised.value).encode()  # or no terminal could show it


def test_arrays_without_an_axis_are_numbers(model):
    warmer = model.assign({"bath.hot.temperature": np.array(0.8)})
    assert warmer.parameters["bath.hot.temperature"] == 0.8
    pair = quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.0)],
        [quflux.Exchange("a", "b", 0.05, name="rabi")],
        [quflux.Bath("hot", "a", temperature=0.5, spectral_density=quflux.PowerLaw(0.01))],
        equations=["local"],
    )
    found = pair.transition("coupling.rabi.strength", np.array(0.0), np.float32(0.5))
    assert found == pair.transition("coupling.rabi.strength", 0, 0.5)


def test_pickles_that_are_broken(model):
    whole = pickle.dumps(model)
    for length in range(0, len(whole), 97):
        with pytest.raises((pickle.UnpicklingError, EOFError)):
            pickle.loads(whole[:length])
    with pytest.raises(quflux.Error):
        pickle.loads(whole.replace(struct.pack(">d", 0.5), struct.pack(">d", -0.5)))
    with pytest.raises(quflux.Error):
        pickle.loads(whole.replace(b"rabi", b"ra.i"))
    with pytest.raises((pickle.PicklingError, AttributeError), match="lambda"):
        pickle.dumps(model.assign({"bath.hot.spectral_density": lambda w: w}))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: quflux.TwoLevel(), "TwoLevel() lacks 'name'; it takes name, frequency"),
        (lambda: quflux.TwoLevel("a"), "TwoLevel() lacks 'frequency'; it takes name, frequency"),
        (
            lambda: quflux.TwoLevel("a", 1.0, 2.0),
            "TwoLevel() is given 3 arguments without a name; those are name, frequency",
        ),
        (
            lambda: quflux.TwoLevel("a", frequncy=1.0),
            "TwoLevel() has no argument 'frequncy'; did you mean 'frequency'?",
        ),
        (lambda: quflux.TwoLevel("a", 1.0, name="b"), "TwoLevel() is given 'name' twice"),
        (lambda: quflux.Table([0, 1]), "Table() lacks 'values'; it takes frequencies, values"),
        (lambda: quflux.TableFile(), "TableFile() lacks 'file'; it takes file"),
        (
            lambda: quflux.PowerLaw(1)(),
            "PowerLaw.__call__() lacks 'frequency'; it takes frequency",
        ),
        (
            lambda: quflux.Bath("hot", "a", 1.0),
            "Bath() is given 3 arguments without a name; those are name, site",
        ),
        (
            lambda: quflux.Bath("hot", "a", temperature=1.0),
            "Bath() lacks 'spectral_density'; it takes name, site, temperature, "
            "spectral_density, operator, operators, weights",
        ),
    ],
)
def test_calls_that_lack_an_argument_or_have_one_too_many(call, message):
    with pytest.raises(TypeError, match=f"^{re.escape(message)}$"):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: quflux.TwoLevel(None, 1.0), "'name' of [[site]] is None; it must be a string"),
        (
            lambda: quflux.TwoLevel("a", None),
            "site 'a': 'frequency' of [[site]] is None; it must be a number",
        ),
        (
            lambda: quflux.Oscillator("a", 1.0, None),
            "site 'a': 'levels' of [[site]] is None; it must be a number",
        ),
        (
            lambda: quflux.Oscillator("a", 1.0, 2.5),
            "site 'a': 'levels' of [[site]] is 2.5; it must be a whole number of at most nine "
            "digits",
        ),
        (
            lambda: quflux.TwoLevel("a", 2**53 + 1),
            "site 'a': 'frequency' of [[site]] is 9007199254740993, which no double holds; give it "
            "as a float",
        ),
        (
            lambda: quflux.TwoLevel("a", np.int64(2**53 + 1)),
            "site 'a': 'frequency' of [[site]] is of type int64, which no double holds; give it as "
            "a float",
        ),
        (
            lambda: quflux.Oscillator("a", 1.0, 2**53 + 1),
            "site 'a': 'levels' of [[site]] is 9007199254740993; it must be a whole number of at "
            "most nine digits",
        ),
        (
            lambda: quflux.Oscillator("a", 1.0, np.int64(10**10)),
            "site 'a': 'levels' of [[site]] is 10000000000; it must be a whole number of at most "
            "nine digits",
        ),
        (
            lambda: quflux.Oscillator("a", 1.0, levels=10**40),
            "site 'a': 'levels' of [[site]] is a whole number beyond 1e30; it must be a whole "
            "number of at most nine digits",
        ),
        (
            lambda: quflux.Levels("a", [0, 2**53 + 1, 1e17]),
            "site 'a': 'energies' of [[site]] holds 9007199254740993, which no float is; write it "
            "as a float",
        ),
        (
            lambda: quflux.PowerLaw(1)([10**30]),
            "the frequency holds 1000000000000000000000000000000, which no float is; write it as a "
            "float",
        ),
        (
            lambda: quflux.Model.from_matrices([[1, 2], [3]]),
            "the Hamiltonian has lists of different lengths or depths; all rows must have as many "
            "numbers",
        ),
        (
            lambda: oscillators().sweep({RABI: [[0.1], [0.2, 0.3]]}),
            f"the list of values of '{RABI}' has lists of different lengths or depths; all rows "
            "must have as many numbers",
        ),
        (
            lambda: quflux.Levels("a", None),
            "site 'a': 'energies' of [[site]] is None; it must be a list of numbers",
        ),
        (
            lambda: quflux.Exchange("a", None, 0.1),
            "'second' of [[coupling]] is None; it must be a string",
        ),
        (
            lambda: quflux.Product(["a.sp", None], 0.1),
            "one of 'operators' of [[coupling]] is None; it must be a string",
        ),
        (
            lambda: quflux.Product("a.sp", 0.1),
            "'operators' of [[coupling]] is 'a.sp'; it must be a list, of one if there is one",
        ),
        (
            lambda: quflux.PowerLaw(None),
            "'coefficient' of a spectral density is None; it must be a number",
        ),
        (
            lambda: quflux.Bath("hot", ["a", None], temperature=1, spectral_density=np.sqrt),
            "one of 'site' of bath 'hot' is None; it must be a string",
        ),
        (
            lambda: quflux.Bath("hot", 3, temperature=1, spectral_density=np.sqrt),
            "'site' of bath 'hot' is 3; it must be a list, of one if there is one",
        ),
        (
            lambda: quflux.Bath("hot", operators=[None], temperature=1, spectral_density=np.sqrt),
            "one of 'operators' of bath 'hot' is None; it must be a string",
        ),
        (
            lambda: quflux.Lindblad("pump", operator=["a.sp", None], rate=0.1),
            "one of 'operator' of lindblad 'pump' is None; it must be a string",
        ),
        (
            lambda: quflux.Function(np.sqrt, decays=1),
            "'decays' of a spectral density is 1; it must be True or False",
        ),
        (
            lambda: quflux.TableFile(None),
            "the path of a file is None; it must be a string or a path",
        ),
        (
            lambda: quflux.PowerLaw(1)(None),
            "the frequency is of type object; it must be real numbers",
        ),
        (
            lambda: quflux.Function(np.eye(2)),
            "a spectral density is array([[1., 0.], [0., 1.]]); it must be a function",
        ),
        (
            lambda: quflux.DensitySum(None),
            "a spectral density is None; it must be a list, of one if there is one",
        ),
    ],
)
def test_arguments_that_are_none_or_of_another_kind(call, message):
    with pytest.raises(quflux.Error, match=f"^{re.escape(message)}$"):
        call()


def test_objects_of_the_library_are_not_made_by_hand():
    for name, item in vars(_core).items():
        if isinstance(item, type) and name not in ("Error", "Equation"):
            with pytest.raises(TypeError):
                item()
            with pytest.raises(TypeError):
                pickle.dumps(item.__new__(item))
            with pytest.raises(TypeError):
                copy.copy(item.__new__(item))
    for wrong in (None, 3, "x", object()):
        with pytest.raises(TypeError):
            _core.run_sweep(wrong, True, 0, None)
        with pytest.raises(TypeError):
            _core.pair_flows(*7 * [wrong], wrong, wrong, wrong, wrong, wrong, wrong)


def test_searches_that_are_wrong():
    atoms = pair_of_atoms(quflux.PowerLaw(0.01))
    for arguments in [
        (RABI, np.nan, 0.1, "local"),
        (RABI, 0.01, np.inf, "local"),
        (RABI, 0.1, 0.01, "local"),
        ("site.a.frequency", -1.0, 1.0, "local"),
        (RABI, 0.01, 0.1, "exact"),
    ]:
        with pytest.raises(quflux.Error):
            atoms.exceptional_points(*arguments)
        with pytest.raises(quflux.Error):
            atoms.transition(*arguments)
    for height in (-1.0, np.nan):
        with pytest.raises(quflux.Error, match="height"):
            atoms.exceptional_points(RABI, 0.01, 0.1, "local", height=height)
    with pytest.raises(quflux.Error):
        atoms.eigenvalues("local", {RABI: [np.nan, 0.1]})
    with pytest.raises(quflux.Error):
        atoms.eigenvalues("local", {RABI: []})


def test_files_that_are_wrong(tmp_path):
    path = tmp_path / "model.toml"
    with pytest.raises(quflux.Error, match="it must be a file that exists"):
        quflux.Model.load(path)
    path.write_bytes(b"title = 'a\xff'\n")
    with pytest.raises(quflux.Error):
        quflux.Model.load(path)


def test_errors_are_value_errors_with_the_text_of_the_command_line(program, tmp_path):
    path = tmp_path / "model.toml"
    path.write_text('titel = "x"\n')
    ran = subprocess.run([program, "check", path], capture_output=True, text=True)
    with pytest.raises(ValueError) as caught:
        quflux.Model.load(path)
    assert ran.returncode == 2
    assert str(caught.value) in ran.stderr


def test_files_that_once_were_trouble_are_read_or_refused():
    files = sorted((ROOT / "testdata/fuzz_corpus/model").glob("*"))
    assert files
    for path in files:
        try:
            quflux.Model.load(path)
        except quflux.Error as error:
            assert len(str(error).splitlines()) == 1


def test_nothing_leaks():
    """The library counts its objects when the interpreter ends and tells those that are left."""
    script = """
import numpy as np, quflux
def density(w):
    return model and w
model = quflux.Model([quflux.TwoLevel("a", 1.0)], [],
                     [quflux.Bath("b", "a", temperature=1.0, spectral_density=density)])
try:
    model.energy_flow()
except quflux.Error as error:
    kept = error
model.sweep({"bath.b.temperature": [0.1, 0.2]}, equations="local", outputs="populations")
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert "leak" not in ran.stderr


def test_memory_does_not_grow(pair, model):
    wrong = model.assign({"bath.hot.spectral_density": CALLABLES["too few"][0]})

    def rounds(count):
        for _ in range(count):
            for arguments in (dict(T1=np.ones(3), T2=np.ones(4)), dict(T2=[0.1] * 1000 + [-1])):
                with pytest.raises(quflux.Error):
                    quflux.two_level_pair(**pair | arguments)
            with pytest.raises(quflux.Error):
                wrong.energy_flow("global")
            quflux.two_level_pair(**pair | dict(T1=np.full(100_000, 0.2)), outputs="coherence")

    rounds(30)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rounds(100)
    # A leak of one result of 100 000 numbers a round would be 80 MB; the allocator may want some.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kB
