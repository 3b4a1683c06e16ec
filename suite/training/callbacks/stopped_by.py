"""Which callback ended a run before its last epoch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

from suite.catalog.names.spelling import snake_case
from suite.diagnostics import Diagnostic

# Of Keras's own, those that end a run.
_ENDING = (keras.callbacks.EarlyStopping, keras.callbacks.TerminateOnNaN)


def stopped_by(callbacks: Sequence[keras.callbacks.Callback], step: int) -> dict[str, Any]:
    """The kind of the callback that ended a run, and after which step.

    One that keeps its `stopped_epoch`, as Keras's `EarlyStopping` does, tells it itself. Else it is
    the only one that could have done it; where there are several, `kind` is `callback`.

    Args:
        callbacks: of a run that one of them has ended.
        step: after which it ended.

    Example:
        >>> stopping = keras.callbacks.EarlyStopping(monitor="loss")
        >>> stopping.stopped_epoch = 3
        >>> stopped_by([keras.callbacks.History(), stopping], step=60)
        {'kind': 'early_stopping', 'step': 60}
    """
    told = [one for one in callbacks if getattr(one, "stopped_epoch", 0)]
    able = told or [one for one in callbacks if _could_end(one)]
    kind = snake_case(type(able[0]).__name__) if len(able) == 1 or told else "callback"
    return {"kind": kind, "step": step}


def _could_end(callback: keras.callbacks.Callback) -> bool:
    """Whether a callback may end a run: a stranger's, or one of Keras's that does."""
    if type(callback).__module__.startswith(("keras.", "suite.")):
        return isinstance(callback, _ENDING)
    return not isinstance(callback, Diagnostic)
