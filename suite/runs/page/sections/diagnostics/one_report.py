"""Curves that have one point each: figures, which need no picture."""

from __future__ import annotations

from collections.abc import Sequence

from suite.runs.page.charts.line_chart import Series
from suite.runs.page.charts.table import Table


def one_report(name: str, title: str, unit: str, series: Sequence[Series]) -> Table:
    """The only figures of a run that ended early.

    Args:
        name, title: of the table.
        unit: of the figures.
        series: each with one point.

    Example:
        >>> one_report("loss", "Loss", "loss", [Series(name="mean", x=[9], y=[0.5])]).rows
        [['mean', 9, 0.5]]
    """
    return Table(
        name=name,
        title=title,
        reads="There is one report only, so no curve.",
        columns=["of", "step", unit],
        rows=[[one.name, one.x[0], one.y[0]] for one in series],
    )
