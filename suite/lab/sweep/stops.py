"""Where the run of a trial stops before its end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from suite.lab.sweep.pruning.curve import Curve, figures_after
from suite.lab.sweep.pruning.pruner import Hopeless, Pruner
from suite.runs.history import History
from suite.runs.numbers import show_metric


class Stop(Protocol):
    """Is asked before each epoch whether a run stops there, and remembers that it has said so."""

    status: Literal["paused", "pruned"]
    epochs: int | None
    reason: str

    def __call__(self, history: History) -> bool: ...


@dataclass
class AtRung:
    """A run stops at a rung, to go on if it is among the best.

    Args:
        rung: in epochs.

    Example:
        >>> stop = AtRung(1)
        >>> stop(History([])), stop(History([{"epoch": 1, "val_loss": 0.5}])), stop.epochs
        (False, True, 1)
    """

    rung: int
    epochs: int | None = None
    reason: str = ""
    status: Literal["paused", "pruned"] = "paused"

    def __call__(self, history: History) -> bool:
        if len(history.rows) >= self.rung:
            self.epochs = len(history.rows)
        return self.epochs is not None


@dataclass
class IfHopeless:
    """A run stops where a rule says that it is hopeless.

    Args:
        pruner: the rule.
        number: of the trial.
        metric: by which trials are compared.
        larger_is_better: whether it is to be large.
        others: the runs of the trials that were known when this one began, with their numbers.

    Example:
        >>> from suite.lab.sweep.pruning.percentile import Percentile
        >>> stop = IfHopeless(Percentile(0.5, 1, 0), 1, "val_loss", False, [(0, Curve([-0.25]))])
        >>> stop(History([{"epoch": 1, "val_loss": 0.5}])), stop.reason
        (True, 'after 1 epoch val_loss 0.5000 is worse than 0.2500, the median of 1 trial')
    """

    pruner: Pruner
    number: int
    metric: str
    larger_is_better: bool
    others: Sequence[tuple[int, Curve]] = field(default_factory=list)
    epochs: int | None = None
    reason: str = ""
    status: Literal["paused", "pruned"] = "pruned"

    def __call__(self, history: History) -> bool:
        if not history.rows:
            return False
        own = figures_after(history.rows, self.metric, self.larger_is_better)
        found = self.pruner.verdict(self.number, own, self.others)
        if found is not None:
            self.epochs = len(own)
            self.reason = self._sentence(found)
        return found is not None

    def _sentence(self, found: Hopeless) -> str:
        after = f"after {self.epochs} epoch{'' if self.epochs == 1 else 's'} {self.metric}"
        if math.isnan(found.value):
            return f"{after} is no number"
        sign = 1 if self.larger_is_better else -1
        value, limit = (show_metric(sign * one) for one in (found.value, found.limit))
        return f"{after} {value} is worse than {limit}, {found.what}"
