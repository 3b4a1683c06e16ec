"""Curves over a common axis."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.table import Table

# From so many times another value on, values are followed on a logarithmic axis.
_WIDE = 50
Role = Literal["training", "validation", "test", "rate", "other"]


@dataclass(frozen=True, kw_only=True)
class Series:
    """One curve.

    Args:
        name: in the legend.
        x, y: its points; None in `y`, or what is not finite, is a gap.
        role: decides the color; several of `other` get a color each.
        low, high: the edges of a band around it, of its points.
        faint: whether it is one of a crowd that stands behind the others: thin, gray, without a
            place in the legend and in the table.
    """

    name: str
    x: Sequence[float]
    y: Sequence[float | None]
    role: Role = "other"
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()
    faint: bool = False


@dataclass(frozen=True, kw_only=True)
class Level:
    """A horizontal line, such as a limit, with its text."""

    value: float
    text: str


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A point or, without `y`, a vertical line that is pointed out.

    Args:
        x, y: where.
        text: what is to be said there.
        severity: of a finding; empty for what is no finding, such as the best epoch.
    """

    x: float
    y: float | None = None
    text: str
    severity: Literal["", "note", "warning", "error"] = ""


@dataclass(frozen=True, kw_only=True)
class LineChart(Chart):
    """Curves, with limits and marks.

    Args:
        x_label, y_label: of the axes.
        series: the curves.
        x_log, y_log: whether an axis is logarithmic.
        levels, marks: what is pointed out.
        points: whether the points are drawn alone, without lines between them.
        y_range: least and greatest value of the axis; None fits the curves.

    Example:
        >>> loss = Series(name="training", x=[1, 2], y=[0.9, None], role="training")
        >>> chart = LineChart(
        ...     name="loss", title="Loss", x_label="epoch", y_label="loss", series=[loss]
        ... )
        >>> chart.to_table().rows
        [[1, 0.9], [2, None]]
    """

    x_label: str
    y_label: str
    series: Sequence[Series]
    x_log: bool = False
    y_log: bool = False
    levels: Sequence[Level] = ()
    marks: Sequence[Mark] = ()
    points: bool = False
    y_range: tuple[float, float] | None = None

    def is_near(self, level: Level) -> bool:
        """Whether an axis that is fitted to the curves should reach to a level too: not farther
        beyond them than they are high themselves, or, on a logarithmic axis, 30 times."""
        ys = [y for one in self.series for y in one.y if y is not None and math.isfinite(y)]
        ys = [y for y in ys if y > 0] if self.y_log else ys
        if not ys or not math.isfinite(level.value):
            return False
        low, high = min(ys), max(ys)
        if self.y_log:
            return low / 30 <= level.value <= high * 30
        room = (high - low) or abs(high)
        return low - room <= level.value <= high + room

    def to_table(self) -> Table:
        if self.points:
            return self._points()
        shown = [one for one in self.series if not one.faint]
        xs = sorted({x for one in shown for x in one.x})
        columns = [dict(zip(one.x, one.y, strict=True)) for one in shown]
        rows = [[x, *(column.get(x) for column in columns)] for x in xs]
        names = [self.x_label, *(one.name for one in shown)]
        return Table(name=self.name, title=self.title, columns=names, rows=rows)

    def _points(self) -> Table:
        """A row a point: there may be several above one place of the axis."""
        rows = [[one.name, x, y] for one in self.series for x, y in zip(one.x, one.y, strict=True)]
        names = ["group", self.x_label, self.y_label]
        return Table(name=self.name, title=self.title, columns=names, rows=rows)


def is_wide(values: Iterable[float | None]) -> bool:
    """Whether values ask for a logarithmic axis: all are above 0, and one is 50 times another.

    Example:
        >>> is_wide([0.01, None, 2.0]), is_wide([0.0, 2.0])
        (True, False)
    """
    known = [value for value in values if value is not None and math.isfinite(value)]
    return bool(known) and 0 < _WIDE * min(known) <= max(known)
