"""Many runs over several axes, drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from suite.runs.numbers import show
from suite.runs.page.charts.parallel_chart import Axis, ParallelChart
from suite.runs.pictures.charts.letters import shortened
from suite.runs.pictures.charts.scales import finite, thinned
from suite.runs.pictures.charts.slide import SMALL, WIDTH, say_nothing_to_draw, slide
from suite.runs.pictures.charts.theme import Theme
from suite.runs.pictures.picture import literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST_CATEGORIES, _FEW_VALUES = 12, 6


@dataclass(frozen=True)
class _Scaled:
    """An axis from 0 to 1: where each line crosses it, and its ticks with their texts."""

    places: list[float]
    ticks: list[tuple[float, str]]


def draw_parallel(chart: ParallelChart, theme: Theme) -> Figure:
    """The chart as a figure: a line each run, in the color of its value on the last axis."""
    figure = slide(chart.title, chart.reads, theme)
    axes = figure.add_subplot()
    axes.spines[:].set_visible(False)
    columns = [[line[index] for line in chart.lines] for index in range(len(chart.axes))]
    scaled = [_scaled(axis, cells) for axis, cells in zip(chart.axes, columns, strict=True)]
    if not any(not math.isnan(place) for one in scaled for place in one.places):
        say_nothing_to_draw(axes, theme, "no finite value")
        return figure
    _draw_runs(axes, scaled, theme)
    room = 72 * WIDTH * 0.9 / len(scaled)
    for index, (axis, one) in enumerate(zip(chart.axes, scaled, strict=True)):
        axes.plot([index, index], [0, 1], color=theme.faint, linewidth=2.4, zorder=3)
        name = shortened(axis.name, SMALL, room * 0.95, bold=True)
        axes.text(index, 1.06, literal(name), ha="center", va="bottom", weight="bold")
        for place, text in one.ticks:
            axes.text(
                *(index + 0.03, place, literal(shortened(text, SMALL, room * 0.6))),
                va="center",
                bbox={"facecolor": theme.paper, "edgecolor": "none", "alpha": 0.8, "pad": 1.5},
                zorder=4,
            )
    axes.set_xlim(-0.25, len(scaled) - 1 + 0.55)
    axes.set_ylim(-0.05, 1.13)
    axes.set_xticks([])
    axes.set_yticks([])
    return figure


def _draw_runs(axes: Axes, scaled: Sequence[_Scaled], theme: Theme) -> None:
    """The best colored ones last, so that they lie above the others."""
    from matplotlib import colormaps

    ramp, last = colormaps["cividis"], scaled[-1].places
    thick = max(1.2, min(3.6, 60 / max(1, len(last))))
    for run in sorted(range(len(last)), key=lambda run: (not math.isnan(last[run]), last[run])):
        lost = math.isnan(last[run])
        axes.plot(
            range(len(scaled)),
            [one.places[run] for one in scaled],
            color=theme.faint if lost else ramp(last[run]),
            linestyle=(0, (2, 2)) if lost else "solid",
            linewidth=thick,
            marker="o",
            markersize=7,
            alpha=0.9,
        )


def _scaled(axis: Axis, cells: Sequence[object]) -> _Scaled:
    if axis.categories:
        names = [str(one) for one in axis.categories]
        steps = max(1, len(names) - 1)
        heights = {name: index / steps for index, name in enumerate(names)}
        shown = thinned(len(names), _MOST_CATEGORIES)
        ticks = [(index / steps, names[index]) for index in shown]
        return _Scaled([heights.get(str(cell), math.nan) for cell in cells], ticks)
    values = finite(cells)
    if axis.log:
        values = [math.log10(value) if value > 0 else math.nan for value in values]
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return _Scaled(values, [])
    low, high = min(known), max(known)
    if low == high:
        places = [0.5 if value == low else math.nan for value in values]
        return _Scaled(places, [(0.5, _told(low, axis))])
    tried = sorted(set(known))  # of a list, its values are told, else round numbers
    told = tried if len(tried) <= _FEW_VALUES else _ticks(low, high, axis.log)
    ticks = [((at - low) / (high - low), _told(at, axis)) for at in told]
    return _Scaled([(value - low) / (high - low) for value in values], ticks)


def _ticks(low: float, high: float, log: bool) -> list[float]:
    """Round numbers between two, of a logarithmic axis powers of ten where there are enough."""
    from matplotlib.ticker import MaxNLocator

    if log and high - low < 2:
        return [low, (low + high) / 2, high]
    found = MaxNLocator(nbins=4, integer=log).tick_values(low, high)
    return [float(one) for one in found if low <= one <= high] or [low, high]


def _told(value: float, axis: Axis) -> str:
    return show(float(f"{10**value:.2g}")) if axis.log else show(value)
