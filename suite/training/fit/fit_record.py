"""What `suite.fit` writes down, apart from what Keras does."""

from __future__ import annotations

import math
from collections.abc import Mapping


class FitRecord:
    """Columns with an entry for each epoch: step, learning_rate, seconds, images_per_second and the
    diagnostics' scalars; not a number for the epochs in which one was not measured.

    Example:
        >>> record = FitRecord()
        >>> record.add({"step": 4.0})
        >>> record.add({"step": 8.0, "norm/global": 0.5})
        >>> record.columns
        {'step': [4.0, 8.0], 'norm/global': [nan, 0.5]}
    """

    def __init__(self) -> None:
        self.columns: dict[str, list[float]] = {}
        self.epochs = 0

    def add(self, figures: Mapping[str, float]) -> None:
        """What there is to say of one more epoch."""
        for name, value in figures.items():
            self.columns.setdefault(name, [math.nan] * self.epochs).append(value)
        self.epochs += 1
