import numpy as np
import pytest
import xarray as xr

import quflux
from conftest import ctrl_c_after

EQUATIONS = ("local", "global", "partial_secular")


def model_of(omega1, omega2, coupling, c1, c2, T1, T2, density=quflux.PowerLaw, **shape):
    return quflux.Model(
        [quflux.TwoLevel("a", omega1), quflux.TwoLevel("b", omega2)],
        [quflux.Exchange("a", "b", coupling)],
        [
            quflux.Bath("one", "a", temperature=T1, spectral_density=density(c1, **shape)),
            quflux.Bath("two", "b", temperature=T2, spectral_density=density(c2, **shape)),
        ],
        equations=EQUATIONS,
    )


@pytest.mark.parametrize("equation", EQUATIONS)
@pytest.mark.parametrize(
    "shape", [{}, dict(exponent=3), dict(exponent=0.5, cutoff=2.0), dict(kind="drude", cutoff=2.0)]
)
def test_equals_a_model(pair, equation, shape):
    outputs = ["flow1", "occupation1", "occupation2", "coherence"]
    found = quflux.two_level_pair(**pair, **shape, equation=equation, outputs=outputs)
    density = quflux.Drude if "kind" in shape else quflux.PowerLaw
    options = {key: item for key, item in shape.items() if key != "kind"}
    model = model_of(**pair, density=density, **options)
    # The kernel agrees with the scalar road to 1e-11.
    np.testing.assert_allclose(found["flow1"], model.energy_flow(equation)[0], rtol=1e-10)
    rho = model.steady_state(equation).values  # gg, ge, eg, ee
    np.testing.assert_allclose(found["occupation1"], (rho[2, 2] + rho[3, 3]).real, rtol=1e-10)
    np.testing.assert_allclose(found["occupation2"], (rho[1, 1] + rho[3, 3]).real, rtol=1e-10)
    # <s_1^+ s_2> = <ge| rho |eg>
    np.testing.assert_allclose(found["coherence"], rho[1, 2], rtol=1e-8, atol=1e-12)


def columns(shape, seed=1):
    random = np.random.default_rng(seed)
    ranges = [(0.7, 1.3), (0.7, 1.3), (0, 0.5), (0.001, 0.1), (0.001, 0.1), (0.1, 3), (0.1, 3)]
    return [random.uniform(low, high, shape) for low, high in ranges]


@pytest.mark.parametrize("size", [1, 2, 7, 8, 63, 513, 5000, 40000])
def test_every_point_equals_its_own_call(size):
    arrays = columns(size)
    flows = quflux.two_level_pair(*arrays)
    for k in {0, size // 2, size - 1}:
        assert flows[k] == quflux.two_level_pair(*(float(a[k]) for a in arrays))


@pytest.mark.parametrize(
    "shapes",
    [
        [(), (5,), (4, 1), (), (3, 1, 1), (5,), ()],
        [(200, 1), (1, 300), (), (300,), (200, 1), (), ()],  # long rows
        [(4000, 3), (3,), (4000, 1), (), (), (), ()],  # short rows
        [(2, 0), (1,), (), (), (), (), ()],
        [(1, 1), (), (), (), (), (), ()],
    ],
)
def test_broadcasts_like_numpy(shapes):
    arrays = [column[()] for column in (columns(shape)[i] for i, shape in enumerate(shapes))]
    whole = np.broadcast_arrays(*arrays)
    flat = quflux.two_level_pair(*(a.ravel() for a in whole))
    found = quflux.two_level_pair(*arrays)
    assert found.shape == whole[0].shape
    np.testing.assert_array_equal(found.ravel(), flat)


def test_takes_any_layout():
    arrays = columns((60, 90))
    expected = quflux.two_level_pair(*arrays)
    layouts = [
        [np.asfortranarray(a) for a in arrays],
        [np.repeat(a, 2, axis=1)[:, ::2] for a in arrays],
        [a[::-1].copy()[::-1] for a in arrays],
        [np.broadcast_to(a, (60, 90)) for a in arrays],
        [a.tolist() for a in arrays],
    ]
    for layout in layouts:
        np.testing.assert_array_equal(quflux.two_level_pair(*layout), expected)


def test_takes_other_real_types(pair):
    expected = quflux.two_level_pair(**pair | dict(omega1=1.0, omega2=2.0))
    for one in (1, np.float64(1), np.int32(1), np.float32(1), np.array(1)):
        assert quflux.two_level_pair(**pair | dict(omega1=one, omega2=2)) == expected


def test_threads_change_nothing():
    arrays = columns(100_000)
    one = quflux.two_level_pair(*arrays, threads=1)
    np.testing.assert_array_equal(one, quflux.two_level_pair(*arrays, threads=2))
    np.testing.assert_array_equal(one, quflux.two_level_pair(*arrays))


def test_long_grids_equal_short_ones():
    # More points than the call without a look at Ctrl-C takes.
    coupling, c1 = np.linspace(0.01, 0.5, 1500), np.linspace(0.01, 0.1, 1500)[:, np.newaxis]
    flows = quflux.two_level_pair(1.0, 1.1, coupling, c1, 0.02, 0.2, 0.3)
    assert flows[700, 900] == quflux.two_level_pair(
        1.0, 1.1, float(coupling[900]), float(c1[700, 0]), 0.02, 0.2, 0.3
    )


def test_ctrl_c_stops_long_grids():
    # Half a second of work; memory that is not written to is not there.
    coupling, c1 = np.linspace(0.01, 0.5, 20_000), np.full((5_000, 1), 0.02)
    out = np.zeros((5_000, 20_000))
    ctrl_c_after(0.05)
    with pytest.raises(KeyboardInterrupt):
        quflux.two_level_pair(1.0, 1.1, coupling, c1, 0.02, 0.2, 0.3, out=out, threads=1)
    assert out[0, 0] != 0 and out[-1, -1] == 0


def test_writes_into_out():
    arrays = columns((3, 100))
    out = np.empty((3, 100))
    assert quflux.two_level_pair(*arrays, out=out) is out
    np.testing.assert_array_equal(out, quflux.two_level_pair(*arrays))


def test_labelled_arrays_stay_labelled(pair):
    coupling = xr.DataArray(np.linspace(0.01, 0.1, 4), dims="coupling")
    coupling = coupling.assign_coords(coupling=coupling)
    c1 = xr.DataArray([0.01, 0.02, 0.03], dims="c1")
    flows = quflux.two_level_pair(**pair | dict(coupling=coupling, c1=c1))
    assert dict(flows.sizes) == {"coupling": 4, "c1": 3}
    assert flows.name == "flow1" and flows.attrs["units"] == "energy^2"
    np.testing.assert_array_equal(
        flows, quflux.two_level_pair(**pair | dict(coupling=coupling.values[:, None], c1=c1.values))
    )
    several = quflux.two_level_pair(
        **pair | dict(coupling=coupling), outputs=["coherence", "flow1"]
    )
    assert list(several) == ["coherence", "flow1"]
    assert several["coherence"].dtype == complex


def test_no_flow_between_equal_temperatures(pair):
    same = pair | dict(T2=pair["T1"])
    assert quflux.two_level_pair(**same, equation="global") == 0
    assert quflux.two_level_pair(**same) == 0


def test_numbers_of_numbers_and_arrays_of_arrays(pair):
    assert type(quflux.two_level_pair(**pair)) is float
    assert isinstance(quflux.two_level_pair(**pair, outputs="coherence"), complex)
    assert quflux.two_level_pair(**pair | dict(T1=[0.2]), outputs="occupation1").shape == (1,)


def test_points_that_are_not_allowed_are_nan_when_asked_for(pair):
    flows = quflux.two_level_pair(**pair | dict(coupling=[0.1, 2.0]), invalid="nan")
    assert np.isnan(flows[1]) and not np.isnan(flows[0])
