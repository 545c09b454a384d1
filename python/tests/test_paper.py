"""The application that computes, draws and checks the figures of the paper."""

import json
import shutil

import numpy as np
import pytest
import xarray as xr

import quflux
from conftest import ROOT
from quflux.paper import pair
from quflux.paper.__main__ import main


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    out = tmp_path_factory.mktemp("paper") / "new"
    assert main(["--out", str(out)]) == 0
    return out


def test_every_figure_and_claim_is_there(results):
    figures = [f"fig{n}.{ending}" for n in range(1, 11) for ending in ("nc", "png", "svg")]
    assert sorted(path.name for path in results.iterdir()) == sorted(["claims.json", *figures])
    claims = json.loads((results / "claims.json").read_text())
    assert len(claims) == 74
    for claim in claims:
        assert set(claim) == {"claim", "expected", "measured", "tolerance", "pass"}
        assert claim["pass"], claim


def test_maps_have_their_panels_and_ridges(results):
    fig2 = xr.load_dataset(results / "fig2.nc")
    assert dict(fig2.sizes) == {
        "panel": 2,
        "gamma_1": 201,
        "coupling": 201,
        "equation": 1,
        "bath": 2,
    }
    assert fig2.coupling[0] > 0 and fig2.coupling[-1] == pytest.approx(0.1)
    assert list(fig2.bath.values) == ["cold", "hot"]
    # On resonance the ridge is sqrt(g1 g2), in proportion to the rate.
    np.testing.assert_allclose(fig2.optimal_coupling[1] / fig2.gamma_1, 0.719485, rtol=1e-6)
    flow = fig2.specific_flow.isel(panel=1, equation=0).sel(bath="hot")
    assert (flow.max("coupling") <= fig2.optimal_specific_flow[1] * (1 + 1e-12)).all()


def test_the_exceptional_point_goes_from_the_local_to_the_partial_secular_one(results):
    fig6 = xr.load_dataset(results / "fig6.nc")
    way = fig6.exceptional_coupling_re + 1j * fig6.exceptional_coupling_im
    for end, expected in (
        (0, 0.00970780116655856),
        (-1, 0.00969723083052334502 + 0.000301948963255277j),
    ):
        assert abs(way[end] - expected) < 1e-15
    assert fig6.real_exceptional_coupling == pytest.approx(0.00968876662152, abs=1e-14)
    assert fig6.real_exceptional_detuning == pytest.approx(0.00060290962285, abs=1e-14)


def test_the_maxima_of_the_spectrum_part_as_the_closed_form_says(results):
    fig7 = xr.load_dataset(results / "fig7.nc")
    split = fig7.splitting_coupling.item()
    beyond = fig7.isel(coupling=fig7.coupling > 1.05 * split)
    # |D|^2 is least where (nu - w)^2 = Omega^2 - Omega_c^2. Parabolas through points 2e-4 apart
    # miss a flat maximum by up to a twentieth of that.
    apart = np.sqrt(beyond.coupling**2 - split**2)
    for side, sign in (("lower", -1), ("upper", 1)):
        np.testing.assert_allclose(beyond[f"{side}_maximum"], 1 + sign * apart, atol=1e-5)
    below = fig7.isel(coupling=fig7.coupling < split)
    np.testing.assert_allclose(below.upper_maximum, 1, atol=1e-5)


def test_the_amplitude_matrix_is_that_of_the_library():
    model = quflux.Model.load(ROOT / "paper/fig4a.toml")
    couplings = np.array([0.01, 0.05, 0.1])
    for equation in ("local", "partial_secular"):
        own = pair.Pair.of(model).amplitude_matrix(couplings, equation)
        theirs = model.eigenvalues(
            equation, {"coupling.rabi.strength": couplings}, matrix="amplitude"
        )
        for x, values in zip(own, theirs.values, strict=True):
            np.testing.assert_allclose(np.poly(x), np.poly(values), rtol=1e-12, atol=1e-15)


def test_the_ridge_is_that_of_the_library():
    model = quflux.Model.load(ROOT / "paper/fig4a.toml")
    for equation in ("local", "global", "partial_secular"):
        marks = model.transition("coupling.rabi.strength", 0, 0.5, equation)
        place, flow = pair.Pair.of(model).optimal_coupling(equation)
        assert place == pytest.approx(marks.optimal_coupling.item(), rel=1e-12)
        assert flow == pytest.approx(marks.optimal_specific_flow.item(), rel=1e-13)


def test_one_figure_twice_gives_the_same_bytes(tmp_path):
    for name in "ab":
        assert main(["--figure", "3", "--out", str(tmp_path / name)]) == 0
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def changed(tmp_path, old, new):
    """A copy of the folder with another fig1.toml."""
    mine = tmp_path / "mine"
    shutil.copytree(ROOT / "paper", mine, dirs_exist_ok=True)
    text = (ROOT / "paper/fig1.toml").read_text()
    assert old in text
    (mine / "fig1.toml").write_text(text.replace(old, new))
    return ["--figure", "1", "--models", str(mine), "--out", str(tmp_path / "out")]


def test_another_model_fails_its_claims(tmp_path, capsys):
    assert main(changed(tmp_path, "temperature = 0.22", "temperature = 0.30")) == 1
    assert "FAIL" in capsys.readouterr().out
    claims = json.loads((tmp_path / "out/claims.json").read_text())
    assert not all(claim["pass"] for claim in claims)


@pytest.mark.parametrize(
    "old, new, told",
    [
        ("temperature = 0.22", "temperature = -0.22", "-0.22"),
        ("frequency = 1.0", "frequency = nan", "nan"),
        ("temperature", "temprature", "temprature"),
        ('kind = "two_level"', 'kind = "oscillator"\nlevels = 3', "pair"),
        (
            '"coupling.rabi.strength" = { above',
            '"site.a2.frequency" = { above',
            "does not sweep 'coupling.rabi.strength'",
        ),
    ],
)
def test_bad_models_are_told_in_one_line(tmp_path, capsys, old, new, told):
    assert main(changed(tmp_path, old, new)) == 2
    error = capsys.readouterr().err
    assert error.startswith("quflux.paper: ") and error.count("\n") == 1 and told in error
    assert not (tmp_path / "out/fig1.nc").exists()


def test_bad_command_lines(tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")
    for arguments, told in (
        (["--figure", "11"], "--figure is 11; allowed are 1, 2, 3, 4, 5, 6"),
        (["--models", "nowhere"], "--models is 'nowhere'"),
        (["--out", str(tmp_path / "file/below")], "file"),
        (["--models", str(tmp_path)], "figures.toml"),
    ):
        assert main(arguments) == 2
        assert told in capsys.readouterr().err
