"""What one combination of a sweep came to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Trial:
    """A combination of a sweep, and what its runs came to.

    Args:
        number: from 0, in the order of the sweep.
        edits: the value of each key of the sweep.
        status: `running`: it has begun; `finished`; `diverged`: a loss is not finite; `failed`: a
            run broke.
        value: of the metric, the mean over the folds; None unless finished.
        deviation: standard deviation over the folds (n - 1); None without folds.
        folds: the value of each fold; empty without folds.
        seconds: that the runs took.
        reason: why it failed.
        sampler: what has drawn the combination, with its version.
        process: that has it at present; empty once it is over.

    Example:
        >>> trial = Trial(0, {"optimizer.learning_rate": 0.1}, "finished", 0.93)
        >>> trial.score(larger_is_better=True), trial.score(larger_is_better=False)
        (0.93, -0.93)
    """

    number: int
    edits: Mapping[str, Any]
    status: Literal["running", "finished", "diverged", "failed"]
    value: float | None = None
    deviation: float | None = None
    folds: list[float] = field(default_factory=list)
    seconds: float = 0.0
    reason: str = ""
    sampler: str = ""
    process: str = ""

    @property
    def is_over(self) -> bool:
        """Whether it has come to its end, be it good or bad."""
        return self.status != "running"

    def score(self, larger_is_better: bool) -> float:
        """The larger the better; minus infinity where nothing came of it."""
        if self.value is None:
            return -math.inf
        return self.value if larger_is_better else -self.value
