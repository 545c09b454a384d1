"""Models with modes in the place of baths, and all methods side by side."""

import subprocess

import numpy as np
import pytest

import quflux


@pytest.fixture
def spin():
    return quflux.Model(
        sites=[quflux.TwoLevel("spin", 1.0)],
        baths=[
            quflux.Bath(
                name, "spin", temperature=t, spectral_density=quflux.Brownian(0.4, 3.0, 1.0)
            )
            for name, t in [("hot", 2.0), ("cold", 1.0)]
        ],
    )


def test_the_enlarged_model_is_what_the_equation_solves(spin):
    enlarged = spin.map("reaction_coordinate", levels=5)
    assert enlarged.dimension == 50
    assert [site.name for site in enlarged.sites] == ["spin", "hot_coordinate", "cold_coordinate"]
    by_hand = enlarged.energy_flow("redfield")
    at_once = spin.energy_flow({"kind": "reaction_coordinate", "levels": 5})
    np.testing.assert_allclose(by_hand.values, at_once.values, rtol=1e-12)
    assert list(by_hand.bath.values) == ["hot", "cold"]
    assert spin.map("reaction_coordinate").sites[1].levels > 5


def test_an_enlarged_model_is_a_file_like_others(spin, tmp_path):
    enlarged = spin.map("reaction_coordinate", levels=3)
    (tmp_path / "enlarged.toml").write_text(enlarged.to_toml())
    assert quflux.Model.load(tmp_path / "enlarged.toml") == enlarged


def test_a_bath_without_a_peak_is_fitted():
    model = quflux.Model(
        sites=[quflux.TwoLevel("spin", 1.0)],
        baths=[
            quflux.Bath(
                "b", "spin", temperature=1.0, spectral_density=quflux.PowerLaw(0.1, cutoff=3.0)
            )
        ],
    )
    fitted = model.map("reaction_coordinate", levels=3, modes=2)
    assert [bath.name for bath in fitted.baths] == ["b_1", "b_2"]
    assert isinstance(
        model.map("reaction_coordinate", levels=3).baths[0].spectral_density, quflux.Table
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"to": "reaction_coordinat"}, "did you mean 'reaction_coordinate'?"),
        ({"to": "reaction_coordinate", "levels": 1}, "levels is 1; it must be a whole number >= 2"),
        ({"to": "reaction_coordinate", "modes": 1.5}, "modes is 1.5; it must be a whole number"),
        ({"to": 3}, "to is 3"),
    ],
)
def test_what_is_not_allowed_is_told(spin, arguments, said):
    with pytest.raises(quflux.Error) as error:
        spin.map(**arguments)
    assert said in str(error.value)


def test_all_equations_have_an_answer_or_a_reason(spin):
    found = spin.assign({"site.spin.frequency": 1.1}).sweep(
        {"bath.hot.temperature": [1.5]},
        equations="all",
        outputs=["energy_flow", "flow_error"],
        progress=False,
    )
    names = list(found.equation.values)
    assert {"local", "redfield", "exact", "heom", "reaction_coordinate"} <= set(names)
    reasons = found.failure.attrs["failure_reasons"].splitlines()
    assert len(reasons) == 1 and "exact" in reasons[0]
    flows = found.energy_flow.sel(bath="hot").isel({"bath.hot.temperature": 0})
    assert np.isnan(flows.sel(equation="exact"))
    assert np.isfinite(flows.sel(equation=[n for n in names if n != "exact"])).all()
    error = found.flow_error.isel({"bath.hot.temperature": 0})
    for name in ("heom", "reaction_coordinate"):
        assert 0 < error.sel(equation=name) < 1e-3 * flows.sel(equation=name)


def test_heom_beside_a_channel_and_along_steps(spin):
    pumped = quflux.Model(
        sites=spin.sites,
        baths=spin.baths,
        lindblad=[quflux.Lindblad("pump", "spin", operator="sp", rate=0.02)],
    )
    heom = {"kind": "heom", "tolerance": 1e-2}
    stationary = pumped.energy_flow(heom)
    assert list(stationary.bath.values) == ["hot", "cold", "pump"]
    assert stationary.sum().item() == pytest.approx(0, abs=1e-10)
    course = pumped.evolve(
        [0, 1, 300],
        initial={"stationary": {}},
        drive={"site.spin.frequency": {"kind": "steps", "times": [0.5, 2], "values": [1.4, 1]}},
        equations=heom,
        outputs=["energy_flow", "energy_transferred", "work"],
    ).isel(equation=0)
    assert course.energy_flow.isel(time=0).values == pytest.approx(
        course.energy_flow.isel(time=2).values, abs=1e-6
    )
    # It is back where it began: steps leave 1e-6 of the state a time.
    gained = course.energy_transferred.isel(time=2).sum() + course.work.isel(time=2)
    assert gained.item() == pytest.approx(0, abs=300e-6)
    with pytest.raises(quflux.Error, match="changes continuously"):
        pumped.evolve(
            [0, 1],
            initial={"spin": "ground"},
            drive={"site.spin.frequency": ([0, 1], [1, 2])},
            equations=heom,
        )


def test_an_optional_equation_is_kept(spin):
    model = quflux.Model(
        sites=spin.sites,
        baths=spin.baths,
        equations=["redfield", {"kind": "exact", "optional": True}],
    )
    assert "optional = true" in model.to_toml()
    with pytest.raises(quflux.Error):
        spin.sweep({}, equations=["exact"], progress=False)
    assert np.isfinite(model.sweep({}, progress=False).energy_flow.sel(equation="redfield")).all()


SPIN = """
equations = ["redfield"]
output = ["energy_flow"]
[[site]]
name = "spin"
kind = "two_level"
frequency = 1.0
[[bath]]
name = "hot"
site = "spin"
temperature = 2.0
spectral_density = { kind = "brownian", coupling = 0.4, frequency = 3.0, width = 1.0 }
[sweep]
"bath.hot.temperature" = { values = [1.0, 2.0] }
"bath.hot.spectral_density.coupling" = { values = [0.1, 0.4] }
"""


def test_the_program_writes_an_enlarged_model(program, tmp_path):
    (tmp_path / "spin.toml").write_text(SPIN)

    def run(*arguments):
        return subprocess.run(
            [program, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    to = ("--to", "reaction_coordinate")
    written = run("map", "spin.toml", *to, "--levels", "4", "-o", "enlarged.toml")
    assert written.returncode == 0, written.stderr
    assert "bath.hot.spectral_density.coupling; left out" in written.stderr
    assert quflux.Model.load(tmp_path / "enlarged.toml").dimension == 8
    assert run("run", "enlarged.toml").returncode == 0
    printed = run("map", "spin.toml", *to, "--levels", "4")
    assert printed.stdout == (tmp_path / "enlarged.toml").read_text()
    for arguments, said in [
        (("map", "spin.toml", "--to", "polaron"), "there is no mapping 'polaron'"),
        (("map", "spin.toml", *to, "--levels", "1"), "--levels"),
        (("map", "spin.toml", *to, "-o", "spin.toml"), "spin.toml"),
    ]:
        refused = run(*arguments)
        assert refused.returncode == 2 and said in refused.stderr, refused.stderr
    assert "reaction_coordinate" in run("map", "--help").stdout
    table = run("run", "spin.toml", "--set", 'equations="all"', "--set", "sweep={}").stdout
    assert "[1] there is no exact current for this model" in table
