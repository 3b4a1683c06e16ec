"""The cells of a column: which are numbers, which are missing, which are equal."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from functools import cached_property
from typing import TypeAlias

import numpy as np

# What stands for a value that is not known.
_MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "?"})


def number(cell: str) -> float:
    """A cell as a finite number; NaN for every other text.

    Example:
        >>> number("1e3"), number("12 km"), number("inf")
        (1000.0, nan, nan)
    """
    try:
        value = float(cell)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) and "_" not in cell else math.nan


def _is_missing(cell: str) -> bool:
    """Whether a cell says that its value is not known."""
    return cell.strip().lower() in _MISSING


def in_order(value: str) -> tuple[bool, float, str]:
    """What sorts numbers by their size, before words by the alphabet."""
    size = number(value)
    return math.isnan(size), 0.0 if math.isnan(size) else size, value


class Texts:
    """Cells that are texts; blanks around them do not count.

    Example:
        >>> cells = Texts(["31", " NA", "old"])
        >>> cells.numbers.tolist(), cells.missing.tolist()
        ([31.0, nan, nan], [False, True, False])
    """

    def __init__(self, cells: list[str]) -> None:
        self.cells = cells

    def __len__(self) -> int:
        return len(self.cells)

    @cached_property
    def _whole(self) -> np.ndarray | None:
        """The numbers, if all cells are finite numbers; None otherwise."""
        try:
            values = np.fromiter(map(float, self.cells), np.float64, len(self.cells))
        except ValueError:
            return None
        if not np.isfinite(values).all() or "_" in "".join(self.cells):
            return None
        return values

    @cached_property
    def numbers(self) -> np.ndarray:
        """Each cell as a finite number, NaN for every other; shape (n,), float64."""
        if self._whole is not None:
            return self._whole
        values = {cell: number(cell) for cell in set(self.cells)}
        return np.fromiter(map(values.__getitem__, self.cells), np.float64, len(self.cells))

    @cached_property
    def missing(self) -> np.ndarray:
        """Which cells say that their value is not known; shape (n,)."""
        if self._whole is not None:
            return np.zeros(len(self.cells), bool)
        values = {cell: _is_missing(cell) for cell in set(self.cells)}
        return np.fromiter(map(values.__getitem__, self.cells), bool, len(self.cells))

    def categories(self) -> tuple[list[str], np.ndarray]:
        """The different cells in the order in which they appear, and of each row the place in this
        list; what is missing is ``."""
        places: dict[str, int] = {}
        of = {
            cell: places.setdefault("" if _is_missing(cell) else cell.strip(), len(places))
            for cell in dict.fromkeys(self.cells)
        }
        rows = np.fromiter(map(of.__getitem__, self.cells), np.int64, len(self.cells))
        return list(places), rows

    def shown(self, row: int) -> str:
        """A cell as a message shows it."""
        return self.cells[row].strip()

    def chosen(self, rows: np.ndarray) -> Texts:
        """Some of the cells, by a mask."""
        return Texts(list(itertools.compress(self.cells, rows.tolist())))


class Numbers:
    """Cells of a column that its file knows to hold numbers.

    Args:
        values: NaN for what is missing; shape (n,).
        words: of 0 and 1, where these are no numbers but answers.

    Example:
        >>> cells = Numbers(np.array([2.0, np.nan, np.inf]))
        >>> cells.numbers.tolist(), cells.categories()[0]
        ([2.0, nan, nan], ['2', '', 'inf'])
    """

    def __init__(self, values: np.ndarray, words: Sequence[str] | None = None) -> None:
        self.values = np.asarray(values, np.float64)
        self.words = words

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def numbers(self) -> np.ndarray:
        """Each cell as a finite number, NaN for every other; shape (n,), float64."""
        return np.where(np.isfinite(self.values), self.values, np.nan)

    @cached_property
    def missing(self) -> np.ndarray:
        """Which cells have no value; shape (n,)."""
        return np.isnan(self.values)

    def categories(self) -> tuple[list[str], np.ndarray]:
        """The different cells as texts, and of each row the place in this list; what is missing is
        ``. A whole number is written without a point: a column of whole numbers, some of which are
        missing, is in many files one of fractions."""
        values, rows = np.unique(self.values, return_inverse=True)
        return [self._text(value) for value in values.tolist()], rows

    def _text(self, value: float) -> str:
        if math.isnan(value):
            return ""
        if self.words is not None:
            return self.words[int(value)]
        return str(int(value)) if value.is_integer() else repr(value)

    def shown(self, row: int) -> str:
        """A cell as a message shows it."""
        return self._text(float(self.values[row]))

    def chosen(self, rows: np.ndarray) -> Numbers:
        """Some of the cells, by a mask."""
        return Numbers(self.values[rows], self.words)


Cells: TypeAlias = Texts | Numbers
