"""Parts of a line, on as many lines as the width asks for."""

from __future__ import annotations

from collections.abc import Sequence


def fitted(parts: Sequence[str], width: int, spare: Sequence[str] = ()) -> list[list[str]]:
    """The parts of each line: two blanks lie between them and before all lines but the first.

    Args:
        parts: none of them is broken; one that is longer than the width has a line of its own.
        width: in columns.
        spare: follow on the last line as far as there is room, the last of them first.

    Example:
        >>> fitted(["epoch 1/3", "loss 0.5000", "accuracy 0.7500"], 24, ["0.1 img/s", "2.0 s"])
        [['epoch 1/3', 'loss 0.5000'], ['accuracy 0.7500', '2.0 s']]
    """
    lines: list[list[str]] = [[]]
    used = 0
    for part in parts:
        if used and used + 2 + len(part) > width:
            lines.append([])
            used = 0
        lines[-1].append(part)
        used += len(part) + 2 if used or len(lines) > 1 else len(part)
    at = len(lines[-1])
    for part in reversed(spare):
        if used + 2 + len(part) <= width:
            lines[-1].insert(at, part)
            used += 2 + len(part)
    return lines


def in_lines(parts: Sequence[str], width: int, spare: Sequence[str] = ()) -> str:
    """The same as a text."""
    return "\n  ".join("  ".join(line) for line in fitted(parts, width, spare))
