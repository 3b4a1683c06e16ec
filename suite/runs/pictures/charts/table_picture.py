"""A table, drawn where it is short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from suite.runs.numbers import show
from suite.runs.page.charts.table import Cell, Table
from suite.runs.pictures.charts.letters import shortened, width_of, wrapped
from suite.runs.pictures.charts.slide import SMALL, WIDTH, say_nothing_to_draw, slide
from suite.runs.pictures.charts.theme import Theme
from suite.runs.pictures.picture import literal

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST_ROWS, _HEAD_LINES, _LONGEST = 12, 2, 80
# No column gives way beyond this, in points: some twenty letters.
_READABLE = 220.0
_ROOM, _GAP = 72 * WIDTH * 0.92, 1.6 * SMALL


def draw_table(table: Table, theme: Theme) -> Figure:
    """The table as a figure; of a long one the first rows and columns, and the title says so."""
    columns = _columns(table)
    figure = slide(table.title + _left_out(table, len(columns)), table.reads, theme)
    axes = figure.add_subplot()
    axes.set_axis_off()
    if not table.rows or not table.columns:
        say_nothing_to_draw(axes, theme, "no rows")
        return figure
    widths = _widths(columns)
    heads = [
        wrapped(one.head, SMALL, width, _HEAD_LINES, bold=True)
        for one, width in zip(columns, widths, strict=True)
    ]
    lines = max(map(len, heads))
    height = 1 / (_MOST_ROWS + lines)
    place = 0.0
    for one, head, width in zip(columns, heads, widths, strict=True):
        texts = [("", False)] * (lines - len(head)) + [(text, True) for text in head]
        texts += [(_fitting(text, width, bold), bold) for text, bold in one.cells]
        for row, (text, bold) in enumerate(texts):
            axes.text(
                *((place + width * one.of_numbers) / _ROOM, 1 - (row + 0.5) * height),
                literal(text),
                ha="right" if one.of_numbers else "left",
                va="center",
                weight="bold" if bold else "normal",
                color=theme.readable(theme.others[0]) if bold and row >= lines else theme.ink,
            )
        place += width + _GAP
    line = 1 - lines * height
    axes.plot([0, (place - _GAP) / _ROOM], [line, line], color=theme.faint, linewidth=2)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    return figure


@dataclass(frozen=True)
class _Column:
    """What is drawn of one."""

    head: str
    cells: list[tuple[str, bool]]  # text, and whether it is of a row that stands out
    of_numbers: bool

    @property
    def least(self) -> float:
        """Its width, in points, if its name is broken between words."""
        words = max((width_of(word, SMALL, bold=True) for word in self.head.split()), default=0.0)
        cells = (width_of(text[:_LONGEST], SMALL, bold=bold) for text, bold in self.cells)
        return max([words, *cells]) + 2


def _columns(table: Table) -> list[_Column]:
    """Those that fit beside one another; the long texts of one may give way to others."""
    found: list[_Column] = []
    room = _ROOM + _GAP
    for number, head in enumerate(table.columns):
        rows = table.rows[:_MOST_ROWS]
        cells = [(_told(row[number]), place in table.marked) for place, row in enumerate(rows)]
        known = [row[number] for row in rows if row[number] is not None]
        of_numbers = bool(known) and all(isinstance(one, int | float) for one in known)
        column = _Column(head, cells, of_numbers)
        room -= min(column.least, _READABLE) + _GAP
        if room < 0 and found:
            break
        found.append(column)
    return found


def _fitting(text: str, width: float, bold: bool) -> str:
    """Names keep both ends, sentences their beginning."""
    if " " not in text:
        return shortened(text, SMALL, width, bold=bold)
    return (wrapped(text, SMALL, width, 1, bold=bold) or [""])[0]


def _left_out(table: Table, columns: int) -> str:
    parts = []
    if len(table.rows) > _MOST_ROWS:
        parts.append(f"the first {_MOST_ROWS} of {len(table.rows):,} rows")
    if table.rows and len(table.columns) > columns:
        parts.append(f"{columns} of {len(table.columns):,} columns")
    return f" ({', '.join(parts)})" if parts else ""


def _widths(columns: list[_Column]) -> list[float]:
    """Of the columns, in points: as wide as their cells; where there is room their names stand in
    one line, and where there is too little the widest give way until all fit."""
    room = _ROOM - _GAP * (len(columns) - 1)
    least = [one.least for one in columns]
    wanted = [
        max(width, width_of(one.head[:_LONGEST], SMALL, bold=True) + 2)
        for one, width in zip(columns, least, strict=True)
    ]
    if sum(wanted) <= room:
        return wanted
    while sum(least) > room + 1:
        widest = max(least)
        second = max((one for one in least if one < widest), default=0.0)
        count = least.count(widest)
        narrower = max(second, widest - (sum(least) - room) / count)
        least = [narrower if one == widest else one for one in least]
    return least


def _told(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case int() | float():
            return show(cell)
    return " ".join(cell.split())
