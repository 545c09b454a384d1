"""Attacks that once got through, a test for each that has none elsewhere.

Kills, signals and other settings on `--resume` are in `cli/program.test.cc`, flipped bits in
`files/tile_storage.test.cc`, deep keys in `testdata/malformed`, functions that need themselves in
`test_what_people_have.py`, 100,000 threads in `test_known_answers.py`.
"""

import signal
import subprocess
import time

import numpy as np
import pytest

import quflux


def chain(frequencies, strengths, first, last):
    """Two-level systems in a row between two baths."""
    names = [f"s{k}" for k in range(len(frequencies))]
    return quflux.Model(
        [quflux.TwoLevel(name, w) for name, w in zip(names, frequencies, strict=True)],
        [
            quflux.Exchange(a, b, g)
            for a, b, g in zip(names[:-1], names[1:], strengths, strict=True)
        ],
        [
            quflux.Bath("b0", names[0], temperature=first[0], spectral_density=first[1]),
            quflux.Bath("b1", names[-1], temperature=last[0], spectral_density=last[1]),
        ],
        equations=["local", "global", "partial_secular", "redfield"],
    )


def test_a_weak_flow_through_a_chain_leaves_as_it_enters():
    model = chain(
        [2.3291994004475347, 2.9685775291841896, 0.3457916764828439],
        [0.15560625441727977, 0.00046392523291524337],
        (0.3079862326103482, quflux.PowerLaw(5.125228504198976e-05, 1.5, 2.9033069075572504)),
        (0.9356022897621888, quflux.Drude(0.0013140016798099357, 27.813732268761857)),
    )
    flows = model.sweep().energy_flow
    # Nine digits are right, or there is a warning.
    np.testing.assert_allclose(flows.sel(bath="b0"), -flows.sel(bath="b1"), rtol=1e-9)
    assert flows.sel(equation="local", bath="b1").item() == pytest.approx(9.48068932e-11, rel=1e-6)


def test_a_weak_flow_through_an_oscillator_leaves_as_it_enters():
    model = quflux.Model(
        [quflux.Oscillator("s", 1.0, levels=2)],
        [],
        [
            quflux.Bath("hot", "s", temperature=1000.0, spectral_density=quflux.PowerLaw(1e-12)),
            quflux.Bath("cold", "s", temperature=0.3, spectral_density=quflux.PowerLaw(1e-5)),
        ],
        equations=["local", "redfield"],
    )
    flows = model.sweep().energy_flow
    np.testing.assert_allclose(flows.sel(bath="hot"), -flows.sel(bath="cold"), rtol=1e-9)


def test_no_road_answers_where_the_other_refuses():
    model = chain(
        [1.0826804053312926] * 4,
        [0.0002078879887943022, 6.635956495963101e-08, 4.339159014787511e-08],
        (0.4902672186583355, quflux.PowerLaw(4.889876621014466e-09, 3.0)),
        (0.11568608823586414, quflux.PowerLaw(0.37671859348673903, 1.5)),
    )
    closed, general = model.sweep(), model.sweep(road="density_matrix")
    np.testing.assert_array_equal(closed.failure > 0, general.failure > 0)


@pytest.mark.parametrize("levels", [30, 40])
def test_there_is_no_cliff_in_the_number_of_levels(levels):
    model = quflux.Model(
        [quflux.TwoLevel("q1", 1.0), quflux.Oscillator("res", 1.0, levels=levels)],
        [quflux.Position("q1", "res", 0.05)],
        [
            quflux.Bath("hot", "q1", temperature=0.6, spectral_density=quflux.PowerLaw(0.01)),
            quflux.Bath("cold", "res", temperature=0.2, spectral_density=quflux.PowerLaw(0.01)),
        ],
    )
    hot, cold = model.energy_flow("redfield")
    assert hot > 0
    assert hot.item() == pytest.approx(-cold.item(), rel=1e-9)


RESUMED = """equations = ["redfield"]
[[chain]]
name = "c"
kind = "oscillator"
count = 3
frequency = 1.0
levels = 3
strength = 0.1
[[bath]]
name = "h"
site = "c1"
temperature = 1.0
spectral_density = { kind = "drude", coefficient = 0.01, cutoff = 5 }
[[bath]]
name = "k"
site = "c3"
temperature = 0.5
spectral_density = { kind = "drude", coefficient = 0.01, cutoff = 5 }
[sweep]
"bath.h.temperature" = { from = 0.5, to = 2, points = 20000 }
"""


def test_no_result_mixes_the_numbers_of_two_roads(program, tmp_path):
    (tmp_path / "osc.toml").write_text(RESUMED)
    command = [program, "run", "osc.toml", "-o", "op.nc"]
    kept = tmp_path / "op.nc.unfinished"
    slow = subprocess.Popen(
        [*command, "--road", "density_matrix"], cwd=tmp_path, stderr=subprocess.DEVNULL
    )
    while not kept.exists():
        assert slow.poll() is None
        time.sleep(0.01)
    slow.send_signal(signal.SIGINT)
    assert slow.wait() == 130
    before = kept.read_bytes()
    other = subprocess.run([*command, "--resume"], cwd=tmp_path, capture_output=True, text=True)
    assert other.returncode == 2
    assert "another road" in other.stderr and other.stderr.count("\n") == 1
    assert kept.read_bytes() == before and not (tmp_path / "op.nc").exists()


@pytest.mark.parametrize("text", [".".join(["a"] * 50_000) + " = 1", f"[{'a.' * 50_000}a]\n"])
def test_a_key_of_fifty_thousand_parts_is_refused(program, tmp_path, text):
    (tmp_path / "deep.toml").write_text(text)
    ran = subprocess.run(
        [program, "check", "deep.toml"], cwd=tmp_path, capture_output=True, text=True
    )
    assert ran.returncode == 2
    assert ran.stderr.endswith(
        "a key has more than 16 parts between dots, the most that it may have\n"
    )
    with pytest.raises(quflux.Error, match="more than 16 parts between dots"):
        quflux.Model.load(tmp_path / "deep.toml")


def test_a_hundred_thousand_sites_are_refused_and_the_limit_is_told(program, tmp_path):
    site = '[[site]]\nname = "s{}"\nkind = "two_level"\nfrequency = 1.0\n'
    bath = """[[bath]]
name = "b"
site = "s0"
temperature = 1.0
spectral_density = { kind = "power", coefficient = 0.1, exponent = 1 }
"""
    sites = "".join(site.format(k) for k in range(100_000))
    (tmp_path / "many.toml").write_text('equations = ["local"]\n' + sites + bath)
    ran = subprocess.run(
        [program, "check", "many.toml"], cwd=tmp_path, capture_output=True, text=True
    )
    assert ran.returncode == 2
    assert "more than 10000 sites" in ran.stderr


@pytest.mark.parametrize("site", [quflux.TwoLevel("s", 1.0), quflux.Oscillator("s", 1.0, levels=2)])
def test_flows_beyond_double_precision_have_a_reason(site):
    for temperature in (1e150, 1e200, 1e290, 1e300):
        for coefficient in (1e-10, 1.0, 1e15, 1e30):
            density = quflux.PowerLaw(coefficient)
            swept = quflux.Model(
                [site],
                [],
                [
                    quflux.Bath("a", "s", temperature=temperature, spectral_density=density),
                    quflux.Bath("b", "s", temperature=1.0, spectral_density=density),
                ],
            ).sweep()
            finite = np.isfinite(swept.energy_flow).all("bath")
            np.testing.assert_array_equal(finite, swept.failure == 0)


def test_a_whole_number_beyond_double_precision_is_told_to_be_one(tmp_path):
    (tmp_path / "big.toml").write_text(
        'equations = ["local"]\n[[site]]\nname = "s"\nkind = "two_level"\n'
        "frequency = 9007199254740993\n"
    )
    with pytest.raises(quflux.Error, match="9007199254740993") as told:
        quflux.Model.load(tmp_path / "big.toml")
    assert "it must be a number" not in str(told.value)
