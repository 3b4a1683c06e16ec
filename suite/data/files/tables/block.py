"""Some consecutive rows of a table; what is wrong with them is said with file and row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from suite.data.files.tables.cells import Cells
from suite.errors import UserError

_SHOWN = 40  # characters of a cell in a message


@dataclass(frozen=True)
class Block:
    """Columns of equal length.

    Args:
        columns: name -> the cells.
        where: what stands before the number of a row, in messages.
        rows: the number of each row, as a person finds it in the file; shape (n,).
        position: bytes of the file that are read when this block is.

    Example:
        >>> from suite.data.files.tables.cells import Texts
        >>> block = Block({"age": Texts(["31", "x"])}, "cars.csv:", np.array([2, 3]))
        >>> len(block), str(block.problem(1, "age", "is no number"))
        (2, "cars.csv:3, column age: 'x' is no number")
    """

    columns: Mapping[str, Cells]
    where: str
    rows: np.ndarray
    position: int = 0

    def __len__(self) -> int:
        return len(self.rows)

    def problem(self, row: int, column: str, what: str) -> UserError:
        """The error for a cell."""
        cell = self.columns[column].shown(row)
        shown = repr(cell if len(cell) <= _SHOWN else f"{cell[:_SHOWN]}...")
        return UserError(f"{self.where}{self.rows[row]}, column {column}: {shown} {what}")

    def chosen(self, rows: np.ndarray) -> Block:
        """Some of the rows, by a mask."""
        columns = {name: cells.chosen(rows) for name, cells in self.columns.items()}
        return Block(columns, self.where, self.rows[rows], self.position)


class TableFile(Protocol):
    """A file of rows under named columns.

    `categorical` are columns that the file itself declares to hold categories; `left_out` are
    columns of what is neither a number nor a word, name -> type.
    """

    path: Path
    names: tuple[str, ...]
    categorical: frozenset[str]
    left_out: Mapping[str, str]

    def blocks(self, names: tuple[str, ...]) -> Iterator[Block]:
        """All rows in order, of these columns, some at a time.

        Raises:
            UserError: a row cannot be read; with its place.
        """
        ...
