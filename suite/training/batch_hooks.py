"""Which stock callbacks look at single batches."""

from __future__ import annotations

from collections.abc import Sequence

import keras

_BATCH_HOOKS = (
    "on_batch_begin",
    "on_batch_end",
    "on_train_batch_begin",
    "on_train_batch_end",
)


def watches_batches(callback: keras.callbacks.Callback) -> bool:
    """Whether a callback does something at each batch, and not only at each epoch.

    ModelCheckpoint and TensorBoard override the batch hooks always, and use them only when told to
    count in batches.
    """
    if isinstance(callback, keras.callbacks.ModelCheckpoint):
        return callback.save_freq != "epoch"
    if isinstance(callback, keras.callbacks.TensorBoard):
        return callback.update_freq != "epoch"
    return overrides(callback, _BATCH_HOOKS)


def overrides(callback: keras.callbacks.Callback, hooks: Sequence[str]) -> bool:
    """Whether any of the hooks is not the base class's empty one."""
    return any(
        getattr(getattr(callback, hook), "__func__", None)
        is not getattr(keras.callbacks.Callback, hook)
        for hook in hooks
    )
