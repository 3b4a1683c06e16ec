"""A figure for each of some rows, over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.table import Table


@dataclass(frozen=True, kw_only=True)
class HeatMap(Chart):
    """Values as colors: a row each layer or class, a column each step or class.

    Args:
        x_label, y_label: of the axes.
        columns, rows: what stands along them; rows from top to bottom.
        values: [row][column]; None is a hole.
        value_label: what the colors stand for, beside their bar.
        log: whether the colors follow the logarithm; values of 0 and below are then holes.
        limits: the values at the two ends of the colors, such as (0, 1) of shares; None fits them.
        counts: whether whole numbers are written into the cells, as in a confusion matrix.
        row_shares: whether a cell's color is its share of the sum of its row, so that rows of any
            size can be compared; the text and the table keep the value itself.

    Example:
        >>> chart = HeatMap(
        ...     name="dead", title="Dead units", x_label="step", y_label="layer",
        ...     columns=[1, 2], rows=["dense"], values=[[0.0, 0.5]],
        ... )
        >>> chart.to_table().rows
        [['dense', 0.0, 0.5]]
    """

    x_label: str
    y_label: str
    columns: Sequence[str | float]
    rows: Sequence[str]
    values: Sequence[Sequence[float | None]]
    value_label: str = ""
    log: bool = False
    limits: tuple[float, float] | None = None
    counts: bool = False
    row_shares: bool = False

    @property
    def shades(self) -> list[list[float | None]]:
        """What the colors follow: the values, or their shares of the row; of a row whose sum is 0
        all shares are 0.

        Example:
            >>> HeatMap(
            ...     name="confusion", title="Confusion", x_label="answer", y_label="class",
            ...     columns=["a", "b"], rows=["a", "b"], values=[[3, 1], [0, 0]], row_shares=True,
            ... ).shades
            [[0.75, 0.25], [0.0, 0.0]]
        """
        if not self.row_shares:
            return [list(row) for row in self.values]
        sums = [sum(value or 0 for value in row) for row in self.values]
        return [
            [None if value is None else value / total if total else 0.0 for value in row]
            for row, total in zip(self.values, sums, strict=True)
        ]

    def to_table(self) -> Table:
        rows = [[row, *values] for row, values in zip(self.rows, self.values, strict=True)]
        names = [f"{self.y_label} / {self.x_label}", *map(str, self.columns)]
        return Table(name=self.name, title=self.title, columns=names, rows=rows)
