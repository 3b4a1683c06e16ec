"""How the measures of a run have gone until now."""

from __future__ import annotations

from collections.abc import Mapping

from suite.runs.history import History, deciding_measure
from suite.runs.numbers import show_metric
from suite.runs.progress.spark import spark


class Trail:
    """The loss and the validation's deciding measure of the epochs, as curves of a few characters.

    Args:
        width: the most characters of a curve.
        blocks: as in `spark`.

    Example:
        >>> trail = Trail(width=8)
        >>> for loss in (0.9, 0.5, 0.3):
        ...     trail.add({"loss": loss, "val_accuracy": 1 - loss})
        >>> trail.curve("loss", 0.2), trail.validated()
        ('█▄▂▁ ', ('val_accuracy', '▁▆█ 0.7000'))
    """

    def __init__(self, width: int, blocks: bool = True) -> None:
        self.width = width
        self.blocks = blocks
        self.history = History()

    def add(self, logs: Mapping[str, float]) -> None:
        """An epoch is over."""
        self.history.append({**logs, "epoch": len(self.history.rows) + 1})

    def curve(self, name: str, *further: float) -> str:
        """The values of the epochs and those that follow, and a blank; empty for fewer than two."""
        known = [row[name] for row in self.history.rows if name in row]
        values = [*known, *further]
        return f"{spark(values, self.width, blocks=self.blocks)} " if len(values) > 1 else ""

    def validated(self) -> tuple[str, str] | None:
        """(name, curve and last value) of what tells one epoch from another; None if nothing."""
        name = deciding_measure(self.history.columns)
        if name is None:
            return None
        return name, f"{self.curve(name)}{show_metric(self.history.column(name)[-1])}"
