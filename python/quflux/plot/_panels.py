"""Panels on a page: their grid, letters, legends and powers of ten."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.ticker import ScalarFormatter
from matplotlib.transforms import ScaledTranslation

from quflux.plot._style import DOUBLE_COLUMN, SINGLE_COLUMN, literal

_HEIGHT = 0.74  # of the width of a panel
_LINE = 0.14  # of a legend, in inches


def grid(count: int, columns: int = 2, *, height: float = _HEIGHT) -> tuple[Figure, list[Axes]]:
    """Panels row by row, as wide as a column of a journal, or as two where there are several."""
    columns = min(count, columns)
    rows = -(-count // columns)
    width = DOUBLE_COLUMN if columns > 1 else SINGLE_COLUMN
    fig = Figure(figsize=(width, height * rows * width / columns), layout="constrained", dpi=150)
    axes = [fig.add_subplot(rows, columns, i + 1) for i in range(count)]
    if count > 1:
        for i, ax in enumerate(axes):
            ax.set_title(f"({chr(ord('a') + i % 26)})", loc="left")
    return fig, axes


def finish(fig: Figure, title: str = "") -> Figure:
    """The title, legends where they cover nothing, and powers of ten in the labels of the axes."""
    if title:
        fig.suptitle(literal(title), fontsize=9)
    with_names = [ax for ax in fig.axes if _entries(ax)]
    if len(with_names) > 1 and all(_entries(ax) == _entries(with_names[0]) for ax in with_names):
        handles, names = with_names[0].get_legend_handles_labels()
        # Above the panels it would run into the title.
        fig.legend(
            handles,
            names,
            loc="outside lower center" if title else "outside upper center",
            ncols=min(len(handles), 4),
        )
        with_names = []
    for ax in fig.axes:
        for axis in (ax.xaxis, ax.yaxis):
            _name_power(axis)
    legends = [ax.legend() for ax in with_names]
    layout = fig.get_layout_engine()
    assert layout is not None  # grid() has given it
    layout.execute(fig)
    in_the_way = [legend for legend in legends if _covers(legend)]
    above = ScaledTranslation(0, 13 / 72, fig.dpi_scale_trans)  # the letter of the panel
    for legend in in_the_way:
        legend.axes.legend(
            loc="lower right",
            bbox_to_anchor=(1, 1),
            borderaxespad=0,
            bbox_transform=legend.axes.transAxes + above,
            ncols=min(len(legend.texts), 2),
        )
    if in_the_way:
        rows = max(-(-len(legend.texts) // 2) for legend in in_the_way)
        fig.set_figheight(fig.get_figheight() + rows * _LINE)
        layout.execute(fig)
    fig.set_layout_engine("none")  # found, and slow to find again whenever the figure is drawn
    return fig


def label_marks(ax: Axes, places: Sequence[float], text: str) -> None:
    """The same text above vertical lines, once where they are close together."""
    low, high = ax.get_xlim()
    last = None
    for place in sorted(places):
        if last is None or place - last > 0.06 * (high - low):
            ax.annotate(
                text,
                (place, 1),
                (0, 2),
                ha="center",
                va="bottom",
                xycoords=ax.get_xaxis_transform(),
                textcoords="offset points",
            )
            last = place


def _entries(ax: Axes) -> list[tuple[str, ...]]:
    """What its legend shows: names and looks of lines."""
    return [
        (name, *(str(matplotlib.artist.getp(line, of)) for of in ("color", "linestyle", "marker")))
        for line, name in zip(*ax.get_legend_handles_labels(), strict=True)
    ]


def _covers(legend: Legend) -> bool:
    box = legend.get_window_extent()
    curves = (line.get_path().transformed(line.get_transform()) for line in legend.axes.lines)
    return any(curve.intersects_bbox(box, filled=False) for curve in curves)


def _name_power(axis: Axis) -> None:
    """Matplotlib writes it in the corner, where the panel has its letter."""
    formatter = axis.get_major_formatter()
    if not isinstance(formatter, ScalarFormatter):
        return
    formatter.set_locs(list(axis.get_majorticklocs()))
    power = formatter.get_offset().replace(r"\times", "")
    if power:
        axis.offsetText.set_visible(False)
        axis.set_label_text(f"{axis.get_label_text()} ({power})".strip())
