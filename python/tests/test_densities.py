"""Sums of densities, Brownian ones, and what has a rate of its own."""

import numpy as np
import pytest

import quflux

DRUDE = quflux.Drude(0.02, cutoff=3.0)
PEAK = quflux.Brownian(0.05, frequency=1.0, width=0.1)
SIGMA = np.array([[0, 1.0], [0, 0]])


def qubit(density, **more):
    return quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.1)],
        [quflux.Exchange("a", "b", 0.05)],
        [
            quflux.Bath("hot", "a", temperature=1.0, spectral_density=density),
            quflux.Bath("cold", "b", temperature=0.5, spectral_density=quflux.PowerLaw(0.01)),
        ],
        **more,
    )


def test_a_brownian_density_is_its_formula():
    w = np.linspace(0.1, 3, 30)
    expected = 4 * 0.05**2 * 0.1 * w / ((w**2 - 1) ** 2 + 0.1**2 * w**2)
    # A few rounding errors; near the peak (w - 1)(w + 1) keeps what w^2 - 1 loses.
    np.testing.assert_allclose(PEAK(w), expected, rtol=1e-13)


def test_sums_are_made_by_plus_and_by_lists():
    total = DRUDE + PEAK
    assert total == quflux.DensitySum([DRUDE, PEAK]) and total.terms == (DRUDE, PEAK)
    assert (total + DRUDE).terms == (DRUDE, PEAK, DRUDE) == (DRUDE + (PEAK + DRUDE)).terms
    w = np.array([0.5, 1.0, 2.0])
    np.testing.assert_array_equal(total(w), DRUDE(w) + PEAK(w))
    bath = quflux.Bath("hot", "a", temperature=1.0, spectral_density=[DRUDE, PEAK])
    assert bath.spectral_density == total
    with pytest.raises(TypeError):
        DRUDE + 1
    with pytest.raises(quflux.Error, match="it must have one at least"):
        quflux.DensitySum([])
    with pytest.raises(quflux.Error, match="it must be a PowerLaw, Drude, Brownian"):
        quflux.DensitySum([DRUDE, 3])


def test_a_sum_is_saved_swept_and_assigned(tmp_path):
    model = qubit([DRUDE, PEAK])
    (tmp_path / "model.toml").write_text(model.to_toml())
    assert quflux.Model.load(tmp_path / "model.toml").parameters == model.parameters
    path = "bath.hot.spectral_density.1.width"
    assert model.parameters[path] == 0.1
    changed = model.assign({path: 0.3})
    assert changed.baths[0].spectral_density == DRUDE + quflux.Brownian(0.05, 1.0, 0.3)
    swept = model.sweep({path: [0.1, 0.3]}).energy_flow.sel(equation="redfield")
    np.testing.assert_array_equal(swept[1], changed.energy_flow("redfield"))
    loaded = quflux.Model.load(tmp_path / "model.toml", {path: 0.3})
    assert loaded.parameters == changed.parameters
    with pytest.raises(quflux.Error, match="which has no '2'; it has 0, 1"):
        model.assign({"bath.hot.spectral_density.2.width": 0.3})


@pytest.mark.parametrize("equation", ["local", "global", "partial_secular", "redfield"])
def test_a_sum_with_a_function_is_one_function(equation):
    both = qubit(DRUDE + quflux.Function(lambda w: 0.01 * w**2, slope_at_zero=0))
    one = qubit(lambda w: DRUDE(w) + 0.01 * w**2)
    # Two roads to the same flows: a rounding error of the rates is one of the flows.
    np.testing.assert_allclose(both.energy_flow(equation), one.energy_flow(equation), rtol=1e-11)


@pytest.mark.parametrize(
    ("hot", "expected"),
    [
        (PEAK, 0.0054441191134413),
        ([quflux.Brownian(0.05, 1.0, 1e-4), quflux.Drude(0.001, 3.0)], 0.00040666206428383),
    ],
)
def test_exact_current_through_a_peak(hot, expected):
    """One oscillator; the numbers are mpmath's Landauer integral, Sigma in closed form."""
    model = quflux.Model(
        [quflux.Oscillator("a", 1.0, levels=2)],
        [],
        [
            quflux.Bath("hot", "a", temperature=1.0, spectral_density=hot),
            quflux.Bath("cold", "a", temperature=0.5, spectral_density=DRUDE),
        ],
        equations=["exact"],
    )
    # The integral of the library promises 1e-11; measured 1e-13.
    assert model.energy_flow("exact").sel(bath="hot").item() == pytest.approx(expected, rel=1e-11)


def test_the_message_of_a_function_at_zero_frequency():
    def model(density):
        return quflux.Model.from_matrices(
            np.array([[0, 0.3], [0.3, 1.0]]),
            [
                quflux.Bath(
                    "deph", temperature=1.0, spectral_density=density, operator=[[-1, 0], [0, 1]]
                ),
                quflux.Bath(
                    "cold",
                    temperature=0.3,
                    spectral_density=quflux.PowerLaw(0.02),
                    operator=SIGMA + SIGMA.T,
                ),
            ],
        )

    with pytest.raises(quflux.Error, match=r"Function\(f, slope_at_zero=...\)"):
        model(lambda w: 0.02 * w).energy_flow("redfield")
    ohmic = model(quflux.Function(lambda w: 0.02 * w, slope_at_zero=0.02))
    with pytest.raises(quflux.Error, match=r"slope_at_zero is 0.2, but gamma\(w\)/w is 0.02 at"):
        model(quflux.Function(lambda w: 0.02 * w, slope_at_zero=0.2))

    for power in (0.0, 0.5, 0.8):
        with pytest.raises(quflux.Error, match=r"has no limit at w = 0: it grows as w\^-"):
            model(quflux.Function(lambda w, s=power: 0.02 * w**s, slope_at_zero=0.02))

    def not_so_low(w):
        assert np.min(w) > 1e-3
        return 0.02 * w

    model(quflux.Function(not_so_low, slope_at_zero=0.2))
    law = model(quflux.PowerLaw(0.02))
    np.testing.assert_array_equal(ohmic.energy_flow("redfield"), law.energy_flow("redfield"))
    w = np.linspace(0, 6, 481)
    with pytest.raises(quflux.Error, match="still grows towards its first row"):
        model(quflux.Table(w, 0.02 * np.sqrt(w))).energy_flow("redfield")


INVERTED = [
    quflux.Lindblad("loss", "a", operator="sm", rate=0.1 / np.expm1(1)),
    quflux.Lindblad("pump", "a", operator="sp", rate=0.1 / np.expm1(1) + 0.1),
]


def inverted():
    return quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.0)],
        [quflux.Exchange("a", "b", 0.5)],
        [quflux.Bath("c", "b", temperature=0.5, spectral_density=quflux.PowerLaw(0.1, 0))],
        lindblad=INVERTED,
    )


def test_channels_are_reported_as_baths_are(tmp_path):
    model = inverted()
    flow = model.energy_flow("local")
    assert list(flow.bath.values) == ["c", "loss", "pump"]
    # NumPy, for a bath of T = -1 that releases at 0.1 n(1) and absorbs at 0.1 (n(1) + 1).
    assert flow.sel(bath="c").item() == pytest.approx(-0.0486185774175, abs=1e-13)
    assert flow[1:].sum().item() == pytest.approx(0.0486185774175, abs=1e-13)
    with pytest.raises(quflux.Error, match="the Lindblad channel 'loss' has none"):
        model.entropy_production("local")
    (tmp_path / "model.toml").write_text(model.to_toml())
    again = quflux.Model.load(tmp_path / "model.toml")
    assert again.lindblad == model.lindblad == tuple(INVERTED)
    np.testing.assert_array_equal(again.energy_flow("local"), flow)
    assert "Lindblad channel pump: rate" in model.check()


def test_rates_are_swept_and_refused_where_negative():
    model = inverted()
    rates = [0.0, 0.1, -0.1]
    data = model.sweep({"lindblad.pump.rate": rates})
    assert (data.failure.sel(equation="global").values == [0, 0, 1]).all()
    assert "rate of lindblad 'pump'" in data.failure.attrs["failure_reasons"]
    with pytest.raises(quflux.Error, match="'rate' of \\[\\[lindblad\\]\\] is -1"):
        model.assign({"lindblad.pump.rate": -1.0})
    with pytest.raises(quflux.Error, match="is the name of a bath too"):
        model.assign({"lindblad.pump.name": "c"})
    with pytest.raises(quflux.Error, match="it has the Lindblad channel 'loss'"):
        model.assign({"equations": ["exact"]}).energy_flow("exact")


def test_channels_alone_drive_a_model_of_matrices():
    """Pump and loss of one level: <n> = up/(up + down), and the flows balance."""
    model = quflux.Model.from_matrices(
        np.diag([0.0, 2.0]),
        lindblad=[
            quflux.Lindblad("down", operator=SIGMA, rate=0.3),
            quflux.Lindblad("up", operator=SIGMA.T, rate=0.1),
        ],
        equations=["global"],
    )
    state = model.steady_state("global").values
    assert state[1, 1].real == pytest.approx(0.25, abs=1e-15)
    np.testing.assert_allclose(model.energy_flow("global"), [-0.15, 0.15], atol=1e-15)


def test_exceptional_point_of_gain_and_loss():
    """Two atoms, gain on one and loss on the other: both damp the amplitude of an atom, g = rate/2,
    and the moments have the eigenvalues -(g1 + g2) +- sqrt((g1 - g2)^2 - 4 Omega^2).
    """
    model = quflux.Model(
        [quflux.TwoLevel("a", 1.0), quflux.TwoLevel("b", 1.0)],
        [quflux.Exchange("a", "b", 0.05, name="rabi")],
        lindblad=[
            quflux.Lindblad("loss", "a", operator="sm", rate=0.3),
            quflux.Lindblad("pump", "b", operator="sp", rate=0.1),
        ],
        equations=["global"],
    )
    points = model.exceptional_points("coupling.rabi.strength", 0.01, 0.1, "global").parameter
    # The other one is of the coherences with the ground state; NumPy's eigenvalues meet there, too.
    np.testing.assert_allclose(sorted(points.values.real), [0.0358719467607, 0.05], rtol=1e-8)


def test_numbers_out_of_range_are_told():
    model = quflux.Model(
        [quflux.TwoLevel("s", 1.0)],
        [],
        [
            quflux.Bath("a", "s", temperature=1e300, spectral_density=quflux.PowerLaw(1e30)),
            quflux.Bath("b", "s", temperature=1.0, spectral_density=quflux.PowerLaw(1e30)),
        ],
    )
    data = model.sweep({})
    flows = data.energy_flow.values
    assert (np.isfinite(flows).all(axis=1) | (data.failure.values >= 0)).all()
