import matplotlib.pyplot as plt
import numpy as np
import pytest
import xarray as xr

import quflux
from quflux import plot


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


@pytest.fixture
def flows():
    """The specific flow of the local equation, whose ridge is known: Eq. (31)."""
    coupling = xr.DataArray(np.linspace(0.002, 0.12, 60), dims="coupling", name="coupling")
    c1 = xr.DataArray(np.linspace(0.01, 0.1, 20), dims="c1", name="c1")
    coupling, c1 = (x.assign_coords({x.name: x}) for x in (coupling, c1))
    flow = quflux.two_level_pair(1.0, 1.0, coupling, c1, 0.03, 0.2, 0.3, equation="local")
    return (flow / coupling).transpose("c1", "coupling")


def test_the_ridge_is_where_the_formula_says(flows):
    def g(c, temperature):
        return c * (1 / np.expm1(1 / temperature) + 0.5)

    found = plot.ridge(flows, "coupling")
    expected = np.sqrt(g(found["c1"], 0.2) * g(0.03, 0.3))  # sqrt(g1 g2) on resonance
    # The grid is 0.002 fine; the parabola places a maximum within a tenth of that.
    np.testing.assert_allclose(found["coupling"], expected, atol=2e-4)
    assert len(found["c1"]) == 20


def test_maps_take_and_return_axes(flows):
    _, ax = plt.subplots()
    assert plot.flow_map(flows, ax=ax) is ax
    assert len(ax.lines[0].get_xdata()) == 20
    assert plot.flow_map(flows, along="c1").get_xlabel() == "coupling"
    with pytest.raises(quflux.Error, match="two dimensions"):
        plot.flow_map(flows[0])


def test_branches_meet_at_the_exceptional_point():
    x = np.linspace(0, 2, 101)
    root = np.sqrt(x**2 - 1 + 0j)
    values = xr.DataArray(np.stack([1j * root, -1j * root], axis=1), dims=("x", "eigenvalue"))
    ax = plot.branches(values.assign_coords(x=x), exceptional_points=[1 + 0.1j])
    first, second, mark = ax.lines
    assert (first.get_ydata()[x > 1] == second.get_ydata()[x > 1]).all()
    assert mark.get_xdata()[0] == 1
    assert len(ax.patches) == 1
    with pytest.raises(quflux.Error, match="'real' or 'imag'"):
        plot.branches(values, part="both")


def test_energy_levels_draw_each_bath(model):
    ax = plot.energy_levels(model)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "hot, T = 0.5",
        "cold, T = 0.2",
    ]
