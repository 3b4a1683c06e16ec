"""Many runs, a line each, over several axes side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.table import Cell, Table


@dataclass(frozen=True, kw_only=True)
class Axis:
    """One of the axes.

    Args:
        name: of the key or metric.
        log: whether it is logarithmic.
        categories: its values in order, where they are no numbers.
    """

    name: str
    log: bool = False
    categories: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class ParallelChart(Chart):
    """A line each run through its value on every axis; colored by the last one.

    Args:
        axes: from left to right.
        labels: what the lines are.
        lines: a value an axis, each; a category by its text.

    Example:
        >>> chart = ParallelChart(
        ...     name="trials", title="Trials", labels=["1"], lines=[[0.1, 0.9]],
        ...     axes=[Axis(name="rate", log=True), Axis(name="accuracy")],
        ... )
        >>> chart.to_table().rows
        [['1', 0.1, 0.9]]
    """

    axes: Sequence[Axis]
    labels: Sequence[str]
    lines: Sequence[Sequence[Cell]]

    def to_table(self) -> Table:
        rows = [[label, *line] for label, line in zip(self.labels, self.lines, strict=True)]
        names = ["run", *(axis.name for axis in self.axes)]
        return Table(name=self.name, title=self.title, columns=names, rows=rows)
