"""Numbers and functions in the form in which people have them."""

import math
import subprocess
import sys
from functools import cache, partial, wraps

import numpy as np
import pytest

import quflux

H = np.diag([0.0, 1.0, 2.3])
X = np.array([[0, 1.0, 0], [1.0, 0, 1.0], [0, 1.0, 0]])


def three_levels(density, hamiltonian=H, operator=X):
    cold = quflux.Bath(
        "cold", temperature=0.3, spectral_density=quflux.PowerLaw(0.02), operator=operator
    )
    hot = quflux.Bath("hot", temperature=1.0, spectral_density=density, operator=operator)
    return quflux.Model.from_matrices(hamiltonian, [hot, cold])


def flow(model):
    return model.energy_flow("redfield").values


def branching(w):
    if w == 0.0:
        return 0.0
    return 0.01 * w


@pytest.mark.parametrize(
    ("scalar", "of_arrays"),
    [
        (branching, lambda w: 0.01 * w),
        (lambda w: 0.01 * w * math.exp(-w), lambda w: 0.01 * w * np.exp(-w)),
    ],
)
def test_functions_of_one_frequency(scalar, of_arrays):
    # exp of NumPy and of the C library may differ in the last bit.
    np.testing.assert_allclose(
        flow(three_levels(scalar)), flow(three_levels(of_arrays)), rtol=1e-13
    )


def test_what_a_function_of_one_frequency_raises_comes_through():
    def broken(w):
        raise ValueError(f"nothing at {float(w)}")

    with pytest.raises(ValueError, match="nothing at 1"):
        three_levels(broken).energy_flow("redfield")


def test_sparse_matrices():
    sparse = pytest.importorskip("scipy.sparse")
    of_arrays = flow(three_levels(quflux.PowerLaw(0.01)))
    for kind in (sparse.csr_matrix, sparse.csc_array, sparse.coo_array):
        model = three_levels(quflux.PowerLaw(0.01), kind(H), kind(X))
        np.testing.assert_array_equal(flow(model), of_arrays)


def test_sparse_matrices_that_are_too_large_are_not_made_dense():
    sparse = pytest.importorskip("scipy.sparse")
    with pytest.raises(
        quflux.Error, match=r"\(100000, 100000\); the Hilbert space has at most 8192"
    ):
        three_levels(quflux.PowerLaw(0.01), sparse.identity(100_000, format="csr"))


def test_masked_elements_are_no_numbers():
    masked = np.ma.masked_equal(H, 2.3)
    with pytest.raises(quflux.Error, match="has masked elements; give each of them a number"):
        three_levels(quflux.PowerLaw(0.01), masked)
    unmasked = three_levels(quflux.PowerLaw(0.01), np.ma.masked_equal(H, 7.0))
    np.testing.assert_array_equal(flow(unmasked), flow(three_levels(quflux.PowerLaw(0.01))))


def environments():
    qutip = pytest.importorskip("qutip")
    sampled = qutip.BosonicEnvironment.from_spectral_density(
        lambda w: 0.05 * w * np.exp(-np.abs(w) / 3), T=1.0, wMax=30
    )
    return [
        qutip.DrudeLorentzEnvironment(T=1.0, lam=0.05, gamma=2.0),
        qutip.UnderDampedEnvironment(T=1.0, lam=0.1, gamma=0.3, w0=1.2),
        qutip.OhmicEnvironment(T=1.0, alpha=0.02, wc=3.0, s=1.5),
        sampled,
    ]


def test_environments_of_qutip_have_half_of_gamma():
    for environment in environments():
        bath = quflux.Bath("hot", "a", spectral_density=environment)
        assert bath.temperature == 1.0
        np.testing.assert_allclose(
            flow(three_levels(environment)),
            flow(three_levels(lambda w, e=environment: 2 * np.asarray(e.spectral_density(w)))),
            rtol=1e-12,  # closed forms and QuTiP's own differ by rounding
        )
        method = environment.spectral_density
        for same in (
            method,
            partial(method),
            partial(partial(type(environment).spectral_density), environment),
            np.vectorize(method),
            cache(method),
            partial(environment.power_spectrum, dt=None),
        ):
            for take in (three_levels, quflux.Function):
                with pytest.raises(quflux.Error, match="twice as much; give the environment itsel"):
                    take(same)
        twice = wraps(method)(lambda w, j=method: 2 * np.asarray(j(w)))
        np.testing.assert_array_equal(flow(three_levels(twice)), flow(three_levels(partial(twice))))
        with pytest.raises(quflux.Error, match="is 0.5, but its environment has T = 1; they must"):
            quflux.Bath("hot", "a", temperature=0.5, spectral_density=environment)


def test_a_function_of_one_value_is_that_everywhere():
    wanted = flow(three_levels(lambda w: np.full(len(w), 0.01)))
    for constant in (0.01, np.float64(0.01), np.array(0.01)):
        np.testing.assert_array_equal(flow(three_levels(lambda w, c=constant: c)), wanted)
    np.testing.assert_array_equal(
        flow(three_levels(lambda w: 1)), flow(three_levels(lambda w: np.ones(len(w))))
    )


@pytest.mark.parametrize("modes", [[0.8], [0.8, 1.6], [0.8, 1.2, 1.6]])
def test_a_density_of_one_frequency_may_sum_over_as_many_modes_as_are_asked_for(modes):
    def density(w):
        return 0.02 * np.sum(0.1 / (0.01 + (w - np.array(modes)) ** 2))

    np.testing.assert_array_equal(
        flow(three_levels(density)), flow(three_levels(np.vectorize(density)))
    )


def test_environments_of_qutip_couple_at_zero_frequency():
    sz = np.diag([1.0, 0.0, -1.0])
    ohmic, wanted = environments()[3], quflux.PowerLaw(0.1, cutoff=3)
    # from_spectral_density takes the slope by a difference
    np.testing.assert_allclose(
        flow(three_levels(ohmic, operator=X + sz)),
        flow(three_levels(wanted, operator=X + sz)),
        rtol=1e-4,
    )


def test_environments_must_be_in_detailed_balance():
    qutip = pytest.importorskip("qutip")
    drude, ohmic = environments()[0], environments()[3]
    transformed = qutip.BosonicEnvironment.from_correlation_function(
        ohmic.correlation_function, tMax=40, T=1.0
    )
    # The Pade decomposition is 1e-5 off, the Fourier transform 3e-4.
    for environment, of in [(drude.approximate("pade", Nk=2), drude), (transformed, ohmic)]:
        assert flow(three_levels(environment)) == pytest.approx(flow(three_levels(of)), rel=1e-3)
    for environment, ratio in [
        # One exponential: S(-w) is negative at w = 4.
        (drude.approximate("matsubara", Nk=0), "-0.514"),
        (drude.approximate("matsubara", Nk=1), "-0.161"),
        (qutip.ExponentialBosonicEnvironment([0.1], [2.0], [0.0], [2.0], T=0.0), "1"),
    ]:
        with pytest.raises(
            quflux.Error, match=rf"S\(-w\)/S\(w\) = {ratio} at w = .*before .approximate\("
        ):
            quflux.Bath("hot", "a", spectral_density=environment)
    exponential = drude.approximate("matsubara", Nk=1)
    three_levels(lambda w: exponential.power_spectrum(w) - exponential.power_spectrum(-w))


def test_environments_must_be_of_bosons():
    qutip = pytest.importorskip("qutip")
    with pytest.raises(quflux.Error, match="or a bosonic environment of QuTiP"):
        three_levels(qutip.LorentzianEnvironment(T=1.0, mu=0.0, gamma=1.0, W=1.0))


def test_temperature_may_only_be_left_to_an_environment():
    with pytest.raises(quflux.Error, match="bath 'hot': there is no temperature"):
        quflux.Bath("hot", "a", spectral_density=quflux.PowerLaw(0.01))


def test_tables_of_other_programs(tmp_path):
    w = np.linspace(0, 5, 21)
    rows = np.c_[w, 0.02 * w * np.exp(-w / 2)]
    wanted = flow(three_levels(quflux.Table(*rows.T)))
    np.savetxt(tmp_path / "t.txt", rows, fmt="%.17g", header="omega J", comments="% ")
    np.savetxt(tmp_path / "t.csv", rows, fmt="%.17g", delimiter=",", header="omega,J", comments="")
    german = (tmp_path / "t.csv").read_text().replace(",", ";").replace(".", ",")
    (tmp_path / "german.csv").write_text(german, encoding="utf-8-sig")
    np.save(tmp_path / "t.npy", rows)
    np.save(tmp_path / "f.npy", np.asfortranarray(rows))
    for name in ("t.txt", "t.csv", "german.csv", "t.npy", "f.npy"):
        model = three_levels(quflux.TableFile(tmp_path / name))
        np.testing.assert_array_equal(flow(model), wanted)


def test_tables_without_their_first_row():
    w = np.linspace(0.1, 5, 50)
    model = three_levels(quflux.Table(w, 0.02 * w), operator=X + np.eye(3))
    np.testing.assert_allclose(
        flow(model), flow(three_levels(quflux.PowerLaw(0.02), operator=X + np.eye(3))), rtol=1e-12
    )


def test_tables_without_their_first_row_must_follow_a_line():
    w = np.linspace(0.1, 5, 50)
    for power in (0.5, 1.5, 3):
        model = three_levels(quflux.Table(w, 0.02 * w**power), operator=X + np.eye(3))
        with pytest.raises(quflux.Error, match="add rows closer to w = 0|give rows closer to"):
            flow(model)


def test_a_function_that_needs_its_own_flows_ends():
    program = """if True:
        import quflux
        model = quflux.Model([quflux.TwoLevel("a", 1.0)], [], [
            quflux.Bath("h", "a", temperature=0.5, spectral_density=quflux.PowerLaw(0.01))])
        def endless(w):
            model.assign({"bath.h.spectral_density": endless}).energy_flow("redfield")
            return 0.01 * w
        try:
            model.assign({"bath.h.spectral_density": endless}).energy_flow("redfield")
        except RecursionError as error:
            print(error)
    """
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True
    )
    assert "the spectral density of bath 'h' asks for flows that need itself" in said.stdout


def test_options_are_unset():
    model = quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.0)],
        [quflux.Exchange("a", "b", 0.1, name="g", phase=0.5)],
        [quflux.Bath("h", "a", temperature=1.0, spectral_density=quflux.PowerLaw(0.1, cutoff=5))],
        secular_cutoff=0.1,
    )
    path = "bath.h.spectral_density.cutoff"
    plain = model.assign({"options.secular_cutoff": None, path: None, "coupling.g.phase": None})
    assert "secular_cutoff" not in plain.to_toml()
    assert plain.baths[0].spectral_density.cutoff is None
    assert plain.couplings[0].phase is None
    with pytest.raises(
        quflux.Error, match="site 'a': 'frequency' of .* is None; it must be a number"
    ):
        model.assign({"site.a.frequency": None})


def test_former_names_lead_to_those_of_today():
    with pytest.raises(AttributeError, match=r"quflux.Tabulated is now called quflux.Table"):
        _ = quflux.Tabulated
