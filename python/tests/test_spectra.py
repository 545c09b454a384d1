"""Correlations, the spectrum and the noise of flows, and limits of states that are not unique."""

import json
import subprocess

import numpy as np
import pytest
import xarray as xr
from scipy.linalg import expm

import quflux
from conftest import ROOT

REFERENCE = json.loads((ROOT / "testdata/spectrum.json").read_text())["cases"]


def pair(coupling=0.016, exponent=3, c=(0.002, 0.04), temperatures=(0.2, 0.22), detuning=0.0):
    return quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.0 + detuning)],
        [quflux.Exchange("a", "b", coupling, name="ab")],
        [
            quflux.Bath(name, site, temperature=t, spectral_density=quflux.PowerLaw(own, exponent))
            for name, site, t, own in zip(("cold", "hot"), ("a", "b"), temperatures, c, strict=True)
        ],
    )


@pytest.mark.parametrize("entry", REFERENCE, ids=lambda entry: entry["name"])
def test_spectra_of_the_reference(entry):
    p = entry["params"]
    for point in entry["points"]:
        model = pair(
            point["Omega"],
            p["n1"],
            (p["c1"], p["c2"]),
            (p["T1"], p["T2"]),
            p["omega2"] - p["omega1"],
        )
        density = point["local"]["flow_density"]
        ours = model.flow_spectrum(density["nu"], equations="local")
        assert ours.dims == ("equation", "frequency")
        np.testing.assert_allclose(
            ours.values[0], density["value"], rtol=0, atol=1e-8 * np.abs(density["value"]).max()
        )
        for equation in ("local", "partial_secular", "global", "redfield"):
            if equation not in point:
                continue
            noise = point[equation]["S_I"]
            ours = model.bond_noise(noise["omega"], "ab", equations=equation)
            np.testing.assert_allclose(ours.values[0], noise["value"], rtol=1e-8)


def test_the_spectrum_says_where_it_is_known():
    with pytest.raises(quflux.Error, match="global: flow_spectrum is known in the local equation"):
        pair().flow_spectrum([1.0], equations=["local", "global"])
    with pytest.raises(quflux.Error, match="'bond' is 'ba'; did you mean 'ab'"):
        pair().bond_noise([0.0], "ba")
    with pytest.raises(quflux.Error, match="must have at least one"):
        pair().bond_noise([])


def test_noise_is_even_and_falls_off():
    noise = pair().bond_noise(np.linspace(-1, 1, 21), equations="redfield").squeeze()
    np.testing.assert_allclose(noise, noise[::-1], rtol=1e-9)
    assert (noise > 0).all() and noise[0] < 1e-2 * noise.max()


def test_correlations_are_those_of_the_liouvillian(model):
    times = [0.0, 0.7, 7.0, 100.0]
    random = np.random.default_rng(1)
    a, b = random.normal(size=(2, 12, 12)) + 1j * random.normal(size=(2, 12, 12))
    for equation in ("local", "redfield"):
        rho = model.steady_state(equation).values
        liouvillian = model.liouvillian(equation)
        expected = [
            np.trace(
                a @ (expm(liouvillian * t) @ (b @ rho).reshape(-1, order="F")).reshape(12, 12).T
            )
            for t in times
        ]
        ours = model.correlation(a, b, times, equations=equation)
        assert ours.dims == ("equation", "time")
        # Exponentials of norms up to 1,000, theirs by Pade's approximation.
        np.testing.assert_allclose(ours.values[0], expected, atol=1e-11 * np.abs(expected).max())


def test_operators_of_sites_and_other_states(model):
    start = {"atom": "excited"}
    times = [0.0, 3.0]
    for of, given in [("atom.sm", ["atom.sp"]), (["atom.sp", "cavity.a"], "cavity.n")]:
        by_name = model.correlation(of, given, times, equations="global", initial=start)
        assert by_name.sizes["time"] == 2
    # <sm(0) sp(0)> of an excited atom: the ground state it is not in.
    assert model.correlation("atom.sm", "atom.sp", [0.0], initial=start)[0, 0] == 0
    with pytest.raises(quflux.Error, match="there is no site 'ion'"):
        model.correlation("ion.n", "atom.n", times)
    with pytest.raises(quflux.Error, match="is 3 x 3; it must be 12 x 12"):
        model.correlation(np.eye(3), np.eye(12), times)


def test_the_program_knows_them_too(program, tmp_path):
    model = pair()
    file = tmp_path / "pair.toml"
    outputs = (
        'output = [{ kind = "flow_spectrum", '
        "frequencies = { from = 0.95, to = 1.05, points = 11 } },"
        ' { kind = "bond_noise", frequencies = [0, 0.01] }]'
    )
    text = model.to_toml()
    head, _, rest = text.partition("output = ")
    file.write_text(head + outputs + "\n" + rest.split("\n", 1)[1])
    out = tmp_path / "pair.nc"
    subprocess.run([program, "run", file, "-o", out, "--set", 'equations=["local"]'], check=True)
    data = xr.load_dataset(out)
    assert data.attrs["figure"] == "spectra"
    spectrum = model.flow_spectrum({"from": 0.95, "to": 1.05, "points": 11}, equations="local")
    xr.testing.assert_allclose(data.flow_spectrum, spectrum, rtol=1e-14)
    noise = model.bond_noise([0.0, 0.01], equations="local")
    xr.testing.assert_allclose(data.bond_noise, noise, rtol=1e-14)
    assert len(quflux.plot.figure(data).axes) == 2


def test_a_correlation_of_a_model_file(program, tmp_path):
    file = tmp_path / "pair.toml"
    course = "\n[time]\nto = 20\npoints = 3\n[initial]\nstationary = {}\n"
    file.write_text(pair().to_toml() + course)
    out = tmp_path / "pair.nc"
    row = '{ kind = "correlation", name = "nn", of = ["a.n"], with = ["a.n"] }'
    subprocess.run([program, "run", file, "-o", out, "--set", f"output=[{row}]"], check=True)
    data = xr.load_dataset(out)
    ours = pair().correlation("a.n", "a.n", [0, 10, 20])
    np.testing.assert_allclose(
        (data.correlation_nn_re + 1j * data.correlation_nn_im).transpose("equation", "time"),
        ours,
        atol=1e-15,
    )


def dark():
    """Two equal atoms in a common bath, whose antisymmetric state it does not see."""
    return quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.0)],
        [],
        [
            quflux.Bath(
                "common", ["a", "b"], temperature=0.5, spectral_density=quflux.PowerLaw(0.02)
            )
        ],
        equations=["global", "redfield"],
    )


def test_a_state_goes_to_its_own_limit():
    model = dark()
    with pytest.raises(quflux.Error, match="not unique"):
        model.steady_state("global")
    for start in ({"a": "excited"}, {"a": "excited", "b": "excited"}, {"gibbs": 0.3}):
        limit = model.steady_state("global", initial=start)
        later = model.evolve([1e5], start, equations="global", outputs="density_matrix")
        later = (later.density_matrix_re + 1j * later.density_matrix_im).squeeze().values
        np.testing.assert_allclose(limit.values, later, atol=1e-11)
        assert "warnings" not in limit.attrs


def test_what_turns_for_ever_is_averaged(tmp_path, program):
    model = dark().assign({"bath.common.temperature": 0})  # so that the ground state stays, too
    psi = np.array([1, 1, -1, 0]) / np.sqrt(3)
    limit = model.steady_state("global", initial=np.outer(psi, psi))
    assert "average over time" in limit.attrs["warnings"]
    singlet = np.array([0, 1, -1, 0]) / np.sqrt(2)
    assert (singlet @ limit.values @ singlet).real == pytest.approx(2 / 3, abs=1e-12)
    # The program says it in a file without [time].
    file = tmp_path / "dark.toml"
    file.write_text(model.to_toml() + '\n[initial]\na = "excited"\n')
    output = subprocess.run(
        [program, "run", file, "--set", 'output=["occupations"]'],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "occupations" in output


def test_a_model_file_keeps_its_initial_state(tmp_path):
    file = tmp_path / "dark.toml"
    file.write_text(dark().to_toml() + '\n[initial]\na = "excited"\n')
    model = quflux.Model.load(file)
    assert quflux.Model.load(file).to_toml().count("[initial]") == 1
    occupations = model.sweep(outputs="occupations").occupations
    expected = np.diag(dark().steady_state("global", initial={"a": "excited"})).real
    np.testing.assert_allclose(
        occupations.sel(equation="global"), [expected[2:].sum(), expected[1::2].sum()], atol=1e-13
    )
    assert model.energy_flow("global").values == pytest.approx([0], abs=1e-15)
