"""Which stock callbacks look at single batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras

_BATCH_HOOKS = (
    "on_batch_begin",
    "on_batch_end",
    "on_train_batch_begin",
    "on_train_batch_end",
)

# Whether these count in batches.
_COUNTING: dict[type[keras.callbacks.Callback], Callable[[Any], bool]] = {
    keras.callbacks.ModelCheckpoint: lambda one: one.save_freq != "epoch",
    keras.callbacks.BackupAndRestore: lambda one: one.save_freq != "epoch",
    keras.callbacks.TensorBoard: lambda one: (
        one.update_freq != "epoch" or one._should_trace or one.write_steps_per_second
    ),
}


def watches_batches(callback: keras.callbacks.Callback) -> bool:
    """Whether a callback does something at each batch, and not only at each epoch.

    Some of Keras's override the batch hooks always, and use them only when told to count in
    batches.
    """
    for stock, counts in _COUNTING.items():
        if isinstance(callback, stock) and not overrides(callback, _BATCH_HOOKS, stock):
            return counts(callback)
    return overrides(callback, _BATCH_HOOKS)


def overrides(
    callback: keras.callbacks.Callback,
    hooks: Sequence[str],
    base: type[keras.callbacks.Callback] = keras.callbacks.Callback,
) -> bool:
    """Whether any of the hooks is not the one of `base`, by default the empty one."""
    return any(
        getattr(getattr(callback, hook), "__func__", None) is not getattr(base, hook)
        for hook in hooks
    )
