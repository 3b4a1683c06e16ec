"""Repeated measurements beside one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.line_chart import Level
from suite.runs.page.charts.table import Table


@dataclass(frozen=True, kw_only=True)
class PointChart(Chart):
    """A row for each category: every measurement a point, below them their mean and its interval.

    Args:
        value_label: what was measured, with its unit, of the axis.
        categories: what is compared, from top to bottom.
        labels: what the points of a category are, such as `seed 0`; the same in all categories.
        points: a value for each label, of each category; None where there is none.
        means: of each category; empty, or None of one, where none is to be drawn.
        intervals: low and high end of each category, such as of the 95 % t interval of its mean.
        category_label: heads the categories in the table.
        mean_label: what means and intervals are, in the legend.
        limit: a value that is pointed out, with its text: a line across all categories.
        log: whether the axis is logarithmic; values of 0 and below then have no place on it.

    Example:
        >>> chart = PointChart(
        ...     name="units", title="Units that differ", value_label="units", labels=["seed 0"],
        ...     categories=["zeros", "he"], points=[[1], [64]], means=[1, 64],
        ... )
        >>> chart.to_table().rows
        [['zeros', 1, None, None, 1], ['he', 64, None, None, 64]]
    """

    value_label: str
    categories: Sequence[str]
    labels: Sequence[str]
    points: Sequence[Sequence[float | None]]
    means: Sequence[float | None] = ()
    intervals: Sequence[tuple[float, float] | None] = ()
    category_label: str = "variant"
    mean_label: str = "mean and 95 % interval"
    limit: Level | None = None
    log: bool = False

    def mean(self, row: int) -> float | None:
        """The mean of a category, if it has one."""
        return self.means[row] if row < len(self.means) else None

    def interval(self, row: int) -> tuple[float, float] | None:
        """The interval of a category, if it has one."""
        return self.intervals[row] if row < len(self.intervals) else None

    def to_table(self) -> Table:
        rows = [
            [name, self.mean(row), *(self.interval(row) or (None, None)), *self.points[row]]
            for row, name in enumerate(self.categories)
        ]
        names = [self.category_label, "mean", "low", "high", *self.labels]
        return Table(name=self.name, title=self.title, columns=names, rows=rows)
