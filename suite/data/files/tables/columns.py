"""Columns as numbers: what the training rows say of each, and what becomes of a cell."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from suite.data.files.tables.block import Block
from suite.data.files.tables.cells import Texts, in_order
from suite.errors import UserError

Missing = Literal["refuse", "mean", "drop"]
Unknown = Literal["refuse", "zeros"]
# A column is one of numbers if at least this share of what is known in it is numbers: the others
# are slips, which are refused. One of words holds categories if it has at most so many.
_NUMBERS = 0.9
_CATEGORIES = 20
_UNKNOWN = -1.0  # a category that no training row has, as it is kept


@dataclass(frozen=True)
class NumberColumn:
    """A column of numbers, which are kept as they are, NaN for what is missing.

    Args:
        name: of the column.
        mean: of the training rows, in place of what is missing.
    """

    name: str
    mean: float

    @property
    def features(self) -> list[str]:
        return [self.name]

    def kept(self, block: Block) -> np.ndarray:
        """Shape (n,), float32.

        Raises:
            UserError: a cell is neither a number nor missing.
        """
        if problem := _slip(block, self.name):
            raise problem
        return block.columns[self.name].numbers.astype(np.float32)


@dataclass(frozen=True)
class CategoryColumn:
    """A column of categories, each kept as its number in the order in which they appeared, NaN for
    what is missing; it becomes one column of 0 and 1 for each.

    Args:
        name: of the column.
        places: category -> its number, of the training rows.
        has_missing: whether a training row has none, which is then a category of its own.
        unknown: what becomes of a category that no training row has.
    """

    name: str
    places: dict[str, int]
    has_missing: bool
    unknown: Unknown

    @property
    def values(self) -> list[str]:
        """The categories as their features are ordered; what is missing is ``."""
        return sorted([*self.places, *([""] if self.has_missing else [])], key=in_order)

    @property
    def features(self) -> list[str]:
        return [f"{self.name}={value or 'missing'}" for value in self.values]

    def kept(self, block: Block) -> np.ndarray:
        """Shape (n,), float32.

        Raises:
            UserError: a category that the training rows do not have.
        """
        names, rows = block.columns[self.name].categories()
        numbers = [float(self.places.get(name, _UNKNOWN)) for name in names]
        for place, name in enumerate(names):
            if not name and self.has_missing:
                numbers[place] = math.nan
            elif name not in self.places and self.unknown == "refuse":
                what = "is a category that no training row has; correct it, or set data.unknown: "
                raise block.problem(int(np.argmax(rows == place)), self.name, f"{what}zeros")
        return np.take(np.array(numbers, np.float32), rows)

    def feature_of_number(self) -> np.ndarray:
        """Of each number, and behind them of `missing` and of `unknown`, which feature is 1; -1 for
        none."""
        order = {value: place for place, value in enumerate(self.values)}
        numbered = [order[name] for name, _ in sorted(self.places.items(), key=lambda one: one[1])]
        return np.array([*numbered, order.get("", -1), -1], np.int64)


Column: TypeAlias = NumberColumn | CategoryColumn


class ColumnFit:
    """What the training rows say of a column, block by block.

    What a column holds is known only at its end, and each cell is read once: a column is kept as
    what its first block holds, and if this was wrong, the rows are read again.

    Args:
        name: of the column.
        declared: whether it holds categories, whatever they look like.
        wants_mean: whether the mean of the numbers is needed.
    """

    def __init__(self, name: str, declared: bool, wants_mean: bool) -> None:
        self.name = name
        self.declared = declared
        self._wants_mean = wants_mean
        self.kept_as: Literal["numbers", "categories"] | None = "categories" if declared else None
        self.begin()

    def begin(self) -> None:
        """Forget all but how the column is kept."""
        self._known = self._numbers = self._like_numbers = self._missing = 0
        self._places: dict[str, int] | None = {}
        self._sums: list[float] = []
        self.problem: UserError | None = None

    def add(self, block: Block) -> np.ndarray:
        """The cells of a block as they are kept, shape (n,), float32."""
        cells = block.columns[self.name]
        missing = int(cells.missing.sum())
        self._missing += missing
        self._known += len(cells) - missing
        if not self.declared:
            values = cells.numbers
            found = values[~np.isnan(values)]
            self._numbers += len(found)
            # Infinity in a column that its file declares to hold numbers is a slip.
            is_text = isinstance(cells, Texts)
            self._like_numbers += len(found) if is_text else len(cells) - missing
            if self.kept_as is None and self._known:
                self.kept_as = "numbers" if self._is_of_numbers else "categories"
            if self._wants_mean:
                self._sum(found)
        if self.kept_as == "categories":
            return self._numbered(block)
        if self.kept_as == "numbers" and self.problem is None:
            self.problem = _slip(block, self.name)
        return cells.numbers.astype(np.float32)

    @property
    def _is_of_numbers(self) -> bool:
        return self._like_numbers >= _NUMBERS * self._known

    def _sum(self, values: np.ndarray) -> None:
        """Sum and remainder of the values, so that the mean is the same however rows are dealt out
        into blocks."""
        numbers = values.tolist()
        total = math.fsum(numbers)
        self._sums += [total, math.fsum([*numbers, -total])]

    def _numbered(self, block: Block) -> np.ndarray:
        cells = block.columns[self.name]
        if self._places is None:
            return np.zeros(len(cells), np.float32)
        names, rows = cells.categories()
        numbers = [
            float(self._places.setdefault(name, len(self._places))) if name else math.nan
            for name in names
        ]
        if not self.declared and len(self._places) + bool(self._missing) > _CATEGORIES:
            self._places = None
        return np.take(np.array(numbers, np.float32), rows)

    def must_read_again(self) -> bool:
        """Whether the column is not what it was kept as; from now on it is kept as what it is."""
        if self.declared or not self._known:
            return False
        right: Literal["numbers", "categories"] = "numbers" if self._is_of_numbers else "categories"
        wrong = self.kept_as != right
        self.kept_as = right
        return wrong

    def fitted(self, unknown: Unknown) -> Column | None:
        """The column; None for a text, or where nothing is known.

        Raises:
            UserError: a cell of a column of numbers is none.
        """
        if self.kept_as == "numbers":
            if self.problem:
                raise self.problem
            return NumberColumn(self.name, math.fsum(self._sums) / self._numbers)
        if self._places is None or not (self._known or self.declared):
            return None
        found = len(self._places) + bool(self._missing)
        if not self.declared and found > min(_CATEGORIES, self._known - 1):
            return None
        return CategoryColumn(self.name, self._places, bool(self._missing), unknown)


def _slip(block: Block, name: str) -> UserError | None:
    """The error for the first cell in a column of numbers that is neither a number nor missing."""
    cells = block.columns[name]
    wrong = np.isnan(cells.numbers) & ~cells.missing
    if not wrong.any():
        return None
    what = "is no number, in a column of numbers; correct the cell, or add "
    return block.problem(
        int(np.argmax(wrong)), name, f"{what}{name} to data.categorical or data.ignore"
    )
