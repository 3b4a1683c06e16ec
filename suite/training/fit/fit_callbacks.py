"""The callbacks of `suite.fit`, and what shows the training beside them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, TypeAlias

import keras

from suite.catalog import HERE, Component
from suite.runs.progress.choose_progress import choose_progress
from suite.runs.progress.plain_progress import PlainProgress
from suite.runs.progress.progress import Progress

Given: TypeAlias = "keras.callbacks.Callback | str | dict[str, Any]"
Callbacks: TypeAlias = "Given | Sequence[Any] | None"


def callback_list(
    callbacks: Callbacks,
    model: keras.Model,
    verbose: int | str,
    epochs: int,
    steps: int | None,
    add_history: bool = True,
) -> keras.callbacks.CallbackList:
    """The callbacks as `Model.fit` makes one of them, but for its progress bar."""
    if isinstance(callbacks, keras.callbacks.CallbackList):
        return callbacks
    return keras.callbacks.CallbackList(
        [callback_from(callback) for callback in flat(callbacks)],
        add_history=add_history,
        verbose=verbose,
        epochs=epochs,
        steps=steps,
        model=model,
    )


def flat(callbacks: Callbacks) -> list[Any]:
    """One, none or nested lists of them as one list."""
    if callbacks is None:
        return []
    if isinstance(callbacks, (list, tuple)):
        return [one for part in callbacks for one in flat(part)]
    return [callbacks]


def callback_from(value: Given) -> keras.callbacks.Callback:
    """A callback as it is, or built from its name in the catalog."""
    if isinstance(value, (str, dict)):
        return HERE.build("callbacks", Component.parse(value))
    return value


def display(verbose: int | str, quiet: bool, hooks: keras.callbacks.CallbackList) -> Progress:
    """What shows the training; nothing of ours where Keras's own bar was asked for."""
    bars = any(isinstance(one, keras.callbacks.ProgbarLogger) for one in hooks.callbacks)
    if quiet or bars or verbose == 0:
        return choose_progress(quiet=True)
    return PlainProgress(sys.stdout) if verbose == 2 else choose_progress()
