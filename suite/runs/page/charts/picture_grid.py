"""Small pictures with a text below each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suite.runs.page.charts.chart import Chart
from suite.runs.page.charts.table import Table


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One of them.

    Args:
        png: its bytes.
        lines: the text below it, one line each.
        description: what it shows, for those who cannot see it.
    """

    png: bytes
    lines: Sequence[str]
    description: str


@dataclass(frozen=True, kw_only=True)
class PictureGrid(Chart):
    """Pictures in rows.

    Args:
        pictures: in order.
        size: the length of a side on the page, in CSS pixels.

    Example:
        >>> picture = Picture(png=b"", lines=["taken for a dog", "0.93"], description="a cat")
        >>> PictureGrid(name="worst", title="Worst", pictures=[picture]).to_table().rows
        [['a cat', 'taken for a dog; 0.93']]
    """

    pictures: Sequence[Picture]
    size: int = 96

    def to_table(self) -> Table:
        rows = [[one.description, "; ".join(one.lines)] for one in self.pictures]
        names = ["picture", "text"]
        return Table(name=self.name, title=self.title, columns=names, rows=rows)
