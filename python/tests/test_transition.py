from contextlib import contextmanager

import numpy as np
import pytest
import xarray as xr

import quflux
from quflux import _progress, plot

PATH = "coupling.rabi.strength"


@pytest.fixture
def figure1():
    """The pair of Figure 1 of Vovcenko et al. (2022)."""
    return quflux.Model(
        [quflux.TwoLevel("a1", 1.0), quflux.TwoLevel("a2", 1.0)],
        [quflux.Exchange("a1", "a2", 0.01, name="rabi")],
        [
            quflux.Bath("cold", "a1", temperature=0.2, spectral_density=quflux.PowerLaw(0.002, 3)),
            quflux.Bath("hot", "a2", temperature=0.22, spectral_density=quflux.PowerLaw(0.04, 3)),
        ],
    )


def test_exceptional_points_of_figure_1(figure1):
    # Reference values in 40-digit arithmetic; a double root is found to the root of the rounding.
    local = figure1.exceptional_points(PATH, 0.001, 0.03, "local")
    np.testing.assert_allclose(local.parameter[0], 0.00970780116655856, atol=1e-9)
    assert local.order[0] == 2 and local.attrs["complete"] == 1
    np.testing.assert_allclose(local.branch_exponent[0], 0.5, atol=1e-3)
    partial = figure1.exceptional_points(PATH, 0.001, 0.03, "partial_secular")
    np.testing.assert_allclose(
        partial.parameter[0], 0.009697230830523345 + 0.000301948963255277j, atol=1e-9
    )
    assert figure1.exceptional_points(PATH, 0.001, 0.03, "global").sizes["point"] == 0


def test_the_transition_gathers_them(figure1):
    marks = figure1.transition(PATH, 0.001, 0.03, ["local", "global"])
    assert list(marks.equation.values) == ["local", "global"]
    local = figure1.exceptional_points(PATH, 0.001, 0.03, "local")
    assert marks.exceptional_point[0] == local.parameter[0].real
    assert np.isnan(marks.exceptional_point[1])
    assert np.isnan(marks.complex_exceptional_point_im).all()
    assert all("long_name" in marks[name].attrs for name in marks.data_vars)


def test_what_depends_on_the_cut_is_said():
    model = quflux.Model(
        [quflux.TwoLevel("atom", 1.0), quflux.Oscillator("cavity", 1.0, levels=2)],
        [quflux.Exchange("atom", "cavity", 0.01, name="rabi")],
        [
            quflux.Bath("a", "atom", temperature=0, spectral_density=quflux.PowerLaw(0.04)),
            quflux.Bath("c", "cavity", temperature=0, spectral_density=quflux.PowerLaw(0.01)),
        ],
    )
    points = model.exceptional_points(PATH, 0.006, 0.02, "local")
    # The first rung of the ladder, |gamma_a - gamma_c|/4.
    np.testing.assert_allclose(points.parameter, 0.0075, atol=1e-12)
    assert "cavity cut at 2 and at 3 levels" in points.attrs["remarks"]
    marks = model.transition(PATH, 0.006, 0.02, "local")
    np.testing.assert_allclose(marks.exceptional_point, 0.0075, atol=1e-12)
    assert marks.attrs["remarks"].startswith("local: oscillator cavity")


def test_branches_are_the_eigenvalues(figure1):
    couplings = [0.02, 0.012, 0.005]
    branches = figure1.eigenvalues("local", {PATH: couplings})
    assert branches.dims == (PATH, "branch")
    rigidity = branches.phase_rigidity
    assert rigidity.dims == branches.dims and (rigidity <= 1 + 1e-12).all()
    # The exceptional point is at 0.0097: the fourth root of the distance, within a factor.
    assert rigidity.sel({PATH: 0.012}).min() < rigidity.sel({PATH: 0.02}).min() < 0.95
    for coupling in couplings:
        here = figure1.assign({PATH: coupling}).eigenvalues("local")
        np.testing.assert_allclose(
            np.sort_complex(branches.sel({PATH: coupling}).values.round(12)),
            np.sort_complex(here.values.round(12)),
            atol=1e-11,
        )


def test_the_amplitude_matrix_makes_the_moments(figure1):
    x = figure1.eigenvalues("partial_secular", {PATH: [0.01, 0.02]}, matrix="amplitude").values
    moments = figure1.sweep(
        {PATH: [0.01, 0.02]}, equations="partial_secular", outputs="moment_eigenvalues"
    )
    expected = (moments.moment_eigenvalues_re + 1j * moments.moment_eigenvalues_im).values[:, 0]
    sums = -(x[:, :, np.newaxis] + x.conj()[:, np.newaxis, :]).reshape(2, 4)
    for ours, theirs in zip(sums, expected, strict=True):
        # Rates are about 1e-2; each is compared with the closest one.
        assert np.abs(ours[:, np.newaxis] - theirs).min(axis=1).max() < 1e-12


def test_what_is_not_allowed(figure1, model):
    for call, message in [
        (lambda: figure1.exceptional_points("coupling.x", 0, 1, "local"), "no parameter"),
        (lambda: figure1.exceptional_points(PATH, 0.1, 0.1, "local"), ""),
        (lambda: figure1.exceptional_points(PATH, 0, 0.1, "lokal"), "unknown equation"),
        (lambda: figure1.exceptional_points(PATH, 0, 0.1, "local", matrix="x"), "matrix is 'x'"),
        (
            lambda: figure1.exceptional_points(
                PATH, 0, 0.1, "universal_lindblad", matrix="amplitude"
            ),
            "no amplitude matrix",
        ),
        (lambda: figure1.eigenvalues("local", {PATH: [0.1, 0.2, 0.15]}), "ascend"),
        (lambda: figure1.eigenvalues("local", matrix="amplitude"), "needs an axis"),
        (lambda: figure1.eigenvalues("local", {PATH: [0.1], "b": [1]}), "one parameter"),
        (lambda: model.eigenvalues("local", {PATH: [0.1]}, matrix="amplitude"), ""),
    ]:
        with pytest.raises(quflux.Error, match=message or "."):
            call()


def driven_qubit(detuning, drive, gamma=0.4):
    """The Bloch matrix of H = detuning sz/2 + drive sx/2 with decay gamma."""
    return np.array(
        [[-gamma / 2, -detuning, 0], [detuning, -gamma / 2, -drive], [0, drive, -gamma]]
    )


def test_curves_of_a_family_of_the_user():
    found = quflux.exceptional_points(driven_qubit, (-0.11, 0.1), (0.005, 0.2))
    assert found.complete and [point.order for point in found.points] == [3, 3]
    cusp = np.array([0.4 / (6 * np.sqrt(3)), 0.4 * np.sqrt(2 / 27)])
    np.testing.assert_allclose(found.points[1].parameters, cusp, atol=1e-12)
    assert len(found.curves) == 3 and not found.degeneracy_curves
    for curve in found.curves:
        assert curve.order == 2 and len(curve.points) == len(curve.eigenvalues)
        for detuning, drive in curve.points:
            # Two eigenvalues are equal to the root of rounding, at a cusp to its cube root.
            values = np.linalg.eigvals(driven_qubit(detuning, drive))
            gaps = np.abs(values[:, None] - values)[np.triu_indices(3, 1)]
            assert gaps.min() < 3e-6
    ax = quflux.plot.exceptional_curves(found)
    assert len(ax.lines) == 5 and [text.get_text() for text in ax.texts] == ["order 3"] * 2


def test_a_family_of_one_parameter():
    found = quflux.exceptional_points(lambda drive: driven_qubit(0, drive), (0.01, 0.3))
    (point,) = found.points
    np.testing.assert_allclose(point.parameters, [0.1, 0], atol=1e-12)
    assert point.jordan_blocks == [2] and point.cycles == [2]
    assert abs(point.branch_exponent - 0.5) < 1e-6


@pytest.mark.parametrize(
    ("family", "x", "message"),
    [
        (driven_qubit, (0.1, 0.1), "from 0.1 to 0.1"),
        (driven_qubit, (0.1, np.nan), "nan"),
        (driven_qubit, (0.1,), "two, the smallest and the largest"),
        (lambda x, y: "matrix", (0, 1), "not a matrix"),
        (lambda x, y: np.zeros((2, 3)), (0, 1), "2 x 3"),
        (lambda x, y: np.eye(2), (0, 1), "does not depend"),
    ],
)
def test_bad_families(family, x, message):
    with pytest.raises(quflux.Error, match=message):
        quflux.exceptional_points(family, x, (0, 1))


def test_errors_of_the_family_reach_the_user():
    def broken(x):
        raise ZeroDivisionError("at x")

    with pytest.raises(ZeroDivisionError, match="at x"):
        quflux.exceptional_points(broken, (0, 1))


def test_the_search_counts_its_parts(figure1, monkeypatch):
    counted = []

    @contextmanager
    def bar(total, shown, unit):
        assert shown is True and total == 1000
        yield lambda finished, now="": counted.append(finished)

    monkeypatch.setattr(_progress, "bar", bar)
    watched = figure1.transition(PATH, 0.001, 0.03, ["local", "global"], progress=True)
    assert sum(counted) == 1000
    monkeypatch.undo()
    unwatched = figure1.transition(PATH, 0.001, 0.03, ["local", "global"], progress=False)
    xr.testing.assert_identical(watched, unwatched)


def test_the_plane_of_two_real_numbers(figure1):
    axes = {PATH: (0.008, 0.0115), "site.a2.frequency": (0.998, 1.0013)}
    found = figure1.exceptional_plane(axes, "partial_secular", progress=False)
    (flow,) = (point for point in found.points if point.kind == "flow")
    # In 40 digits; the detuning is w1 - w2.
    expected = 0.00968876662152, 1 - 0.00060290962285
    np.testing.assert_allclose(flow.parameters, expected, rtol=0, atol=1e-12)
    assert flow.order == 2 and flow.branch_exponent == pytest.approx(0.5, abs=1e-4)
    assert not found.curves and found.complete
    assert plot.exceptional_curves(found).lines


@pytest.mark.parametrize(
    "axes, told",
    [
        ({PATH: (0.008, 0.012)}, "must be two parameters"),
        ([PATH, "site.a2.frequency"], "must be two parameters"),
        ({PATH: 0.01, "site.a2.frequency": (0.99, 1.01)}, "must be two numbers"),
        ({PATH: (0.012, 0.008), "site.a2.frequency": (0.99, 1.01)}, PATH),
        ({PATH: (0.008, 0.012), "site.a3.frequency": (0.99, 1.01)}, "site.a3"),
    ],
)
def test_planes_that_are_none(figure1, axes, told):
    with pytest.raises(quflux.Error, match=told):
        figure1.exceptional_plane(axes, "partial_secular", progress=False)


def near_chain(atoms):
    return quflux.Model(
        [quflux.TwoLevel(f"atom{n}", 1.0) for n in range(1, atoms + 1)],
        [
            quflux.Exchange(f"atom{n}", f"atom{n + 1}", 0.05, name=f"bond{n}")
            for n in range(1, atoms)
        ],
        [
            quflux.Bath("cold", "atom1", temperature=0.2, spectral_density=quflux.PowerLaw(0.004)),
            quflux.Bath(
                "hot", f"atom{atoms}", temperature=0.5, spectral_density=quflux.PowerLaw(0.01)
            ),
        ],
    )


def test_eigenvalues_near_a_number_are_the_closest_ones():
    pair = near_chain(2)
    for equation in quflux.EQUATIONS:
        everything = pair.eigenvalues(equation).values
        near = pair.eigenvalues(equation, near=-0.01 + 1j, count=3)
        assert near.dims == ("eigenvalue",) and near.phase_rigidity.dims == near.dims
        closest = sorted(everything, key=lambda value: abs(value + 0.01 - 1j))[:3]
        np.testing.assert_allclose(abs(near + 0.01 - 1j), np.abs(np.array(closest) + 0.01 - 1j))
        off = [np.abs(everything - value).min() for value in near.values]
        assert (off <= near.eigenvalue_error + 1e-14).all()  # the other road's own rounding
        assert (near.eigenvalue_error < 1e-10).all()


def test_eigenvalues_near_a_number_are_there_beyond_64_dimensions():
    chain = near_chain(7)
    with pytest.raises(quflux.Error, match="near"):
        chain.eigenvalues("local", {"coupling.bond1.strength": [0.04, 0.05]})
    branches = chain.eigenvalues(
        "local", {"coupling.bond1.strength": [0.04, 0.05]}, near=0, count=2
    )
    assert branches.sizes["branch"] >= 2
    assert (branches.notnull().sum("branch") == 2).all()
    assert (abs(branches).min("branch") < 1e-12).all()
    assert branches.eigenvalue_error.dims == branches.dims
    assert (branches.eigenvalue_error.min("branch") < 1e-10).all()


def test_near_and_count_are_checked(figure1):
    with pytest.raises(quflux.Error, match="count says how many"):
        figure1.eigenvalues("local", count=3)
    with pytest.raises(quflux.Error, match="near is 'zero'; it must be a number"):
        figure1.eigenvalues("local", near="zero")
    with pytest.raises(quflux.Error, match="count is 0; it must be a whole number >= 1"):
        figure1.eigenvalues("local", near=0, count=0)
    with pytest.raises(quflux.Error, match="is 17; allowed are 1 to 16"):
        figure1.eigenvalues("local", near=0, count=17)
    with pytest.raises(quflux.Error, match="those of matrix 'generator', not of 'amplitude'"):
        figure1.eigenvalues("local", {PATH: [0.1, 0.2]}, near=0, matrix="amplitude")


def test_exceptional_points_near_a_number(figure1):
    whole = figure1.exceptional_points(PATH, 0.005, 0.014, "local", matrix="generator")
    flow = whole.isel(point=whole.kind.values == "flow")
    near = figure1.exceptional_points(
        PATH, 0.005, 0.014, "local", near=complex(flow.eigenvalue[0]), count=4
    )
    found = near.isel(point=near.kind.values == "flow")
    assert found.order[0] == flow.order[0]
    assert abs(found.parameter[0] - flow.parameter[0]) < 1e-10
