"""Columns of texts as numbers: what a table holds, fitted on its training rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from suite.data.files.csv_file import Table

# What stands for a value that is not known.
MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "?"})
Missing = Literal["refuse", "mean", "drop"]
Unknown = Literal["refuse", "zeros"]
# A column is one of numbers if at least this share of what is known in it is numbers: the others
# are slips, which are refused. One of words holds categories if it has at most so many.
_NUMBERS = 0.9
_CATEGORIES = 20


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


def is_missing(cell: str) -> bool:
    """Whether a cell says that its value is not known."""
    return cell.lower() in MISSING


@dataclass(frozen=True)
class _Numbers:
    """A column of numbers; `mean` is that of the training rows, in place of what is missing.

    Example:
        >>> from pathlib import Path
        >>> table = Table(Path("a.csv"), {"age": ["31", "NA"]}, [2, 3])
        >>> _Numbers("age", 40.0).encoded(table).tolist()
        [[31.0], [40.0]]
    """

    name: str
    mean: float

    @property
    def features(self) -> list[str]:
        return [self.name]

    def encoded(self, table: Table) -> np.ndarray:
        """Shape (rows, 1).

        Raises:
            UserError: a cell is no number; with file and row.
        """
        cells = table.columns[self.name]
        values = [self.mean if is_missing(cell) else number(cell) for cell in cells]
        for row, value in enumerate(values):
            if math.isnan(value):
                raise table.problem(
                    row,
                    self.name,
                    "is no number, in a column of numbers; correct the cell, or "
                    f"add {self.name} to data.categorical or data.ignore",
                )
        return np.array(values, np.float32)[:, None]


@dataclass(frozen=True)
class _Categories:
    """A column of categories, one column of 0 and 1 for each that the training rows have.

    Args:
        name: of the column.
        values: the categories in order; what is missing is one of its own, ``.
        unknown: what becomes of another one.

    Example:
        >>> from pathlib import Path
        >>> table = Table(Path("a.csv"), {"sky": ["blue", "gray"]}, [2, 3])
        >>> one_hot = _Categories("sky", ("blue", "gray"), "refuse")
        >>> one_hot.features, one_hot.encoded(table).tolist()
        (['sky=blue', 'sky=gray'], [[1.0, 0.0], [0.0, 1.0]])
    """

    name: str
    values: tuple[str, ...]
    unknown: Unknown

    @property
    def features(self) -> list[str]:
        return [f"{self.name}={value or 'missing'}" for value in self.values]

    def encoded(self, table: Table) -> np.ndarray:
        """Shape (rows, categories).

        Raises:
            UserError: a category that the training rows do not have; with file and row.
        """
        places = {value: place for place, value in enumerate(self.values)}
        found = np.zeros((len(table), len(self.values)), np.float32)
        for row, cell in enumerate(table.columns[self.name]):
            place = places.get(_category(cell))
            if place is not None:
                found[row, place] = 1.0
            elif self.unknown == "refuse":
                raise table.problem(
                    row,
                    self.name,
                    "is a category that no training row has; correct it, or set "
                    "data.unknown: zeros",
                )
        return found


Column: TypeAlias = _Numbers | _Categories


def fitted_columns(
    train: Table, categorical: Sequence[str], unknown: Unknown
) -> tuple[list[Column], list[str]]:
    """How each column of the training rows becomes numbers, and the names of those that are text:
    words in more than 20 variants, unless they are listed as categorical.

    Args:
        train: without the target.
        categorical: columns of categories, whatever they hold.
        unknown: what becomes of a category that the training rows lack.

    Example:
        >>> from pathlib import Path
        >>> columns = {"age": ["31", "40"], "sky": ["blue", "gray"]}
        >>> fitted_columns(Table(Path("a.csv"), columns, [2, 3]), [], "refuse")[0][0]
        _Numbers(name='age', mean=35.5)
    """
    columns: list[Column] = []
    text = []
    for name, cells in train.columns.items():
        known = [cell for cell in cells if not is_missing(cell)]
        numbers = [value for value in map(number, known) if not math.isnan(value)]
        values = sorted({_category(cell) for cell in cells}, key=in_order)
        if name in categorical:
            columns.append(_Categories(name, tuple(values), unknown))
        elif known and len(numbers) >= _NUMBERS * len(known):
            columns.append(_Numbers(name, math.fsum(numbers) / len(numbers)))
        elif known and len(values) <= min(_CATEGORIES, len(known) - 1):
            columns.append(_Categories(name, tuple(values), unknown))
        else:
            text.append(name)
    return columns, text


def in_order(value: str) -> tuple[bool, float, str]:
    """What sorts numbers by their size, before words by the alphabet."""
    size = number(value)
    return math.isnan(size), 0.0 if math.isnan(size) else size, value


def _category(cell: str) -> str:
    return "" if is_missing(cell) else cell
