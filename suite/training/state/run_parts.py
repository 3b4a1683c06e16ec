"""The parts of a run whose state a checkpoint collects."""

from __future__ import annotations

from typing import Literal

import keras
import numpy as np

from suite.diagnostics import Diagnostic
from suite.runs import History
from suite.training.loop.loop import Loop
from suite.training.loop.recovery import rate_variables
from suite.training.state.replica_copies import ReplicaCopies
from suite.training.state.stateful import State
from suite.training.state.variables import Variables, numbered

_HISTORY = "history"


def mirrored_variables(loop: Loop) -> list[Variables]:
    """Those that are equal on all replicas."""
    model = loop.model
    return [
        Variables("weights", lambda: model.trainable_variables),
        Variables("optimizer", lambda: model.optimizer.variables),
        Variables("average", lambda: _slow(loop, "averages")),
        Variables("rate", lambda: rate_variables(model.optimizer)),
    ]


def replica_copies(loop: Loop) -> ReplicaCopies:
    """Those of which each replica has its own value."""
    own = numbered("model", loop.model.non_trainable_variables)
    own |= numbered("metrics", loop.model.metrics_variables)
    own |= numbered("average", _slow(loop, "statistic_averages"))
    for index, callback in enumerate(loop.callbacks):
        if isinstance(callback, Diagnostic):
            for name, accumulator in callback.accumulators.items():
                own[f"diagnostics/{index}/{callback.name}/{name}"] = accumulator.variable
    return ReplicaCopies(own, loop.strategy, loop.agreement)


def all_variables(loop: Loop) -> list[keras.Variable]:
    """What belongs to the run, in whatever attribute of a callback it is met again."""
    model = loop.model
    own = [*model.variables, *model.optimizer.variables, *model.metrics_variables]
    slow = [*_slow(loop, "averages"), *_slow(loop, "statistic_averages")]
    return [*own, *slow, *rate_variables(model.optimizer)]


def _slow(loop: Loop, name: Literal["averages", "statistic_averages"]) -> list[keras.Variable]:
    """Of the weights that follow the model's, if there are any."""
    average = loop.options.average
    return [] if average is None else getattr(average, name)


class HistoryRows:
    """The rows of a history, as the text of a CSV file.

    Args:
        history: which gets its rows back.
    """

    def __init__(self, history: History) -> None:
        self.history = history

    def state(self) -> State:
        """The text as bytes."""
        return State(arrays={_HISTORY: np.frombuffer(self.history.to_csv().encode(), np.uint8)})

    def restore(self, state: State) -> None:
        """Take the rows in place of those that are there."""
        text = bytes(state.arrays[_HISTORY]).decode()
        self.history.rows = History.from_csv(text, _HISTORY).rows
