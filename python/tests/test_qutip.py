"""Ten models in QuTiP too: the same density matrices and energy flows."""

from dataclasses import dataclass

import numpy as np
import pytest

import quflux
from quflux import (
    ZZ,
    Bath,
    Drude,
    Exchange,
    Levels,
    Oscillator,
    Position,
    PowerLaw,
    Product,
    Spin,
    TwoLevel,
)

qutip = pytest.importorskip("qutip")

# QuTiP solves the same linear equations in another way; both are in double precision, with
# condition numbers up to 1e4.
TOLERANCE = 1e-10


def bath(name, site, temperature, density, operator=None):
    return Bath(name, site, temperature=temperature, spectral_density=density, operator=operator)


def pair(detuning, coupling):
    return quflux.Model(
        [TwoLevel("a", 1.0), TwoLevel("b", 1.0 - detuning)],
        [Exchange("a", "b", coupling)],
        [bath("cold", "a", 0.2, PowerLaw(0.002, 3)), bath("hot", "b", 0.6, PowerLaw(0.04, 3))],
    )


def random_matrices(seed, dimension, imaginary):
    random = np.random.default_rng(seed)

    def hermitian():
        m = random.normal(size=(2, dimension, dimension))
        return (m[0] + m[0].T) / 2 + 1j * imaginary * (m[1] - m[1].T) / 2

    return quflux.Model.from_matrices(
        hermitian(),
        [
            bath("hot", None, 1.5, Drude(0.02, 3.0), operator=hermitian()),
            bath("cold", None, 0.5, PowerLaw(0.01, 1, cutoff=5.0), operator=hermitian()),
        ],
    )


def models():
    yield "resonant pair", pair(0.0, 0.03)
    yield "detuned pair", pair(0.09, 0.05)
    yield (
        "atom and cavity",
        quflux.Model(
            [TwoLevel("atom", 1.0), Oscillator("cavity", 0.9, levels=4)],
            [Position("atom", "cavity", 0.1)],
            [bath("hot", "atom", 0.7, PowerLaw(0.01)), bath("cold", "cavity", 0.3, PowerLaw(0.02))],
        ),
    )
    yield (
        "maser",
        quflux.Model(
            [Levels("atom", [0.0, 0.4, 1.0])],
            [],
            [
                bath("hot", "atom", 1.0, PowerLaw(0.02, 3), "t02"),
                bath("cold", "atom", 0.2, PowerLaw(0.03, 3), "t12"),
                bath("load", "atom", 0.4, PowerLaw(0.01, 3), "t01"),
            ],
        ),
    )
    yield (
        "three atoms",
        quflux.Model(
            [TwoLevel("a", 1.0), TwoLevel("b", 1.1), TwoLevel("c", 0.9)],
            [Exchange("a", "b", 0.08), Exchange("b", "c", 0.06)],
            [bath("hot", "a", 0.8, PowerLaw(0.02)), bath("cold", "c", 0.3, PowerLaw(0.01))],
        ),
    )
    yield (
        "two oscillators",
        quflux.Model(
            [Oscillator("a", 1.0, levels=3), Oscillator("b", 1.2, levels=3)],
            [Position("a", "b", 0.1)],
            [bath("hot", "a", 0.5, Drude(0.02, 2.0)), bath("cold", "b", 0.2, Drude(0.01, 3.0))],
        ),
    )
    yield (
        "spin and atom",
        quflux.Model(
            [Spin("spin", 1.0, spin=1.0), TwoLevel("atom", 0.8)],
            [ZZ("spin", "atom", 0.1), Exchange("spin", "atom", 0.05)],
            [bath("hot", "spin", 0.9, PowerLaw(0.01)), bath("cold", "atom", 0.3, PowerLaw(0.03))],
        ),
    )
    yield (
        "common bath",
        quflux.Model(
            [TwoLevel("a", 1.0), TwoLevel("b", 1.3)],
            [],
            [
                bath("common", ["a", "b"], 0.6, PowerLaw(0.02, 3)),
                bath("own", "b", 0.3, PowerLaw(0.01, 3)),
            ],
        ),
    )
    yield (
        "refrigerator",
        quflux.Model(
            [TwoLevel("cold", 1.0), TwoLevel("hot", 1.6), TwoLevel("work", 0.6)],
            [Product(["cold.sp", "work.sp", "hot.sm"], 0.05)],
            [
                bath("cold", "cold", 0.5, PowerLaw(0.01)),
                bath("hot", "hot", 0.6, PowerLaw(0.01)),
                bath("work", "work", 2.0, PowerLaw(0.01)),
            ],
        ),
    )
    yield "random matrices", random_matrices(3, 5, imaginary=0)


def rate(b):
    """R(w): the rate at which the system releases the energy w."""

    def r(w):
        if w == 0:
            slope = {1: b.spectral_density.coefficient}.get(
                getattr(b.spectral_density, "exponent", 1), 0.0
            )
            return slope * b.temperature
        n = 1 / np.expm1(abs(w) / b.temperature)
        return float(b.spectral_density(abs(w))) * (n + 1 if w > 0 else n)

    return r


@dataclass
class Answer:
    rho: np.ndarray
    flows: np.ndarray


def answer(h, dissipators):
    """Stationary state and flows of -i[H, .] + sum of dissipators."""
    whole = qutip.liouvillian(h) + sum(dissipators)
    rho = qutip.steadystate(whole, method="direct")
    flows = [
        (h * qutip.vector_to_operator(d * qutip.operator_to_vector(rho))).tr().real
        for d in dissipators
    ]
    return Answer(rho.full(), np.array(flows))


def redfield(model):
    h = qutip.Qobj(model.hamiltonian)
    unitary = qutip.liouvillian(h)
    dissipators = []
    for b in model.baths:
        coupling = qutip.Qobj(model.bath_operators[b.name])
        tensor = qutip.bloch_redfield_tensor(
            h, [[coupling, rate(b)]], sec_cutoff=-1, fock_basis=True
        )
        dissipators.append(tensor - unitary)
    return answer(h, dissipators)


def collapse(model, hamiltonian):
    """Davies' equation with the eigenoperators of `hamiltonian`, as collapse operators."""
    energies, vectors = np.linalg.eigh(hamiltonian)
    differences = energies[np.newaxis, :] - energies[:, np.newaxis]
    dissipators = []
    for b in model.baths:
        s = vectors.conj().T @ model.bath_operators[b.name] @ vectors
        total = 0
        for w in np.unique(np.round(differences[np.abs(s) > 1e-12], 9)):
            part = np.where(np.abs(differences - w) < 1e-8, s, 0)
            jump = qutip.Qobj(vectors @ part @ vectors.conj().T)
            total += rate(b)(w if abs(w) > 1e-8 else 0.0) * qutip.lindblad_dissipator(jump)
        dissipators.append(total)
    return answer(qutip.Qobj(model.hamiltonian), dissipators)


MODELS = dict(models())


def with_levels(model):
    """The same matrices: sites that are all oscillators would be solved without a cut of levels."""
    return quflux.Model.from_matrices(
        model.hamiltonian,
        [
            quflux.Bath(
                b.name,
                operator=model.bath_operators[b.name],
                temperature=b.temperature,
                spectral_density=b.spectral_density,
            )
            for b in model.baths
        ],
        uncoupled_hamiltonian=model.uncoupled_hamiltonian,
    )


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("equation", ["redfield", "global", "local"])
def test_agrees_with_qutip(name, equation):
    model = MODELS[name]
    if name == "two oscillators":
        model = with_levels(model)
    if equation == "local" and model.uncoupled_hamiltonian is None:
        pytest.skip("matrices without an uncoupled Hamiltonian")
    if equation == "redfield":
        expected = redfield(model)
    elif equation == "global":
        expected = collapse(model, model.hamiltonian)
    else:
        expected = collapse(model, model.uncoupled_hamiltonian)
    np.testing.assert_allclose(model.energy_flow(equation), expected.flows, atol=TOLERANCE, rtol=0)
    np.testing.assert_allclose(model.steady_state(equation), expected.rho, atol=TOLERANCE, rtol=0)


@pytest.mark.parametrize("name", MODELS)
def test_states_in_time_are_those_of_brmesolve(name):
    """Couplings are real between the eigenstates of H, as QuTiP takes them to be."""
    model = MODELS[name]
    dimension = model.dimension
    psi = np.exp(1j * np.arange(dimension) ** 2) / np.sqrt(dimension)
    start = np.outer(psi, psi.conj())
    times = np.linspace(0, 40, 5)
    ours = model.evolve(times, start, equations="redfield", outputs="density_matrix").squeeze()
    theirs = qutip.brmesolve(
        qutip.Qobj(model.hamiltonian),
        qutip.Qobj(start),
        times,
        [[qutip.Qobj(model.bath_operators[b.name]), rate(b)] for b in model.baths],
        sec_cutoff=-1,
        options={"atol": 1e-12, "rtol": 1e-11, "nsteps": 100_000},
    )
    for k, state in enumerate(theirs.states):
        rho = (ours.density_matrix_re + 1j * ours.density_matrix_im).isel(time=k)
        # Its tolerances, and what they add up to.
        np.testing.assert_allclose(rho, state.full(), rtol=0, atol=1e-8)


def test_complex_matrices_agree_with_the_formula():
    """Redfield's equation written out.

    bloch_redfield_tensor of QuTiP 5.3 multiplies elements S_ab S_cd without a conjugate, which is
    right for real matrices only.
    """
    model = random_matrices(3, 5, imaginary=1)
    energies, vectors = np.linalg.eigh(model.hamiltonian)
    h, one = np.diag(energies), np.eye(5)
    dissipators = []
    for b in model.baths:
        s = vectors.conj().T @ model.bath_operators[b.name] @ vectors
        release = energies[np.newaxis, :] - energies[:, np.newaxis]  # of |a><b|: E_b - E_a
        a = s * np.vectorize(rate(b))(release) / 2  # sum of S(w) R(w)/2
        # A rho S^+ - S^+ A rho + h.c. on the columns of rho
        dissipators.append(
            np.kron(s.conj(), a)
            + np.kron(a.conj(), s)
            - np.kron(one, s.conj().T @ a)
            - np.kron((a.conj().T @ s).T, one)
        )
    generator = sum(dissipators) - 1j * (np.kron(one, h) - np.kron(h, one))
    rho = np.linalg.svd(generator)[2][-1].conj()
    rho /= np.trace(rho.reshape(5, 5))
    flows = [np.trace(h @ (d @ rho).reshape(5, 5, order="F")).real for d in dissipators]
    np.testing.assert_allclose(model.energy_flow("redfield"), flows, atol=TOLERANCE, rtol=0)


def test_ten_models():
    assert len(MODELS) == 10


def test_takes_a_qobj_wherever_a_matrix_is(model):
    h = qutip.Qobj(model.hamiltonian)
    baths = [
        bath(
            b.name,
            None,
            b.temperature,
            b.spectral_density,
            qutip.Qobj(model.bath_operators[b.name]),
        )
        for b in model.baths
    ]
    uncoupled = qutip.Qobj(model.uncoupled_hamiltonian)
    same = quflux.Model.from_matrices(h, baths, uncoupled_hamiltonian=uncoupled)
    np.testing.assert_array_equal(same.energy_flow(), model.energy_flow())
