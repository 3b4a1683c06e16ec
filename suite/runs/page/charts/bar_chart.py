"""Lengths beside one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.table import Table


@dataclass(frozen=True, kw_only=True)
class BarChart(Chart):
    """A bar a label, or several side by side.

    Args:
        x_label, y_label: of the axes.
        labels: what the bars stand for.
        values: name of a group of bars -> a value a label.
        horizontal: whether the labels stand at the left, as long ones should.

    Example:
        >>> chart = BarChart(
        ...     name="recall", title="Recall", x_label="class", y_label="share",
        ...     labels=["cat", "dog"], values={"recall": [0.5, 1.0]},
        ... )
        >>> chart.to_table().rows
        [['cat', 0.5], ['dog', 1.0]]
    """

    x_label: str
    y_label: str
    labels: Sequence[str]
    values: dict[str, Sequence[float | None]]
    horizontal: bool = False

    def to_table(self) -> Table:
        rows = [
            [label, *(values[index] for values in self.values.values())]
            for index, label in enumerate(self.labels)
        ]
        names = [self.x_label, *self.values]
        return Table(name=self.name, title=self.title, columns=names, rows=rows)
