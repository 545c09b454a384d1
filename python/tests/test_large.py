"""Density matrices above the size that is eliminated, against NumPy on matrices that are written
out in full.
"""

import subprocess
from pathlib import Path

import numpy as np
import pytest

import quflux

MODELS = Path(__file__).parents[2] / "testdata/models"

# Both are in double precision; what the systems amplify rounding by is below 1e5.
TOLERANCE = 1e-9


def ohmic(w, temperature, coefficient):
    """R(w) for the energy w that the system releases, Eq. (5), of J(w) = c w."""
    w = np.where(np.abs(w) < 1e-12, 1e-12, w)
    return coefficient * w / -np.expm1(-w / temperature)


def stationary_flows(h, baths, secular):
    """The flows of all baths (S, T, c). Element by element in the energy basis, Z_ab = R(E_b - E_a)
    S_ab/2 and L_j[rho] = Z rho S^+ - S^+ Z rho + h.c., of the parts of S that `secular` makes.
    """
    energies, basis = np.linalg.eigh(h)
    d = len(energies)
    one = np.eye(d)
    released = energies[None, :] - energies[:, None]

    def dissipator(s, temperature, coefficient):
        s = basis.conj().T @ s @ basis
        total = 0
        for part in secular(released):
            b = np.where(part, s, 0)
            a = ohmic(released, temperature, coefficient) / 2 * b
            # vec(A rho B) = (B^T kron A) vec(rho), by columns.
            half = np.kron(b.conj(), a) - np.kron(one, b.conj().T @ a)
            other = np.kron(a.conj(), b) - np.kron((b.conj().T @ a).conj(), one)
            total = total + half + other
        return total

    dissipators = [dissipator(*bath) for bath in baths]
    generator = sum(dissipators) - 1j * np.diag((energies[:, None] - energies).ravel(order="F"))
    trace = one.ravel()
    generator[0] = trace
    rho = np.linalg.solve(generator, np.eye(d * d)[0])
    energy = np.diag(energies).ravel()
    return np.array([(energy @ (m @ rho)).real for m in dissipators])


SECULAR = {
    "redfield": lambda w: [np.ones_like(w, dtype=bool)],
    "partial_secular": lambda w: [w > 1e-12, np.abs(w) <= 1e-12, w < -1e-12],
}


@pytest.mark.parametrize("equation", SECULAR)
@pytest.mark.parametrize("imaginary", [0, 1])
def test_dense_random(equation, imaginary):
    d = 36
    random = np.random.default_rng(3)

    def hermitian():
        m = random.normal(size=(2, d, d))
        m = m[0] + 1j * imaginary * m[1]
        return (m + m.conj().T) / (2 * np.sqrt(d))

    h = 2 * hermitian()
    baths = [(hermitian(), 1.0, 0.01), (hermitian(), 0.5, 0.02)]
    model = quflux.Model.from_matrices(
        h,
        [
            quflux.Bath(name, temperature=t, spectral_density=quflux.PowerLaw(c), operator=operator)
            for name, (operator, t, c) in zip("hc", baths, strict=True)
        ],
    )
    found = model.sweep(equations=equation, outputs=["energy_flow", "convergence"])
    expected = stationary_flows(h, baths, SECULAR[equation])
    np.testing.assert_allclose(
        found.energy_flow.values[0], expected, rtol=0, atol=TOLERANCE * np.abs(expected).max()
    )
    assert found.iterations.item() > 0  # the road that is tested here
    assert found.residual.item() < 1e-14
    assert abs(found.flow_sum.item()) < TOLERANCE * np.abs(expected).max()


def test_rate_equation_of_seven_spins():
    """Without degenerate levels `global` is a rate equation of the populations."""
    model = quflux.Model.load(MODELS / "xxz_chain_of_seven.toml")
    h = model.hamiltonian
    energies, basis = np.linalg.eigh(h)
    assert np.diff(energies).min() > 1e-5
    released = energies[None, :] - energies[:, None]
    rates = []
    for bath in model.baths:
        site = int(bath.site[1:])
        x = np.kron(np.kron(np.eye(2**site), [[0, 1], [1, 0]]), np.eye(2 ** (6 - site)))
        s = basis.conj().T @ x @ basis
        c = bath.spectral_density.coefficient
        rates.append(ohmic(released, bath.temperature, c) * np.abs(s) ** 2)
    total = sum(rates)
    generator = total - np.diag(total.sum(axis=0))
    generator[0] = 1
    populations = np.linalg.solve(generator, np.eye(len(energies))[0])
    expected = [(-released * r * populations).sum() for r in rates]
    found = model.sweep(equations="global").energy_flow.values[0]
    np.testing.assert_allclose(found, expected, rtol=0, atol=TOLERANCE * np.abs(expected).max())


def test_heat_valve():
    """98 dimensions by the local equation; QuTiP's sparse solver says 0.0006573296."""
    model = quflux.Model.load(MODELS / "heat_valve_of_seven_levels.toml")
    found = model.sweep(equations="local").energy_flow.sel(bath="L").item()
    assert found == pytest.approx(0.0006573296, abs=1e-10)


def run_within(kibibytes, program, folder):
    """`quflux run` of the folder's model.toml in so large an address space."""
    return subprocess.run(
        ["bash", "-c", f"ulimit -v {kibibytes} && '{program}' run model.toml --format csv"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("sites", "fits"), [(12, False), (8, True)])
def test_memory_is_refused_beforehand(program, tmp_path, sites, fits):
    lines = ['equations = ["redfield"]', 'output = ["energy_flow"]']
    for i in range(sites):
        lines += ["[[site]]", f'name = "s{i}"', 'kind = "two_level"', f"frequency = {1 + 0.01 * i}"]
    for i in range(sites - 1):
        lines += ["[[coupling]]", 'kind = "zz"', f'sites = ["s{i}", "s{i + 1}"]', "strength = 0.1"]
        lines += ["[[coupling]]", 'kind = "position"', f'sites = ["s{i}", "s{i + 1}"]']
        lines += ["strength = 0.1"]
    for name, i, t in [("hot", 0, 1), ("cold", sites - 1, 0.5)]:
        lines += ["[[bath]]", f'name = "{name}"', f'site = "s{i}"', f"temperature = {t}"]
        lines += ['spectral_density = { kind = "power", coefficient = 0.01, exponent = 1 }']
    (tmp_path / "model.toml").write_text("\n".join(lines))
    result = run_within(4000000, program, tmp_path)
    if fits:
        assert result.returncode == 0, result.stderr
    else:
        assert result.returncode == 2
        assert "a density matrix of 4096 dimensions takes some" in result.stderr
        assert result.stderr.count("\n") == 1


def test_elements_of_the_local_equation_are_weighed(program, tmp_path):
    """Between the levels of the whole each of the d**2 operators of a bath has d**2 elements."""
    rng = np.random.default_rng(5)
    for name in ["whole", "parts", "coupling"]:
        matrix = rng.normal(size=(64, 64))
        np.save(tmp_path / f"{name}.npy", matrix + matrix.T)
    (tmp_path / "model.toml").write_text(
        """
equations = ["local"]
output = ["energy_flow"]
[system]
hamiltonian = "whole.npy"
uncoupled_hamiltonian = "parts.npy"
[[bath]]
name = "hot"
operator = "coupling.npy"
temperature = 1
spectral_density = { kind = "power", coefficient = 0.01, exponent = 1 }
"""
    )
    result = run_within(2000000, program, tmp_path)
    assert result.returncode == 1
    assert "the operators of bath 'hot' have some 2e+07 elements" in result.stderr
    assert result.stderr.count("\n") == 1
