"""Blocks that come several times, one after the other, as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suite.runs.page.sections.network.boxes import Box

# Boxes of a block that is looked for.
_LONGEST = 40


@dataclass(frozen=True)
class Fold:
    """A block that stands for several.

    Args:
        first: number of its first box.
        length: its boxes.
        times: how often it comes.
    """

    first: int
    length: int
    times: int

    @property
    def end(self) -> int:
        """The number of the first box behind all of them."""
        return self.first + self.length * self.times


def folds(boxes: Sequence[Box]) -> list[Fold]:
    """Where equal blocks follow one another, each folded as far as it goes.

    Blocks are equal if their boxes are, and take their inputs from as far back.

    Example:
        >>> chain = [Box("input", (), "8", 0, ())]
        >>> chain += [Box("dense 8", ("relu",), "8", 72, (number,)) for number in range(3)]
        >>> folds(chain)
        [Fold(first=1, length=1, times=3)]
    """
    marks = [_mark(number, box) for number, box in enumerate(boxes)]
    found, place = [], 0
    while place < len(marks):
        candidates = [
            Fold(place, length, _times(marks, place, length))
            for length in range(1, min(_LONGEST, (len(marks) - place) // 2) + 1)
        ]
        repeated = [fold for fold in candidates if fold.times > 1]
        best = max(repeated, key=lambda fold: (fold.end, -fold.length), default=None)
        if best is None:
            place += 1
        else:
            found.append(best)
            place = best.end
    return found


def _times(marks: Sequence[object], first: int, length: int) -> int:
    """How often a block comes, one after the other."""
    block, times = marks[first : first + length], 1
    while marks[first + times * length : first + (times + 1) * length] == block:
        times += 1
    return times


def _mark(number: int, box: Box) -> tuple[object, ...]:
    """What two boxes share that do the same in the same place of their blocks."""
    back = tuple(number - one for one in box.inputs)
    return box.kind, box.joined, box.shape, box.parameters, back
