"""What one combination of a sweep came to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from suite.lab.sweep.searches.search import Known


@dataclass(frozen=True)
class Trial:
    """A combination of a sweep, and what its runs came to.

    Args:
        number: from 0, in the order of the sweep.
        edits: the value of each key of the sweep.
        status: `running`: it has begun; `finished`; `paused`: at a rung, to go on if it is among
            the best; `pruned`: others were better by then; `diverged`: a loss is not finite;
            `failed`: a run broke.
        value: of the metric, the mean over the folds; None where the runs have none.
        deviation: standard deviation over the folds (n - 1); None without folds.
        folds: the value of each fold; empty without folds.
        seconds: that the runs took.
        reason: why it failed or was pruned.
        sampler: what has drawn the combination, with its version.
        process: that has it at present; empty once it is over.
        epochs: after how many it was paused or pruned; None where it was not.
        rungs: the value at each rung that it has come to.
        known: the numbers of the trials that it is compared with by `prune`: those that were known
            when it began.

    Example:
        >>> trial = Trial(0, {"optimizer.learning_rate": 0.1}, "finished", 0.93)
        >>> trial.score(larger_is_better=True), trial.score(larger_is_better=False)
        (0.93, -0.93)
    """

    number: int
    edits: Mapping[str, Any]
    status: Literal["running", "finished", "paused", "pruned", "diverged", "failed"]
    value: float | None = None
    deviation: float | None = None
    folds: list[float] = field(default_factory=list)
    seconds: float = 0.0
    reason: str = ""
    sampler: str = ""
    process: str = ""
    epochs: int | None = None
    rungs: list[float] = field(default_factory=list)
    known: list[int] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether it has come to its end, be it good or bad."""
        return self.status != "running"

    def score(self, larger_is_better: bool) -> float:
        """The larger the better; minus infinity unless it has finished."""
        if self.value is None or self.status != "finished":
            return -math.inf
        return self.value if larger_is_better else -self.value

    def rank(self, larger_is_better: bool) -> tuple[float, int, float]:
        """The larger the better, also of trials that were stopped: those that came further are the
        better ones, and of these those with the better value."""
        sign = 1 if larger_is_better else -1
        value = -math.inf if self.value is None else sign * self.value
        return self.score(larger_is_better), self.epochs or 0, value


def known(trial: Trial, larger_is_better: bool) -> Known:
    """A trial that is over, as a search knows it.

    Example:
        >>> known(Trial(0, {}, "pruned", 0.25, epochs=3), larger_is_better=False).stopped
        (3, -0.25)
    """
    stopped = None
    if trial.epochs is not None and trial.value is not None and trial.status != "finished":
        stopped = trial.epochs, trial.rank(larger_is_better)[2]
    return Known(trial.number, trial.edits, trial.score(larger_is_better), stopped)
