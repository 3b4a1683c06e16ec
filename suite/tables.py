"""Rows as columns of plain text."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Container, Iterable, Sequence

# What a text is given at least, however long the names beside it are.
_LEAST = 16
# A text of one line may be shorter than that before what stands beside it is left out.
_TIGHT = 12


def column_widths(rows: Iterable[Sequence[str]]) -> list[int]:
    """The width of each column: that of its widest cell.

    Example:
        >>> column_widths([("loss", "0.1"), ("accuracy", "0.97")])
        [8, 4]
    """
    return [max(map(_shown_width, column)) for column in zip(*rows, strict=True)]


def _shown_width(text: str) -> int:
    """The columns that a text takes in a terminal: two for each Chinese character."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


def aligned(
    rows: Iterable[Sequence[str]],
    *,
    right: Container[int] = (),
    widths: Sequence[int] | None = None,
    indent: str = "",
) -> list[str]:
    """A line for each row, two blanks between the columns.

    Args:
        rows: of equally many cells.
        right: the columns that end below each other; all others begin so.
        widths: of the columns, those of their widest cells by default.
        indent: at the beginning of each line.

    Example:
        >>> print(*aligned([("fold", "loss"), ("0", "0.31")], right={1}), sep="\\n")
        fold  loss
        0     0.31
    """
    rows = list(rows)
    widths = column_widths(rows) if widths is None else widths
    lines = []
    for row in rows:
        cells = [
            _blanks(cell, width) + cell if column in right else cell + _blanks(cell, width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append((indent + "  ".join(cells)).rstrip())
    return lines


def _blanks(cell: str, width: int) -> str:
    """What makes a cell as wide as its column."""
    return " " * (width - _shown_width(cell))


def listing(
    entries: Iterable[tuple[str, str, str]], width: int = 100, *, indent: str = ""
) -> list[str]:
    """A line for each entry: its name, its text as far as there is room, and its ending.

    An ending is left out where it leaves hardly any room for the text.

    Args:
        entries: of a name, a text and an ending, which may be empty.
        width: of the longest line.
        indent: at the beginning of each line.

    Example:
        >>> listing([("relu", "Zero where it is negative.", "[activations/relu]")], 40)
        ['relu  Zero where ...  [activations/relu]']
    """
    entries = list(entries)
    beside = len(indent) + max((len(name) for name, _, _ in entries), default=0) + 2
    rows = []
    for name, text, ending in entries:
        ending = f"  {ending}" if ending else ""
        if width - beside - len(ending) < _TIGHT:
            ending = ""
        room = max(width - beside - len(ending), _TIGHT)
        short = textwrap.shorten(text, room, placeholder=" ...", break_on_hyphens=False)
        rows.append((name, short + ending))
    return aligned(rows, indent=indent)


def definitions(
    rows: Iterable[tuple[str, str]], width: int = 100, *, indent: str = ""
) -> list[str]:
    """Names with their texts beside them, each on as many lines as the width asks for.

    Args:
        rows: of a name and a text.
        width: of the longest line.
        indent: at the beginning of each line.

    Example:
        >>> print(*definitions([("relu", "Zero where it is negative.")], 24), sep="\\n")
        relu  Zero where it is
              negative.
    """
    rows = list(rows)
    beside = max((len(name) for name, _ in rows), default=0) + 2
    room = max(width - len(indent) - beside, _LEAST)
    lines = []
    for name, text in rows:
        first, *rest = textwrap.wrap(
            text, room, break_long_words=False, break_on_hyphens=False
        ) or [""]
        lines.append(f"{indent}{name.ljust(beside)}{first}".rstrip())
        lines += [f"{indent}{' ' * beside}{line}" for line in rest]
    return lines
