"""Bars, drawn."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from suite.runs.numbers import show
from suite.runs.page.charts.bar_chart import BarChart
from suite.runs.pictures.charts.letters import shortened, widest_of, width_of
from suite.runs.pictures.charts.scales import finite, label_axes, scale, strided, thinned
from suite.runs.pictures.charts.slide import SMALL, quiet_axes, say_nothing_to_draw, slide
from suite.runs.pictures.charts.theme import Theme
from suite.runs.pictures.picture import literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Points that the labels may take, below the bars in all and beside them each.
_BELOW, _BESIDE, _MOST_ROWS, _WRITTEN = 820.0, 260.0, 18, 14
_WHOLE, _MOST_GROUPS = 0.8, 6


def draw_bars(chart: BarChart, theme: Theme) -> Figure:
    """The chart as a figure; long or many labels stand beside the bars."""
    figure = slide(chart.title, chart.reads, theme)
    axes = figure.add_subplot()
    groups = {name: finite(values) for name, values in chart.values.items()}
    known = [value for values in groups.values() for value in values if not math.isnan(value)]
    if not known:
        quiet_axes(axes, theme, grid=None)
        label_axes(axes, chart.x_label, chart.y_label)
        say_nothing_to_draw(axes, theme, "no finite value")
        return figure
    wanted = (widest_of(chart.labels, SMALL) + SMALL / 2) * len(chart.labels)
    lying = chart.horizontal or (wanted > _BELOW and not _are_numbers(chart))
    colors = theme.many(len(groups))
    _draw_groups(axes, groups, colors, lying)
    quiet_axes(axes, theme, grid="x" if lying else "y")
    names = (chart.y_label, chart.x_label) if lying else (chart.x_label, chart.y_label)
    label_axes(axes, *names)
    scale(axes.xaxis if lying else axes.yaxis, [0.0, *known], log=False)
    _name_bars(axes, chart, lying)
    if len(groups) > 1:
        _name_groups(figure, axes, list(groups), colors, theme)
    if len(chart.labels) * len(groups) <= _WRITTEN:
        _write_values(axes, lying)
    return figure


def _are_numbers(chart: BarChart) -> bool:
    """Whether the labels are those of a scale, of which some are enough."""
    return all(label.replace(".", "", 1).replace("-", "").isdigit() for label in chart.labels)


def _draw_groups(
    axes: Axes, groups: dict[str, list[float]], colors: list[str], lying: bool
) -> None:
    width = _WHOLE / len(groups)
    for number, (values, color) in enumerate(zip(groups.values(), colors, strict=True)):
        places = [index + (number - (len(groups) - 1) / 2) * width for index in range(len(values))]
        lengths = [0.0 if math.isnan(value) else value for value in values]
        if lying:
            axes.barh(places, lengths, height=width, color=color)
        else:
            axes.bar(places, lengths, width=width, color=color)
    if lying:
        axes.invert_yaxis()  # the first label on top, as in a table


def _name_bars(axes: Axes, chart: BarChart, lying: bool) -> None:
    texts = list(chart.labels)
    if lying:
        shown = strided(len(texts), _MOST_ROWS)
        names = [literal(shortened(texts[index], SMALL, _BESIDE)) for index in shown]
        axes.set_yticks(shown, names)
        return
    widest = widest_of(texts, SMALL) + SMALL
    shown = strided(len(texts), max(1, int(_BELOW / widest)))
    room = _BELOW / max(1, len(shown))
    axes.set_xticks(shown, [literal(shortened(texts[index], SMALL, room)) for index in shown])


def _name_groups(
    figure: Figure, axes: Axes, names: list[str], colors: list[str], theme: Theme
) -> None:
    """The names above the bars, each in its color, instead of a legend's boxes."""
    figure.draw_without_rendering()
    width = axes.get_window_extent().width * 72 / figure.dpi
    shown = thinned(len(names), _MOST_GROUPS)
    room, place = width / len(shown) - 1.5 * SMALL, 0.0
    for index in shown:
        name, color = names[index], colors[index]
        text = shortened(name, SMALL, room, bold=True)
        axes.text(
            *(place, 1.02, literal(text)),
            transform=axes.transAxes,
            color=theme.readable(color),
            weight="bold",
            va="bottom",
        )
        place += (width_of(text, SMALL, bold=True) + 1.5 * SMALL) / width


def _write_values(axes: Axes, lying: bool) -> None:
    """Each value at the end of its bar."""
    for bars in axes.containers:
        axes.bar_label(bars, fmt=lambda value: show(float(f"{value:.3g}")), padding=4)  # type: ignore[arg-type]
    # Room for the figures beyond the longest bar.
    low, high = axes.get_xlim() if lying else axes.get_ylim()
    grown = 0.09 * (high - low)
    limits = (low - grown * (low < 0), high + grown)
    if lying:
        axes.set_xlim(limits)
    else:
        axes.set_ylim(limits)
