"""The numbers of each figure, and the figure itself."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

import quflux
from quflux.paper.folder import Folder, Layout, Quantity, Swept
from quflux.paper.pair import Pair, discriminant, zero
from quflux.plot import _panels
from quflux.plot._maps import draw_map, vertex
from quflux.plot._style import COLORS, RED, journal, stroke

_UNIT = {"units": "omega_1"}
_STROKES = {
    "local": stroke(0),
    "global": {"color": COLORS[1], "ls": (0, (7, 2))},
    "partial_secular": {"color": COLORS[6], "ls": (0, (3, 1.2))},
}
_STEPS = 100  # of the way from the local to the partial secular equation
_SCALES = (1.0, 0.5, 0.25, 0.125)  # of both baths
_WINDOW = (0.75, 1.6, 0.5)  # of the local exceptional coupling: from, to, distance from the axis
_CUTS = (0.0, 1.0, 2.0)  # heights of the cuts through the sheets, of that of the exceptional point


def compute(folder: Folder, layout: Layout) -> xr.Dataset:
    """The data of a figure. Raises Error when a model does not fit it."""
    if layout.kind not in _KINDS:
        raise quflux.Error(
            f"figure {layout.number} is {layout.kind!r}; allowed are {', '.join(_KINDS)}"
        )
    data = _KINDS[layout.kind][0]([folder.load(name) for name in layout.panels], layout)
    title = f"Fig. {layout.number}: {layout.title}"
    unit_system = "hbar = k_B = 1, frequencies in units of omega_1"
    return data.assign_attrs(title=title, unit_system=unit_system)


def draw(data: xr.Dataset, layout: Layout) -> Figure:
    """The figure, as wide as a column of a journal or two."""
    with journal():
        return _panels.finish(_KINDS[layout.kind][1](data, layout))


# -- Fig. 1: eigenvalues against one parameter ----------------------------------------------------


def _spectrum_data(panels: list[Swept], layout: Layout) -> xr.Dataset:
    (swept,) = panels
    data = _renamed(swept.run(), swept, layout.x)
    pair = Pair.of(swept.model)
    points = np.array([pair.exceptional_coupling(name) for name in data.equation.values])
    return data.assign(_exceptional(points, "equation"))


def _draw_spectrum(data: xr.Dataset, layout: Layout) -> Figure:
    fig, axes = _panels.grid(2, height=0.75)
    points = data.exceptional_coupling_re.values + 1j * data.exceptional_coupling_im.values
    # A real exceptional point is a place on this axis; the shadow of a complex one is not.
    real = [z.real for z in points if abs(z.imag) <= 1e-12 * z.real]
    for ax, part in zip(axes, ("re", "im"), strict=True):
        for values in data[f"moment_eigenvalues_{part}"].transpose("equation", ..., layout.x.name):
            _draw_curves(values, ax)
        for place in real:
            ax.axvline(place, color="0.4", ls="--", lw=0.7)
        ax.set(xlabel=layout.x.label, ylabel=f"{part.title()} {layout.y.label}", xlim=(0, None))
        _panels.label_marks(ax, real, "EP")
    return fig


def _draw_curves(values: xr.DataArray, ax: Axes) -> None:
    """One equation: all its numbers look the same and have one entry in the legend."""
    equation = str(values.equation.item())
    x = values[values.dims[-1]]
    for n, row in enumerate(np.atleast_2d(values.values)):
        ax.plot(x, row, label="" if n else equation.replace("_", " "), **_STROKES[equation])


# -- Figs. 2 to 4: maps of the specific flow ------------------------------------------------------


def _map_data(panels: list[Swept], layout: Layout) -> xr.Dataset:
    parts = [_one_map(swept, layout) for swept in panels]
    letters = [chr(ord("a") + i) for i in range(len(parts))]
    try:
        data = xr.concat(
            parts,
            "panel",
            data_vars="all",
            coords="minimal",
            compat="override",
            join="exact",
            combine_attrs="drop_conflicts",
        )
    except ValueError:
        raise quflux.Error(f"the panels of figure {layout.number} must share their axes") from None
    own = {  # what they do not share goes by their letters
        f"{name}_{letter}": part.attrs[name]
        for letter, part in zip(letters, parts, strict=True)
        for name in part.attrs
        if name not in data.attrs
    }
    panel = ("panel", letters, {"long_name": "panel of the figure"})
    return data.assign_coords(panel=panel).assign_attrs(own)


def _one_map(swept: Swept, layout: Layout) -> xr.Dataset:
    if swept.axes != [layout.x.key, layout.y.key]:
        raise quflux.Error(f"{swept.name} must sweep '{layout.x.key}', then '{layout.y.key}'")
    data = swept.run()
    pair = Pair.of(swept.model).with_coefficients(data)
    equation = str(data.equation.values[0])
    coupling, flow = pair.optimal_coupling(equation)
    data = _renamed(_renamed(data, swept, layout.x), swept, layout.y)
    along = layout.x.name
    optimum = {
        "optimal_coupling": (
            along,
            coupling,
            _UNIT | {"long_name": "coupling of the largest specific flow"},
        ),
        "optimal_specific_flow": (along, flow, _UNIT | {"long_name": "largest specific flow"}),
    }
    data = data.assign(optimum | _exceptional(pair.exceptional_coupling(equation), along))
    of_the_sweep = ("figure", "panels", "ridge")
    return data.drop_attrs(deep=False).assign_attrs(
        {name: given for name, given in data.attrs.items() if name not in of_the_sweep}
    )


def _draw_map(data: xr.Dataset, layout: Layout) -> Figure:
    fig, axes = _panels.grid(data.sizes["panel"], height=0.77)
    flow = data.specific_flow.sel(bath=layout.value.bath).isel(equation=0)
    for n, ax in enumerate(axes):
        panel = data.isel(panel=n)
        bar = draw_map(flow.isel(panel=n).transpose(layout.y.name, layout.x.name), ax)
        bar.set_label(layout.value.label)
        ax.set_facecolor("white")  # between zero and the first pixel
        ax.plot(panel[layout.x.name], panel.optimal_coupling, color=RED, lw=1.5)
        # Off resonance the exceptional point is as far from the real axis as the detuning: no mark.
        place, off = panel.exceptional_coupling_re, panel.exceptional_coupling_im
        ax.plot(panel[layout.x.name], place.where(off < place), color="white", ls="--", lw=1.2)
        ax.set(
            xlabel=layout.x.label,
            ylabel=layout.y.label,
            xlim=(0, panel[layout.x.name].max()),
            ylim=(0, panel[layout.y.name].max()),
        )
    return fig


# -- Fig. 5: flows against one parameter ----------------------------------------------------------


def _curves_data(panels: list[Swept], layout: Layout) -> xr.Dataset:
    (swept,) = panels
    return _renamed(swept.run(), swept, layout.x)


def _draw_flows(data: xr.Dataset, layout: Layout) -> Figure:
    fig, (ax,) = _panels.grid(1)
    flows = data.energy_flow.sel(bath=layout.value.bath)
    for flow in flows.transpose("equation", layout.x.name):
        _draw_curves(flow, ax)
    # One that only grows may leave the frame.
    with_maximum = [
        flow.max() for flow in flows.transpose("equation", ...) if flow[-1] < flow.max()
    ]
    top = 1.3 * max(map(float, with_maximum)) if with_maximum else None
    ax.set(xlabel=layout.x.label, ylabel=layout.value.label, xlim=(0, None), ylim=(0, top))
    return fig


# -- Fig. 6: the exceptional point in the complex plane -------------------------------------------


def _exceptional_data(panels: list[Swept], layout: Layout) -> xr.Dataset:
    """The way of the exceptional point of (1 - a) X_0 + a X_1 from the local to the partial secular
    equation; the distance of the eigenvalues of X_1 over complex couplings, their splitting along
    lines of constant Im Omega, and the distance over real coupling and detuning.
    """
    (swept,) = panels
    if swept.axes != [layout.x.key, layout.y.key]:
        raise quflux.Error(f"{swept.name} must sweep '{layout.x.key}', then '{layout.y.key}'")
    pair = Pair.of(swept.model)
    grid = swept.run(outputs="energy_flow")
    coupling = grid[layout.x.key].values
    imaginary = coupling - (coupling[0] + coupling[-1]) / 2  # a range of the same width around zero
    detuning = (pair.omega1 - grid[layout.y.key].values)[::-1]
    way = _way(pair)
    heights = np.array(_CUTS) * way[-1].imag
    cut = np.linspace(coupling[0], coupling[-1], 401)
    secular = discriminant(
        pair.amplitude_matrix(cut + 1j * heights[:, np.newaxis], "partial_secular")
    )
    detuned = replace(pair, omega2=pair.omega1 - detuning[:, np.newaxis])
    at_real = exceptional_detuning(pair, "partial_secular")
    x, y = layout.x.name, layout.y.name

    def distance(of: Pair, at: np.ndarray) -> np.ndarray:
        return 2 * np.sqrt(abs(discriminant(of.amplitude_matrix(at, "partial_secular"))))

    def named(long_name: str, dims: str | list[str], values: np.ndarray | float) -> tuple:
        return dims, values, _UNIT | {"long_name": long_name}

    between = "distance of the eigenvalues of X, partial secular equation"
    return xr.Dataset(
        {
            "eigenvalue_distance": named(
                between, [f"{x}_im", x], distance(pair, coupling + 1j * imaginary[:, np.newaxis])
            ),
            "eigenvalue_distance_detuned": named(between, [y, x], distance(detuned, coupling)),
            "splitting": named(
                "upper sheet of the splitting; the lower one is its negative",
                ["height", "sheet_coupling"],
                2 * abs(np.sqrt(secular).imag),
            ),
            "real_exceptional_coupling": named(
                "coupling of the exceptional point at real parameters", [], at_real[0]
            ),
            "real_exceptional_detuning": named(
                "detuning of the exceptional point at real parameters", [], at_real[1]
            ),
        }
        | _exceptional(way, "share"),
        {
            x: named("coupling, real part", x, coupling),
            f"{x}_im": named("coupling, imaginary part", f"{x}_im", imaginary),
            y: named("detuning", y, detuning),
            "share": (
                "share",
                np.linspace(0, 1, _STEPS + 1),
                {"units": "1", "long_name": "share of the partial secular equation"},
            ),
            "height": named("imaginary part of the coupling of a cut", "height", heights),
            "sheet_coupling": named("coupling along a cut, real part", "sheet_coupling", cut),
        },
        {"source": grid.attrs["source"], "model": grid.attrs["model"]},
    )


def _way(pair: Pair) -> np.ndarray:
    """From the exceptional point of the local equation, step by step."""
    at = pair.exceptional_coupling("local")
    scale = abs(at)
    places = []
    for share in np.linspace(0, 1, _STEPS + 1):

        def mixture(z: np.ndarray, a: float = share) -> np.ndarray:
            local, secular = (pair.amplitude_matrix(z, e) for e in ("local", "partial_secular"))
            return discriminant((1 - a) * local + a * secular)

        if share > 0:  # just off the real axis, or what left it could not be reached
            at = zero(mixture, at + 1e-4j * scale)
        places.append(at.real + 1j * abs(at.imag))
    return np.array(places)


def exceptional_detuning(pair: Pair, equation: str) -> tuple[float, float]:
    """The real coupling and detuning w1 - w2 (at fixed w1) where X has an exceptional point."""

    def family(coupling: float, detuning: float) -> np.ndarray:
        return replace(pair, omega2=pair.omega1 - detuning).amplitude_matrix(coupling, equation)

    near = float(abs(replace(pair, omega2=pair.omega1).exceptional_coupling("local")))
    found = quflux.exceptional_points(family, (0.8 * near, 1.2 * near), (-0.2 * near, 0.2 * near))
    if not found.points:
        return np.nan, np.nan
    coupling, detuning = found.points[0].parameters
    return coupling, detuning


def _draw_exceptional(data: xr.Dataset, layout: Layout) -> Figure:
    fig, (plane, sheets, real) = _panels.grid(3, 3, height=1.0)
    x, unit = layout.x.label, layout.value.label
    distance = f"$|x_1 - x_2|$/{unit}"
    draw_map(data.eigenvalue_distance, plane).set_label(distance)
    way = data.exceptional_coupling_re.values, data.exceptional_coupling_im.values
    plane.plot(*way, color=RED, lw=1.5)
    for end, name in ((0, "local"), (-1, "partial secular")):
        _mark(plane, way[0][end], way[1][end], name)
    plane.set(xlabel=f"Re {x}", ylabel=f"Im {x}")
    names = (
        r"$\mathrm{Im}\,\mathit{\Omega} = 0$",
        r"$\mathrm{Im}\,\mathit{\Omega}_\mathrm{EP}$",
        r"$2\,\mathrm{Im}\,\mathit{\Omega}_\mathrm{EP}$",
    )
    for n, (name, sheet) in enumerate(zip(names, data.splitting.values, strict=True)):
        sheets.plot(data.sheet_coupling, sheet, label=name, **stroke(n))
        sheets.plot(data.sheet_coupling, -sheet, **stroke(n))
    sheets.set(xlabel=f"Re {x}", ylabel=rf"Im $(x_1 - x_2)$/{unit}")
    draw_map(data.eigenvalue_distance_detuned, real).set_label(distance)
    _mark(real, data.real_exceptional_coupling.item(), data.real_exceptional_detuning.item(), "EP")
    real.set(xlabel=x, ylabel=layout.y.label)
    return fig


def _mark(ax: Axes, x: float, y: float, name: str) -> None:
    ax.plot(x, y, "o", color="white", ms=3)
    ax.annotate(name, (x, y), (-3, 4), textcoords="offset points", color="white", ha="right")


# -- Fig. 7: the spectrum of the flow -------------------------------------------------------------


def _flow_spectrum_data(panels: list[Swept], layout: Layout) -> xr.Dataset:
    """The spectrum at every coupling, where its maxima are, and where they part."""
    (swept,) = panels
    data = _renamed(swept.run(), swept, layout.x)
    size = abs(data.flow_spectrum.isel(equation=0)).transpose(layout.x.name, "frequency")
    equation = str(data.equation.values[0])
    split = swept.model.transition(layout.x.key, 0, data[layout.x.name].values[-1], equation)
    marks = {
        name: ((), value, _UNIT | {"long_name": long_name})
        for name, value, long_name in (
            ("splitting_coupling", split.two_maxima.item(), "coupling where the maxima part"),
            (
                "exceptional_coupling",
                Pair.of(swept.model).exceptional_coupling(equation).real,
                "coupling of the exceptional point",
            ),
        )
    }
    middle = Pair.of(swept.model).omega1
    return data.assign(marks).assign(
        {
            f"{side}_maximum": _largest(size.where(half, drop=True), layout.x.name)
            for side, half in (
                ("lower", size.frequency <= middle),
                ("upper", size.frequency >= middle),
            )
        }
    )


def _largest(size: xr.DataArray, along: str) -> tuple[str, list[float], dict[str, str]]:
    """The frequency of the largest number, by a parabola through it and its neighbours."""
    frequency = size.frequency.values
    places = []
    for row in size.values:
        top = int(np.clip(row.argmax(), 1, frequency.size - 2))
        around = slice(top - 1, top + 2)
        places.append(np.clip(vertex(frequency[around], row[around]), frequency[0], frequency[-1]))
    return along, places, _UNIT | {"long_name": "frequency of a maximum of the spectrum"}


def _draw_flow_spectrum(data: xr.Dataset, layout: Layout) -> Figure:
    fig, (plane, cuts) = _panels.grid(2, height=0.77)
    size = abs(data.flow_spectrum.isel(equation=0))
    share = (size / size.max("frequency")).transpose("frequency", layout.x.name)
    draw_map(share, plane).set_label(layout.value.label)
    for side in ("lower", "upper"):
        plane.plot(data[layout.x.name], data[f"{side}_maximum"], color=RED, lw=1.5)
    exceptional, split = data.exceptional_coupling.item(), data.splitting_coupling.item()
    for place, name in ((exceptional, "EP"), (split, r"$\mathit{\Omega}_c$")):
        plane.axvline(place, color="white", ls="--", lw=0.9)
        _panels.label_marks(plane, [place], name)
    plane.set(xlabel=layout.x.label, ylabel=layout.y.label)
    for n, coupling in enumerate((exceptional / 2, exceptional, split, 2 * exceptional)):
        row = share.sel({layout.x.name: coupling}, method="nearest")
        name = f"{layout.x.label[:-1]} = {row[layout.x.name].item():.4f}$"
        cuts.plot(data.frequency, row, label=name, **stroke(n))
    cuts.set(xlabel=layout.y.label, ylabel=layout.value.label, ylim=(0, None))
    return fig


# -- Fig. 8: the master equations beside the exact flow -------------------------------------------


def _judged_data(panels: list[Swept], layout: Layout) -> xr.Dataset:
    """The flows of every panel under its letter, along the coupling or the relaxation rate."""
    found = []
    for letter, swept in zip("abcd", panels, strict=True):
        axis = next(axis for axis in (layout.x, layout.y) if axis.key in swept.axes)
        data = _renamed(swept.run(), swept, axis)
        found.append(
            data[["energy_flow", "flow_error"]].rename(
                {name: f"{name}_{letter}" for name in ("energy_flow", "flow_error")}
            )
        )
    return xr.merge(found, compat="override", combine_attrs="drop_conflicts", join="exact")


def _draw_judged(data: xr.Dataset, layout: Layout) -> Figure:
    fig, axes = _panels.grid(4, height=0.75)
    for letter, ax in zip("abcd", axes, strict=True):
        flows = data[f"energy_flow_{letter}"].sel(bath=layout.value.bath)
        (along,) = (axis for axis in (layout.x, layout.y) if axis.name in flows.dims)
        x = flows[along.name]
        _draw_beside_exact(ax, x, flows, data[f"flow_error_{letter}"])
        ax.axhline(0, color="0.4", lw=0.5)
        ax.set(xlabel=along.label, ylabel=layout.value.label, xlim=(0, None))
    return fig


def _draw_beside_exact(
    ax: Axes, x: xr.DataArray, flows: xr.DataArray, errors: xr.DataArray
) -> None:
    """The flows of all equations; those with an error have a band of it, the exact one dots."""
    for n, equation in enumerate(flows.equation.values):
        flow, error = (array.sel(equation=equation).values for array in (flows, errors))
        exact = equation == "heom"
        look = {"color": "black", "ls": "none", "marker": "o", "ms": 2.5} if exact else stroke(n)
        name = "exact (heom)" if exact else str(equation).replace("_", " ")
        if not np.isnan(error).all():
            shade = {"color": "0.75"} if exact else {"color": look["color"], "alpha": 0.2}
            ax.fill_between(x, flow - error, flow + error, lw=0, **shade)
        ax.plot(x, flow, label=name, **look)


# -- Fig. 9: suppression by strong relaxation, by every road --------------------------------------


def along_rate(swept: Swept) -> xr.Dataset:
    """The sweep of a bath on the first site, along gamma_1, its density at the site's frequency."""
    (axis,) = swept.axes
    model = swept.model
    site = model.sites[0]
    (at,) = (n for n, bath in enumerate(model.baths) if bath.site == site.name)
    data = swept.run()
    baths = (model.assign({axis: value}).baths[at] for value in data[axis].values)
    rate = [float(bath.spectral_density(site.frequency)) for bath in baths]
    name = {"long_name": "relaxation rate of the first site"}
    return data.assign_coords(relaxation_rate=(axis, rate, _UNIT | name))


def _suppression_data(panels: list[Swept], layout: Layout) -> xr.Dataset:
    """The flows of every panel under its letter, along a relaxation rate of its own."""
    found = []
    for letter, swept in zip("ab", panels, strict=True):
        data = along_rate(swept).swap_dims({swept.axes[0]: "relaxation_rate"})
        names = {name: f"{name}_{letter}" for name in ("energy_flow", "flow_error")}
        data = data[list(names)].reset_coords(drop=True)
        found.append(data.rename(names | {"relaxation_rate": f"{layout.x.name}_{letter}"}))
    return xr.merge(found, compat="override", combine_attrs="drop_conflicts", join="exact")


def _draw_suppression(data: xr.Dataset, layout: Layout) -> Figure:
    fig, axes = _panels.grid(2, height=0.8)
    for letter, ax in zip("ab", axes, strict=True):
        flows = data[f"energy_flow_{letter}"].sel(bath=layout.value.bath)
        rate = data[f"{layout.x.name}_{letter}"]
        _draw_beside_exact(ax, rate, flows, data[f"flow_error_{letter}"])
        exact = flows.sel(equation="heom")
        # What only grows leaves the frame.
        ax.set(xscale="log", yscale="log", ylim=(exact.min() / 3, exact.max() * 4))
        ax.set(xlabel=layout.x.label, ylabel=layout.value.label, xlim=(rate[0], rate[-1]))
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_minor_formatter(NullFormatter())
    return fig


# -- Fig. 10: exceptional points when nothing is approximated -------------------------------------


@cache
def exceptional_by_scale(swept: Swept) -> xr.Dataset:
    """Where eigenvalues of every equation meet as both baths are made weaker by a factor: the
    complex coupling over |g_1 - g_2|/2, that of the flow in the local equation on resonance.

    Of the coherences it is that of the slower ones at negative frequency. Flows meet at the mirror
    image, too, of which the one below the axis is taken: at one coupling in a master equation, at
    two in the exact dynamics, the slower ones first.
    """
    equations = swept.model.equations
    count = {"coherence": 1, "flow": 2}
    shape = (len(equations), len(_SCALES))
    places = {part: np.full((*shape, n), complex(np.nan, np.nan)) for part, n in count.items()}
    errors = {part: np.full((*shape, n), np.nan) for part, n in count.items()}
    for s, scale in enumerate(_SCALES):
        for e, equation in enumerate(equations):
            unit, found = _meetings(_weaker(swept.model, scale), equation)
            for part, n in count.items():
                of_part = found.isel(point=found.kind.values == part)
                at = of_part.parameter.values / unit
                above = of_part.eigenvalue.values.imag > 0 if part == "coherence" else at.imag > 0
                slowest = np.argsort(-of_part.eigenvalue.values.real)[:n]
                places[part][e, s, : slowest.size] = np.where(above, at.conj(), at)[slowest]
                errors[part][e, s, : slowest.size] = of_part.error.values[slowest] / unit
    exact = equations.index("heom")

    def named(part: str, what: str, numbers: np.ndarray) -> tuple:
        dims = ["equation", "scale", f"{part}_point"][: numbers.ndim]
        return dims, numbers, {"units": "1", "long_name": f"coupling at which {part}s meet, {what}"}

    numbers = {}
    for part, n in count.items():
        at, error = (
            values[..., 0] if n == 1 else values for values in (places[part], errors[part])
        )
        numbers[f"{part}_re"] = named(part, "real part", at.real)
        numbers[f"{part}_im"] = named(part, "imaginary part", at.imag)
        numbers[f"{part}_error"] = named(part, "error", error)
    from_exact = abs(places["coherence"] - places["coherence"][exact])[..., 0]
    numbers["coherence_distance"] = named("coherence", "distance from the exact one", from_exact)
    scales = list(_SCALES), {"units": "1", "long_name": "factor of the densities of both baths"}
    return xr.Dataset(numbers, {"equation": list(equations), "scale": ("scale", *scales)})


def exceptional_unit(model: quflux.Model) -> float:
    """|g_1 - g_2|/2 at the frequency of the first atom."""
    pair = Pair.of(model)
    return float(replace(pair, omega2=pair.omega1).exceptional_coupling("local").real)


def _weaker(model: quflux.Model, scale: float) -> quflux.Model:
    pair = Pair.of(model)
    baths = (pair.bath1, pair.c1), (pair.bath2, pair.c2)
    return model.assign(
        {f"bath.{bath.name}.spectral_density.coefficient": scale * c for bath, c in baths}
    )


def _meetings(model: quflux.Model, equation: str) -> tuple[float, xr.Dataset]:
    """The unit of couplings, and the exceptional points around it."""
    unit = exceptional_unit(model)
    start, stop, height = (factor * unit for factor in _WINDOW)
    path = f"coupling.{model.couplings[0].name}.strength"
    return unit, model.exceptional_points(
        path, start, stop, equation, height=height, progress=False
    )


def _shrinking_data(panels: list[Swept], layout: Layout) -> xr.Dataset:
    (swept,) = panels
    return exceptional_by_scale(swept)


def _draw_shrinking(data: xr.Dataset, layout: Layout) -> Figure:
    fig, axes = _panels.grid(3, 3, height=1.0)
    coherences, flows, distances = axes
    sizes = 1.5 + 3 * np.sqrt(data.scale.values)
    for n, equation in enumerate(data.equation.values):
        of = data.sel(equation=equation)
        exact = equation == "heom"
        look = {"color": "black", "ls": "-"} if exact else stroke(n)
        name = "exact (heom)" if exact else str(equation).replace("_", " ")
        for ax, part in ((coherences, "coherence"), (flows, "flow")):
            ax.plot(of[f"{part}_re"], of[f"{part}_im"], **look | {"lw": 0.8})
            for k, size in enumerate(sizes):
                x, y = (np.atleast_1d(of[f"{part}_{axis}"][k]) for axis in ("re", "im"))
                ax.plot(x, y, "o", color=look["color"], ms=size)
        if not exact:
            distances.plot(data.scale, of.coherence_distance, marker="o", ms=2.5, **look)
        for ax in axes:
            ax.plot([], [], label=name, **look)
    for ax, title in ((coherences, "coherences"), (flows, "flow")):
        ax.axhline(0, color="0.4", lw=0.5)
        ax.margins(0.06)
        ax.set_title(title)
        ax.set(xlabel=layout.x.label, ylabel=layout.y.label)
    distances.set(xscale="log", yscale="log", ylim=(None, 1), title="coherences")
    distances.set(xlabel="factor of both densities", ylabel=layout.value.label)
    distances.set_xticks(data.scale.values, [f"{scale:g}" for scale in data.scale.values])
    distances.xaxis.set_minor_formatter(NullFormatter())
    return fig


# -- What they share ------------------------------------------------------------------------------


def _renamed(data: xr.Dataset, swept: Swept, axis: Quantity) -> xr.Dataset:
    """An axis of a sweep's result gets the short name of the figure."""
    if axis.key not in data.dims:
        raise quflux.Error(
            f"{swept.name} does not sweep '{axis.key}', which its figure has on an axis"
        )
    data = data.rename({axis.key: axis.name})
    data[axis.name].attrs |= _UNIT
    return data


def _exceptional(points: np.ndarray, along: str) -> dict[str, tuple]:
    parts = {"re": ("real", points.real), "im": ("imaginary", points.imag)}
    return {
        f"exceptional_coupling_{part}": (
            along,
            values,
            _UNIT | {"long_name": f"coupling of the exceptional point, {name} part"},
        )
        for part, (name, values) in parts.items()
    }


_KINDS = {
    "spectrum": (_spectrum_data, _draw_spectrum),
    "map": (_map_data, _draw_map),
    "curves": (_curves_data, _draw_flows),
    "exceptional": (_exceptional_data, _draw_exceptional),
    "flow_spectrum": (_flow_spectrum_data, _draw_flow_spectrum),
    "judged": (_judged_data, _draw_judged),
    "shrinking": (_shrinking_data, _draw_shrinking),
    "suppression": (_suppression_data, _draw_suppression),
}
