"""The few numbers that a reader looks for first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class KeyFigure:
    """One of them.

    Args:
        label: what it is.
        value: as it is shown.
        note: a few words below it, such as when.
    """

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class KeyFigures:
    """Large numbers beside one another.

    Args:
        figures: in order.

    Example:
        >>> accuracy = KeyFigure(label="test accuracy", value="0.9863")
        >>> KeyFigures(figures=[accuracy]).figures[0].note
        ''
    """

    figures: Sequence[KeyFigure]
