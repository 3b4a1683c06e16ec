"""The callbacks of a loop as one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras


class Hooks(keras.callbacks.CallbackList):
    """Keras's list of callbacks, which meets the model when training begins.

    Many a callback writes files as soon as it is given the model; in a run there is a folder for
    them only when nothing can be refused any more.

    Args:
        callbacks: called in this order.
        **params: what each finds in `params`.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
        >>> hooks = Hooks([keras.callbacks.History()], epochs=3)
        >>> hooks.meet(model)
        >>> hooks.callbacks[0].model is model
        True
    """

    def __init__(self, callbacks: Sequence[keras.callbacks.Callback], **params: int) -> None:
        super().__init__(list(callbacks), **params)
        self.has_met_the_model = False

    def meet(self, model: keras.Model) -> None:
        """Give every callback the model, once before each training."""
        if not self.has_met_the_model:
            self.set_model(model)
            self.has_met_the_model = True

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        super().on_train_end(logs)
        self.has_met_the_model = False
