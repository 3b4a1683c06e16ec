"""What each key of a sweep does to the metric."""

from __future__ import annotations

import statistics

from suite.runs.page.charts.bar_chart import BarChart
from suite.runs.page.charts.line_chart import LineChart, Series
from suite.runs.page.charts.parallel_chart import Axis, ParallelChart
from suite.runs.page.charts.section import Part, Section, Text
from suite.runs.page.charts.table import Cell, Table
from suite.runs.page.comparison.compared_runs import ComparedRuns
from suite.runs.page.comparison.differing import ABSENT, Differing, cell_of, mark_of, text_of
from suite.runs.page.comparison.importance import importance

_MOST_AXES = 10
_MOST_LINES = 200
_MOST_EFFECTS = 6
# Fewer runs than this show no tendency.
_LEAST_RUNS = 3


def keys(runs: ComparedRuns) -> Section | None:
    """Importance, parallel coordinates, and the metric over each key.

    Example:
        >>> from pathlib import Path
        >>> from suite.runs.directory.run_directory import RunDirectory
        >>> from suite.runs.history import History
        >>> from suite.runs.page.comparison.given_runs import GivenRuns
        >>> for n in (0, 1, 2, 3):
        ...     directory = RunDirectory(Path("runs", str(n)))
        ...     directory.write_recipe(f"width: {n}")
        ...     directory.write_summary({"status": "finished"})
        ...     History([{"epoch": 1, "val_loss": 0.5 * n}]).write(directory.history_csv)
        >>> section = keys(ComparedRuns(GivenRuns.among(["runs"])))
        >>> [getattr(part, "name", part.title) for part in section.parts]
        ['Importance of the keys', 'parallel', 'effect_of_width', 'values']
    """
    figures = [runs.figure(run) for run in runs.runs]
    told = len([figure for figure in figures if figure is not None])
    if runs.metric is None or not runs.is_one_experiment or told < _LEAST_RUNS:
        return None
    parts: list[Part] = [_importance(runs, figures), _parallel(runs)]
    effects = [key for key in runs.swept if key.is_numeric and len(key.distinct) > 2]
    parts += [_effect(runs, key) for key in effects[:_MOST_EFFECTS]]
    parts.append(_means(runs))
    left = len(figures) - told
    missing = f" {left} of {len(figures)} runs have no figure and do not count." if left else ""
    intro = f"How {runs.metric} depends on the keys that differ.{missing}"
    return Section(name="keys", title="Keys", intro=intro, parts=parts)


def _importance(runs: ComparedRuns, figures: list[float | None]) -> Part:
    found = importance(runs.swept, figures)
    title = "Importance of the keys"
    if found.lacks:
        return Text(title=title, paragraphs=[f"Not weighed: {found.lacks}."])
    of = f"the logarithm of {runs.metric}" if found.is_logarithmic else runs.metric
    names = [*(runs.short[key] for key in found.shares), "the rest"]
    left = len(runs.swept) - len(found.shares)
    weakest = f" {left} more keys explain less on their own." if left > 0 else ""
    return BarChart(
        name="importance",
        title=title,
        x_label="key",
        y_label=f"share of the variance of {of}",
        labels=names,
        values={"share": [*found.shares.values(), found.rest]},
        horizontal=True,
        reads="The share of the variance that a key explains in a model with a mean for each of "
        "its values (numbers in up to four steps), less what chance would explain; the rest is "
        "what keys do only together, and chance. A key that was varied little has little to "
        f"explain.{weakest}",
    )


def _parallel(runs: ComparedRuns) -> ParallelChart:
    chosen = runs.swept[:_MOST_AXES]
    axes = [
        Axis(
            name=runs.short[key.key],
            log=runs.is_log(key),
            categories=() if key.is_numeric else _categories(key),
        )
        for key in chosen
    ]
    shown = [n for n, run in enumerate(runs.runs) if runs.figure(run) is not None][:_MOST_LINES]
    lines = [
        [
            *(
                cell_of(key.values[n]) if key.is_numeric else text_of(key.values[n])
                for key in chosen
            ),
            runs.figure(runs.runs[n]),
        ]
        for n in shown
    ]
    rest = len(runs.swept) - len(chosen)
    more = f" {rest} more keys are left out." if rest > 0 else ""
    return ParallelChart(
        name="parallel",
        title="Every run through its settings",
        axes=[*axes, Axis(name=runs.metric or "")],
        labels=[runs.runs[n].label for n in shown],
        lines=lines,
        reads="A line a run: where it crosses an axis is its value there. Lines of one color at "
        f"the right that run together at the left show what good runs have in common.{more}",
    )


def _effect(runs: ComparedRuns, key: Differing) -> LineChart:
    """The metric over a number."""
    points = [
        (float(value), figure)
        for value, run in zip(key.values, runs.runs, strict=True)
        if value is not ABSENT and (figure := runs.figure(run)) is not None
    ]
    name = runs.short[key.key]
    ordered = sorted(points)
    return LineChart(
        name=f"effect_of_{name}".replace(".", "_"),
        title=f"{runs.metric} over {name}",
        x_label=name,
        y_label=runs.metric or "",
        series=[Series(name="runs", x=[x for x, _ in ordered], y=[y for _, y in ordered])],
        x_log=runs.is_log(key),
        points=True,
        reads="A point a run. Points that lie high and low above one value say that something else "
        "matters more.",
    )


def _means(runs: ComparedRuns) -> Table:
    """The metric for each value of each key that has few of them."""
    rows: list[list[Cell]] = []
    for key in runs.swept:
        if len(key.distinct) > 2 * _MOST_EFFECTS:
            continue
        for value in key.ordered:
            mark = mark_of(value)
            there = zip(key.values, runs.runs, strict=True)
            found = [
                figure
                for other, run in there
                if mark_of(other) == mark and (figure := runs.figure(run)) is not None
            ]
            if found:
                best = max(found) if runs.larger_is_better else min(found)
                deviation = statistics.stdev(found) if len(found) > 1 else None
                mean = statistics.fmean(found)
                name = runs.short[key.key]
                rows.append([name, cell_of(value), len(found), mean, deviation, best])
    return Table(
        name="values",
        title=f"{runs.metric} at each value",
        columns=["key", "value", "runs", "mean", "deviation", "best"],
        rows=rows,
        reads="The mean over all runs with that value, whatever else they differ in.",
    )


def _categories(key: Differing) -> list[str]:
    names = [text_of(value) for value in key.ordered]
    return [*names, *(["-"] if ABSENT in key.values else [])]
