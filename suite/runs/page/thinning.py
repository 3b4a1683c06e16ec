"""Fewer points than were measured, and none of those that matter lost."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator, Mapping, Sequence

Number = float | None  # None was not finite


def thinned(
    x: Sequence[float], y: Sequence[Number], most: int = 500
) -> tuple[list[float], list[Number]]:
    """A curve of at most about so many points: the least and the greatest of each even part.

    A part in which a value is not finite keeps a gap, and the last point stays.

    Args:
        x, y: the points, in order.
        most: points that are kept, at least 4.

    Example:
        >>> thinned(range(8), [0, 0, 9, 0, 0, -9, 0, 0], most=4)
        ([0, 2, 4, 5, 7], [0, 9, 0, -9, 0])
    """
    if len(x) <= most:
        return list(x), [_rounded(value) for value in y]
    kept = sorted({*_extremes(y, most // 2), len(y) - 1})
    return [x[place] for place in kept], [_rounded(y[place]) for place in kept]


def thinned_columns(
    steps: Sequence[int], rows: Sequence[Mapping[int, Number]], most: int
) -> tuple[list[int], list[list[Number]]]:
    """The columns of a heat map, at most so many, each named after the last of its steps.

    Of the values that fall into a cell the one that is farthest from the median of its row holds,
    and a value that is not finite before all.

    Args:
        steps: all of them, ascending.
        rows: step -> value of each row; there need not be all steps.
        most: columns, at least 1.

    Example:
        >>> thinned_columns([1, 2, 3, 4], [{1: 0.0, 2: 7.0, 3: 0.0}], most=2)
        ([2, 4], [[7.0, 0.0]])
    """
    parts = [steps[start:end] for start, end in _parts(len(steps), most)]
    values = []
    for row in rows:
        finite = [value for value in row.values() if value is not None]
        middle = statistics.median_low(finite) if finite else 0.0
        values.append([_cell([row[one] for one in part if one in row], middle) for part in parts])
    return [part[-1] for part in parts], values


def _cell(values: list[Number], middle: float) -> Number:
    finite = [value for value in values if value is not None]
    if not finite or len(finite) < len(values):
        return None
    return _rounded(max(finite, key=lambda value: abs(value - middle)))


def _extremes(y: Sequence[Number], parts: int) -> Iterator[int]:
    for start, end in _parts(len(y), parts):
        gap = next((place for place in range(start, end) if y[place] is None), None)
        known = [(value, place) for place in range(start, end) if (value := y[place]) is not None]
        if known:
            yield min(known)[1]
            yield max(known, key=lambda one: (one[0], -one[1]))[1]
        if gap is not None:
            yield gap


def _parts(length: int, most: int) -> Iterator[tuple[int, int]]:
    """Even parts of a row, as pairs of first place and end."""
    count = min(length, most)
    edges = [round(number * length / count) for number in range(count + 1)] if count else []
    yield from itertools.pairwise(edges)


def _rounded(value: Number) -> Number:
    """To four digits: more are not seen, and a page has many numbers."""
    return None if value is None else float(f"{value:.4g}") if isinstance(value, float) else value
