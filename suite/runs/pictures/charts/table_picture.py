"""A table, drawn where it is short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from suite.runs.numbers import show
from suite.runs.page.charts.table import Cell, Table
from suite.runs.pictures.charts.letters import shortened, width_of, wrapped
from suite.runs.pictures.charts.slide import SMALL, WIDTH, say_nothing_to_draw, slide
from suite.runs.pictures.charts.theme import Theme
from suite.runs.pictures.picture import literal

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST_ROWS, _MOST_COLUMNS = 12, 8
_ROOM, _GAP = 72 * WIDTH * 0.92, 1.6 * SMALL


def draw_table(table: Table, theme: Theme) -> Figure:
    """The table as a figure; of a long one the first rows and columns, and the title says so."""
    rows = [[_told(cell) for cell in row[:_MOST_COLUMNS]] for row in table.rows[:_MOST_ROWS]]
    head = list(table.columns[:_MOST_COLUMNS])
    figure = slide(table.title + _left_out(table), table.reads, theme)
    axes = figure.add_subplot()
    axes.set_axis_off()
    if not rows or not head:
        say_nothing_to_draw(axes, theme, "no rows")
        return figure
    cells = [head, *rows]
    widths = _widths(cells)
    height = 1 / (_MOST_ROWS + 1)
    place = 0.0
    for column, width in enumerate(widths):
        of_numbers = any(isinstance(row[column], int | float) for row in table.rows[:_MOST_ROWS])
        for number, row in enumerate(cells):
            bold = number == 0 or number - 1 in table.marked
            axes.text(
                (place + (width if of_numbers else 0)) / _ROOM,
                1 - (number + 0.5) * height,
                literal(_fitting(row[column], width, bold)),
                ha="right" if of_numbers else "left",
                va="center",
                weight="bold" if bold else "normal",
                color=theme.readable(theme.others[0]) if bold and number else theme.ink,
            )
        place += width + _GAP
    axes.plot([0, (place - _GAP) / _ROOM], [1 - height] * 2, color=theme.faint, linewidth=2)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    return figure


def _fitting(text: str, width: float, bold: bool) -> str:
    """Names keep both ends, sentences their beginning."""
    if " " not in text:
        return shortened(text, SMALL, width, bold=bold)
    return (wrapped(text, SMALL, width, 1, bold=bold) or [""])[0]


def _left_out(table: Table) -> str:
    parts = []
    if len(table.rows) > _MOST_ROWS:
        parts.append(f"the first {_MOST_ROWS} of {len(table.rows):,} rows")
    if len(table.columns) > _MOST_COLUMNS:
        parts.append(f"{_MOST_COLUMNS} of {len(table.columns):,} columns")
    return f" ({', '.join(parts)})" if parts else ""


def _widths(cells: list[list[str]]) -> list[float]:
    """Of the columns, in points; the widest give way until all fit."""
    wanted = [
        max(width_of(text[:80], SMALL, bold=True) for text in column) + 2
        for column in zip(*cells, strict=True)
    ]
    room = _ROOM - _GAP * (len(wanted) - 1)
    while sum(wanted) > room + 1:
        widest = max(wanted)
        second = max((one for one in wanted if one < widest), default=0.0)
        count = wanted.count(widest)
        least = max(second, widest - (sum(wanted) - room) / count)
        wanted = [least if one == widest else one for one in wanted]
    return wanted


def _told(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case int() | float():
            return show(cell)
    return " ".join(cell.split())
