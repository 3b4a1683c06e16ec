"""Two keys of a sweep at a time: whether what one does depends on the other."""

from __future__ import annotations

import itertools
import statistics
from typing import Any

from suite.runs.numbers import show_metric
from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.heat_map import HeatMap
from suite.runs.page.charts.line_chart import LineChart, Series
from suite.runs.page.charts.section import Section
from suite.runs.page.comparison.compared_runs import ComparedRuns
from suite.runs.page.comparison.differing import ABSENT, Differing, mark_of, text_of
from suite.runs.page.comparison.importance import importance

_MOST_KEYS = 3
# A map has cells for so many values of a key; of more there is a point a run.
_MOST_VALUES = 12
# Values of a key that can be told by their colors.
_MOST_COLORS = 6
_QUARTERS = ("best quarter", "second quarter", "third quarter", "worst quarter")
# Runs that tell something of two keys at once.
_LEAST_RUNS = 4


def pairs(runs: ComparedRuns) -> Section | None:
    """A map of the mean metric over two keys; points where their values are too many.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> from suite.runs.history import History
        >>> from suite.runs.page.comparison.given_runs import GivenRuns
        >>> for n in (0, 1, 2, 3):
        ...     directory = RunDirectory(Path("runs", str(n)))
        ...     directory.write_recipe(f"{{width: {n // 2}, depth: {n % 2}}}")
        ...     directory.write_summary({"status": "finished"})
        ...     History([{"epoch": 1, "val_loss": 0.5 * n}]).write(directory.history_csv)
        >>> pairs(ComparedRuns(GivenRuns.among(["runs"]))).parts[0].values
        [[0.5, 1.5], [0.0, 1.0]]
    """
    figures = [runs.figure(run) for run in runs.runs]
    told = [figure for figure in figures if figure is not None]
    if len(runs.swept) < 2 or not runs.is_one_experiment or len(told) < _LEAST_RUNS:
        return None
    order = list(importance(runs.swept, figures).shares)
    ranked = sorted(runs.swept, key=lambda key: order.index(key.key) if key.key in order else 99)
    found = [_pair(runs, *two) for two in itertools.combinations(ranked[:_MOST_KEYS], 2)]
    charts = [chart for chart in found if chart is not None]
    if not charts:
        return None
    intro = "Whether the best value of one key depends on that of another."
    if len(runs.swept) > _MOST_KEYS:
        intro += f" Of {len(runs.swept)} keys the {_MOST_KEYS} that explain most."
    return Section(name="pairs", title="Two keys at a time", intro=intro, parts=charts)


def _pair(runs: ComparedRuns, one: Differing, other: Differing) -> Chart | None:
    few = [len(key.distinct) <= _MOST_VALUES for key in (one, other)]
    if all(few):
        return _map(runs, one, other)
    if len(one.distinct) < len(other.distinct):
        one, other = other, one
    if one.is_numeric and len(other.distinct) <= _MOST_COLORS:
        return _by_name(runs, one, other)
    return _points(runs, one, other) if one.is_numeric and other.is_numeric else None


def _map(runs: ComparedRuns, across: Differing, upwards: Differing) -> HeatMap:
    cells: dict[tuple[str, str], list[float]] = {}
    for x, y, figure in _found(runs, across, upwards):
        cells.setdefault((mark_of(y), mark_of(x)), []).append(figure)
    columns, rows = across.ordered, upwards.ordered[::-1]
    values = [[_mean(cells.get((mark_of(y), mark_of(x)))) for x in columns] for y in rows]
    names = runs.short[across.key], runs.short[upwards.key]
    return HeatMap(
        name=f"{names[1]}_by_{names[0]}".replace(".", "_"),
        title=f"{runs.metric} by {names[1]} and {names[0]}",
        x_label=names[0],
        y_label=names[1],
        columns=[text_of(x) for x in columns],
        rows=[text_of(y) for y in rows],
        values=values,
        reads=f"The color is the mean {runs.metric} of the runs with both values; a hole: there "
        "was none. If the best column is not the same in each row, the two keys interact.",
    )


def _points(runs: ComparedRuns, across: Differing, upwards: Differing) -> LineChart:
    """A point a run, in four colors by how well it did."""
    found = sorted(
        _found(runs, across, upwards), key=lambda one: one[2], reverse=runs.larger_is_better
    )
    series = []
    for number, title in enumerate(_QUARTERS):
        part = found[len(found) * number // 4 : len(found) * (number + 1) // 4]
        if part:
            span = f"{show_metric(part[0][2])} to {show_metric(part[-1][2])}"
            xs, ys = [float(x) for x, _, _ in part], [float(y) for _, y, _ in part]
            series.append(Series(name=f"{title}: {span}", x=xs, y=ys))
    names = runs.short[across.key], runs.short[upwards.key]
    return LineChart(
        name=f"{names[1]}_by_{names[0]}".replace(".", "_"),
        title=f"{runs.metric} by {names[1]} and {names[0]}",
        x_label=names[0],
        y_label=names[1],
        series=series,
        x_log=runs.is_log(across),
        y_log=runs.is_log(upwards),
        points=True,
        reads=f"A point a run, colored by its {runs.metric}: where the best quarter lies is where "
        "to look further.",
    )


def _by_name(runs: ComparedRuns, number: Differing, named: Differing) -> LineChart:
    """The metric over a number, the points in a color for each value of the other key."""
    series = []
    for value in named.ordered:
        mark = mark_of(value)
        part = sorted(
            (float(x), figure) for x, y, figure in _found(runs, number, named) if mark_of(y) == mark
        )
        series.append(Series(name=text_of(value), x=[x for x, _ in part], y=[y for _, y in part]))
    names = runs.short[number.key], runs.short[named.key]
    return LineChart(
        name=f"{names[1]}_by_{names[0]}".replace(".", "_"),
        title=f"{runs.metric} over {names[0]}, by {names[1]}",
        x_label=names[0],
        y_label=runs.metric or "",
        series=[one for one in series if one.x],
        x_log=runs.is_log(number),
        points=True,
        reads=f"A point a run. If the best {names[0]} is another in each color, the keys interact.",
    )


def _found(runs: ComparedRuns, one: Differing, other: Differing) -> list[tuple[Any, Any, float]]:
    """Both values and the figure of each run that has all three."""
    return [
        (x, y, figure)
        for x, y, run in zip(one.values, other.values, runs.runs, strict=True)
        if x is not ABSENT and y is not ABSENT and (figure := runs.figure(run)) is not None
    ]


def _mean(values: list[float] | None) -> float | None:
    return statistics.fmean(values) if values else None
