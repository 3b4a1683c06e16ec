"""In which keys several mappings differ."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suite.recipe.text.dialect import dump
from suite.runs.numbers import show
from suite.runs.page.charts.table import Cell

_LONGEST = 60


class _Absent:
    """What stands for a key that a mapping does not have."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


@dataclass(frozen=True)
class Differing:
    """A key that is not the same everywhere.

    Args:
        key: with its dots: `optimizer.learning_rate`.
        values: one a mapping; `ABSENT` where it has no such key.

    Example:
        >>> [one] = differing([{"a": 1, "b": {"c": 2}}, {"a": 1, "b": {"c": 3}}])
        >>> one.key, one.values, one.is_choice
        ('b.c', [2, 3], True)
    """

    key: str
    values: Sequence[Any]

    @property
    def is_choice(self) -> bool:
        """Whether it has two values at least. Else it stands in some mappings only, since another
        key asks for it: the momentum of one optimizer beside another that has none."""
        return len(self.distinct) > 1

    @property
    def distinct(self) -> dict[str, Any]:
        """The values that differ, by what tells them apart, in the order of their appearance."""
        found: dict[str, Any] = {}
        for value in self.values:
            if value is not ABSENT:
                found.setdefault(mark_of(value), value)
        return found

    @property
    def ordered(self) -> list[Any]:
        """The same in their own order: numbers by their size, others by their text."""
        return sorted(self.distinct.values(), key=None if self.is_numeric else text_of)

    @property
    def is_numeric(self) -> bool:
        """Whether all of its values are numbers."""
        return all(_is_number(value) for value in self.distinct.values())

    @property
    def is_wide(self) -> bool:
        """Whether its numbers ask for a logarithmic axis: positive, and far apart."""
        if not self.is_numeric:
            return False
        numbers = [value for value in self.distinct.values() if math.isfinite(value)]
        return bool(numbers) and min(numbers) > 0 and max(numbers) >= 50 * min(numbers)


def differing(mappings: Sequence[Mapping[str, Any]]) -> list[Differing]:
    """Every key whose value is not the same in all of the mappings, in their order.

    Components of different kinds are compared argument by argument as well, the kind first.

    Example:
        >>> [one.key for one in differing([{"loss": "mse"}, {"loss": "mae"}, {"loss": "mse"}])]
        ['loss']
    """
    return list(_varying((), list(mappings)))


def _varying(path: tuple[str, ...], values: Sequence[Any]) -> Iterator[Differing]:
    there = [value for value in values if value is not ABSENT]
    if any(isinstance(value, Mapping) and "kind" in value for value in there):
        values = [{"kind": v} if v is None or isinstance(v, str) else v for v in values]
        there = [value for value in values if value is not ABSENT]
    if there and all(isinstance(value, Mapping) for value in there):
        for key in dict.fromkeys(key for value in there for key in value):
            below = [v.get(key, ABSENT) if isinstance(v, Mapping) else ABSENT for v in values]
            yield from _varying((*path, str(key)), below)
    elif _are_alike_lists(there):
        for place in range(len(there[0])):
            below = [ABSENT if value is ABSENT else value[place] for value in values]
            yield from _varying((*path, str(place)), below)
    elif len({mark_of(value) for value in values}) > 1:
        yield Differing(".".join(path), values)


def _are_alike_lists(values: Sequence[Any]) -> bool:
    """Whether all are lists of the same length, with mappings in them."""
    if not values or not all(isinstance(value, list) for value in values):
        return False
    same = len({len(value) for value in values}) == 1
    return same and any(isinstance(item, Mapping) for value in values for item in value)


def mark_of(value: Any) -> str:
    """A text that two values share if they are the same: 1 and 1.0 are, 1 and true are not."""
    if _is_number(value):
        try:
            return repr(float(value))
        except OverflowError:
            return repr(value)
    return repr(value)


def cell_of(value: Any) -> Cell:
    """A value in a table: a number stays one, so that it can be sorted by."""
    if value is ABSENT:
        return None
    if isinstance(value, int | float) and _is_number(value) and abs(value) < 1e300:
        return value
    text = value if isinstance(value, str) else dump(value, flow=True)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 4]} ..."


def text_of(value: Any) -> str:
    """A value in a sentence."""
    cell = cell_of(value)
    if cell is None:
        return "-"
    # A whole number may be a name, as a seed is: 20261128 and not 20,261,128.
    return show(cell) if isinstance(cell, float) else str(cell)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
