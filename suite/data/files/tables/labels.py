"""The targets of a table."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Literal

import numpy as np

from suite.data.files.tables.block import Block
from suite.data.files.tables.cells import in_order, number
from suite.errors import UserError

Targets = Literal["classes", "values"]
_MOST_CLASSES = 100_000


class Labels:
    """The targets of the rows of a split, block by block.

    Args:
        target: the column.
        targets: `classes`, which are numbered in the order in which they appear, or `values`.
        known: class -> number, where no other class may appear.

    Example:
        >>> from suite.data.files.tables.cells import Texts
        >>> labels = Labels("good", "classes")
        >>> labels.add(Block({"good": Texts(["yes", "no", "yes"])}, "a.csv:", np.arange(3)))
        >>> labels.names(Path("a.csv")), labels.array(("no", "yes")).tolist()
        (('no', 'yes'), [1, 0, 1])
    """

    def __init__(self, target: str, targets: Targets, known: dict[str, int] | None = None) -> None:
        self._target = target
        self._targets = targets
        self._is_closed = known is not None
        self._places: dict[str, int] = known or {}
        self._parts: list[np.ndarray] = []

    def of_other_rows(self) -> Labels:
        """For rows of another split, which may only have the same classes."""
        return Labels(self._target, self._targets, self._places)

    def begin(self) -> None:
        """Forget all rows."""
        self._parts.clear()
        self._places.clear()

    def add(self, block: Block) -> None:
        """The next rows.

        Raises:
            UserError: a value is no number, or a class is not one of those known.
        """
        cells = block.columns[self._target]
        if self._targets == "values":
            values = cells.numbers
            for row in np.flatnonzero(np.isnan(values))[:1].tolist():
                what = "is no number; set data.targets: classes"
                raise block.problem(row, self._target, what)
            self._parts.append(values.astype(np.float32))
            return
        names, rows = cells.categories()
        for place, name in enumerate(names):
            if name not in self._places and self._is_closed:
                row = int(np.argmax(rows == place))
                raise block.problem(row, self._target, "is a class that no training row has")
            self._places.setdefault(name, len(self._places))
        if len(self._places) > _MOST_CLASSES:
            raise UserError(
                f"{block.where.rstrip(':')}, column {self._target}: more than {_MOST_CLASSES:,} "
                "classes; set data.targets: values, or data.target to another column"
            )
        numbers = np.array([self._places[name] for name in names], np.int32)
        self._parts.append(numbers[rows])

    def names(self, path: Path) -> tuple[str, ...]:
        """The classes, numbers by their size, words by the alphabet; or the name of the value.

        Raises:
            UserError: these are numbers rather than classes.
        """
        if self._targets == "values":
            return (self._target,)
        names = sorted(self._places, key=in_order)
        count = sum(map(len, self._parts))
        real = sum(not math.isnan(number(name)) for name in names)
        if len(names) > 20 and real == len(names) and len(names) > count / 2:
            raise UserError(
                f"{path}, column {self._target}: {len(names)} different numbers in {count} rows "
                "are no classes; set data.targets: values"
            )
        return tuple(names)

    def array(self, names: tuple[str, ...]) -> np.ndarray:
        """Of classes their places among the names, (N,), int32; of values (N, 1), float32."""
        found = np.concatenate(self._parts)
        self._parts.clear()
        if self._targets == "values":
            return found[:, None]
        order = {name: place for place, name in enumerate(names)}
        return np.take(np.array([order[name] for name in self._places], np.int32), found)
