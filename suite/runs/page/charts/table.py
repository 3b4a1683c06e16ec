"""Figures in rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# None is a cell with nothing in it.
Cell = str | float | int | None


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under the names of their columns.

    Args:
        name: as a chart's.
        title: above it.
        columns: their names.
        rows: one cell a column; numbers stay numbers, so that they can be sorted by.
        reads: as a chart's.
        marked: the numbers of rows that stand out, such as settings that are not the default.

    Example:
        >>> names = ["layer", "units"]
        >>> Table(name="layers", title="Layers", columns=names, rows=[["dense", 10]]).rows
        [['dense', 10]]
    """

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    reads: str = ""
    marked: frozenset[int] = frozenset()
