"""Whether anybody looks at single batches."""

from __future__ import annotations

from collections.abc import Sequence

import keras

from suite.training.callbacks.batch_hooks import overrides, watches_batches
from suite.training.callbacks.hooks import Hooks


def watched(hooks: keras.callbacks.CallbackList) -> bool:
    """Whether a callback, or a list of callbacks of the user's own, looks at training's batches.

    Example:
        >>> watched(keras.callbacks.CallbackList([keras.callbacks.EarlyStopping()]))
        False
    """
    return _is_own(hooks) or any(map(watches_batches, hooks.callbacks))


def watched_by(hooks: keras.callbacks.CallbackList, names: Sequence[str]) -> bool:
    """Whether anybody has one of these hooks."""
    return _is_own(hooks) or any(overrides(callback, names) for callback in hooks.callbacks)


def _is_own(hooks: keras.callbacks.CallbackList) -> bool:
    return type(hooks) not in (keras.callbacks.CallbackList, Hooks)
