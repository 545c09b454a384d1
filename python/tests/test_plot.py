import json
import os
import subprocess
import sys
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
import pytest
import xarray as xr
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_rgb

import quflux
from conftest import ROOT
from quflux import plot
from quflux.plot import _panels
from quflux.plot.__main__ import main
from quflux.plot._style import COLORS


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


STRENGTH, TEMPERATURE = "coupling.rabi.strength", "bath.hot.temperature"


def panels(fig):
    return [ax for ax in fig.axes if ax.get_label() != "<colorbar>"]


def test_a_sweep_has_a_panel_per_output_and_a_curve_per_equation_and_bath(model):
    swept = model.sweep({STRENGTH: np.geomspace(0.001, 0.1, 5)}, outputs=["purity", "energy_flow"])
    purity, flow = panels(plot.figure(swept))
    assert [purity.get_ylabel(), flow.get_ylabel()[:11]] == ["Tr rho^2", "energy flow"]
    assert [len(ax.lines) for ax in (purity, flow)] == [4, 8]
    assert purity.get_xscale() == "log"
    assert [ax.get_title("left") for ax in (purity, flow)] == ["(a)", "(b)"]
    assert flow.lines[0].get_label() == "local, hot"


def test_more_curves_than_a_panel_can_name_get_a_panel_per_bath():
    dimer = quflux.Model.load(ROOT / "examples/light_harvesting_dimer.toml")
    key = "bath.phonons.spectral_density.coefficient"
    drawn = panels(plot.figure(dimer.sweep({key: [0.1, 0.2, 0.3]})))
    assert [len(ax.lines) for ax in drawn] == [3, 3, 3, 3]
    assert [ax.get_ylabel().partition(",")[2].split()[0] for ax in drawn] == list(
        bath.name for bath in dimer.baths
    )


def test_no_two_named_curves_look_the_same():
    data = xr.DataArray(np.arange(98.0).reshape(2, 49), dims=("x", "equation"))
    data = data.assign_coords(x=[0.0, 1.0], equation=[f"e{n}" for n in range(49)])
    ax = plot.curves(data)
    styles = {(line.get_color(), str(line._unscaled_dash_pattern)) for line in ax.lines}
    assert len(styles) == 49
    with pytest.raises(quflux.Error, match="more than 49 curves"):
        plot.curves(xr.concat([data, data], "equation"))


def test_equal_curves_show_through_each_other():
    data = xr.DataArray(np.tile(np.linspace(0, 1, 50)[:, None], 7), dims=("x", "equation"))
    ax = plot.curves(data.assign_coords(x=np.arange(50.0), equation=list("abcdefg")))
    ax.get_legend().remove()
    fig = ax.figure
    fig.set_dpi(300)
    FigureCanvasAgg(fig).draw()
    pixels = np.asarray(fig.canvas.buffer_rgba())[..., :3] / 255
    for color in COLORS:
        near = (np.abs(pixels - to_rgb(color)) < 0.02).all(axis=-1)
        # Of a line 6 pixels wide and 1,800 long whose edges are blurred.
        assert near.sum() > 80, color


def test_any_order_of_the_sweep_is_drawn_in_ascending_order(model):
    for other in ({}, {TEMPERATURE: [0.4, 0.3]}):
        one, two = (
            plot.figure(model.sweep({STRENGTH: strengths} | other, equations="global"))
            for strengths in ([0.01, 0.02, 0.03], [0.03, 0.01, 0.02, 0.01])
        )
        for a, b in zip(one.axes, two.axes, strict=True):
            for first, second in zip(a.lines, b.lines, strict=True):
                np.testing.assert_array_equal(first.get_xydata(), second.get_xydata())


def test_a_map_shows_the_bath_that_gives_and_marks_the_ridge(model):
    axes = {
        STRENGTH: np.geomspace(0.001, 0.1, 4),
        "site.cavity.frequency": np.linspace(0.9, 1.1, 5),
    }
    fig = plot.figure(model.sweep(axes, equations=["global", "redfield"]))
    for ax in panels(fig):
        assert (ax.get_xscale(), ax.get_yscale()) == ("log", "linear")
        (ridge,) = ax.lines
        np.testing.assert_allclose(ridge.get_ydata(), 1, atol=0.03)  # resonance
        (mesh,) = (item for item in ax.collections if isinstance(item, QuadMesh))
        assert mesh.get_array().min() > 0
    bars = [ax.get_ylabel() for ax in fig.axes if ax.get_label() == "<colorbar>"]
    assert all("hot [energy" in bar for bar in bars)


def test_grades_of_one_key_are_curves_and_of_two_are_maps():
    wire = quflux.Model.load(ROOT / "examples/oscillators_grade.toml")
    key, other = "coupling.k.strength", "site.hot.frequency"
    (ax,) = plot.figure(wire.grade({key: np.geomspace(1e-3, 0.1, 3)})).axes
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    fig = plot.figure(wire.grade({other: [0.99, 1.0], key: np.geomspace(1e-3, 0.1, 3)}))
    assert [ax.get_title() for ax in panels(fig)][-2:] == ["redfield", "the best equation"]


def test_a_legend_is_shared_by_panels_that_look_the_same(model):
    swept = model.sweep({STRENGTH: [0.01, 0.02]}, outputs=["purity", "spectral_gap"])
    fig = plot.figure(swept)
    (legend,) = fig.legends
    assert [text.get_text() for text in legend.get_texts()] == list(swept.equation.values)
    titled = plot.figure(swept.assign_attrs(title="Some title that is long enough to be met"))
    boxes = [each.get_window_extent() for each in (titled.legends[0], titled._suptitle)]
    assert not boxes[0].overlaps(boxes[1])
    for ax in fig.axes:
        ax.lines[0].set_marker("o" if ax is fig.axes[0] else "s")
    assert _panels._entries(fig.axes[0]) != _panels._entries(fig.axes[1])


def test_names_are_shown_as_they_are(model):
    label = "a_b $x^2$ ünïcode"
    swept = model.sweep({STRENGTH: [0.01, 0.02]}, equations={"kind": "global", "label": "g"})
    fig = plot.figure(swept.assign_coords(equation=[label]))
    fig.canvas.draw()
    assert [text.get_text() for text in fig.axes[0].get_legend().get_texts()] == [
        r"a_b \$x^2\$ ünïcode, hot",
        r"a_b \$x^2\$ ünïcode, cold",
    ]


TITLE = "Zwölf Atome $x^2$"


@pytest.mark.parametrize("kind", ["curves", "map", "spectra", "grades", "maps of grades"])
def test_a_figure_has_the_title_of_its_model(model, kind):
    titled = model.assign({"title": TITLE})
    wire = quflux.Model.load(ROOT / "examples/oscillators_grade.toml", {"title": TITLE})
    k, cold = {"coupling.k.strength": [0.01, 0.1]}, {"site.hot.frequency": [0.99, 1.0]}
    noise = {"kind": "bond_noise", "bond": "rabi", "frequencies": [0.0, 0.01, 0.02]}
    made = {
        "curves": lambda: titled.sweep({STRENGTH: [0.01, 0.02]}),
        "map": lambda: titled.sweep({STRENGTH: [0.01, 0.02], TEMPERATURE: [0.5, 0.6]}),
        "spectra": lambda: titled.sweep(outputs=[noise], equations="global"),
        "grades": lambda: wire.grade(k),
        "maps of grades": lambda: wire.grade(cold | k),
    }
    fig = plot.figure(made[kind]())
    assert fig.get_suptitle() == TITLE.replace("$", r"\$")


def test_a_figure_of_a_transition_and_of_levels_has_the_title(program, model, tmp_path):
    (tmp_path / "pair.toml").write_text((ROOT / "paper/fig1.toml").read_text())
    along = ["--parameter", STRENGTH, "--from", "0.001", "--to", "0.04"]
    title = f"title={json.dumps(TITLE, ensure_ascii=False)}"
    command = [program, "transition", "pair.toml", *along, "-o", "t.nc", "--set", title]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    with xr.open_dataset(tmp_path / "t.nc") as data:
        assert plot.figure(data).get_suptitle() == TITLE.replace("$", r"\$")
    levels = plot.energy_levels(model.assign({"title": TITLE}))
    assert levels.get_title() == TITLE.replace("$", r"\$")


def test_a_plane_shows_its_points_and_what_relaxes_there(program, tmp_path):
    (tmp_path / "pair.toml").write_text((ROOT / "paper/fig1.toml").read_text())
    first = ["--parameter", STRENGTH, "--from", "0.008", "--to", "0.0115"]
    second = ["--second", "site.a2.frequency", "--second-from", "0.998", "--second-to", "1.0013"]
    command = [program, "transition", "pair.toml", *first, *second, "-o", "plane.nc"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    with xr.open_dataset(tmp_path / "plane.nc") as data:
        fig = plot.figure(data)
        assert [ax.get_title() for ax in fig.axes] == ["local", "global", "partial_secular"]
        assert "order 2" in [text.get_text() for text in fig.axes[2].texts]
        assert "no exceptional point" in [text.get_text() for text in fig.axes[1].texts]
        assert fig.axes[0].get_xlim() == (0.008, 0.0115)
        kinds = {text.get_text() for legend in fig.legends for text in legend.get_texts()}
        assert {"coherence", "flow"} <= kinds


def test_results_without_a_figure_and_all_nan_ones(model):
    with pytest.raises(quflux.Error, match="no attribute 'figure'; what can be drawn is curves"):
        plot.figure(model.sweep())
    for axes in ({STRENGTH: [0.01]}, {STRENGTH: [0.01, 0.02], TEMPERATURE: [0.5]}):
        swept = model.sweep(axes)
        nothing = swept.assign(energy_flow=swept.energy_flow * np.nan)
        nothing.energy_flow.attrs = swept.energy_flow.attrs
        plot.figure(nothing).canvas.draw()


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_the_same_data_give_the_same_bytes(model, tmp_path, ending):
    swept = model.sweep({STRENGTH: [0.01, 0.02]})
    one, two = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    for path in (one, two):
        plot.save(plot.figure(swept), path)
    assert one.read_bytes() == two.read_bytes()
    assert sorted(tmp_path.iterdir()) == [one, two]


def test_the_module_draws_files_and_says_what_is_wrong(model, tmp_path, capsys):
    data = tmp_path / "x.nc"
    model.sweep({STRENGTH: [0.01, 0.02]}).to_netcdf(data)
    assert main([str(data), "-o", str(tmp_path / "y.svg")]) == 0
    assert ElementTree.parse(tmp_path / "y.svg").getroot().tag.endswith("svg")
    assert main(["--version-of-caller", quflux.__version__]) == 0
    for arguments, reason in (
        (["--version-of-caller", "0.0.9"], f"has version {quflux.__version__}"),
        ([str(tmp_path / "none.nc")], "cannot read"),
        ([str(data), "-o", str(tmp_path / "y.gif")], "must end in .png, .svg, .pdf"),
        ([str(data), "-o", str(tmp_path / "no/y.png")], "No such file or directory"),
        ([], "DATA.nc is missing"),
    ):
        assert main(arguments) == 2
        said = capsys.readouterr().err
        assert said.startswith("quflux.plot: ") and said.count("\n") == 1 and reason in said


def test_the_program_draws_with_this_package(program, tmp_path):
    (tmp_path / "pair.toml").write_text((ROOT / "paper/fig1.toml").read_text())
    environment = os.environ | {
        "QUFLUX_PYTHON": sys.executable,
        "XDG_CACHE_HOME": str(tmp_path / "c"),
    }
    along = [
        "--parameter",
        STRENGTH,
        "--from",
        "0.001",
        "--to",
        "0.04",
        "--format",
        "csv",
        "--plot",
    ]
    for command in (
        ["run", "pair.toml", "-o", "pair.nc", "--plot"],
        ["transition", "pair.toml", *along],
        ["eigenvalues", "pair.toml", *along, "s.pdf"],
    ):
        ran = subprocess.run(
            [program, *command], cwd=tmp_path, env=environment, capture_output=True
        )
        assert (ran.returncode, ran.stderr) == (0, b"")
    drawn = {path.name for path in tmp_path.iterdir()} - {"c"}
    assert drawn == {"pair.toml", "pair.nc", "pair.png", "pair_transition.png", "s.pdf"}
    width = plt.imread(tmp_path / "pair.png").shape[1] / 300 * 2.54
    assert abs(width - 17.8) < 0.1
