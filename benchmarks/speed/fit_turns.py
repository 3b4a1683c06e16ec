"""Turns of `model.fit`: the epochs of one long call, as a user would have them."""

from __future__ import annotations

from typing import Any

import keras

from benchmarks.speed.turn_server import Turns

_ENDLESS = 10**9


class _EpochTurns(keras.callbacks.Callback):
    def __init__(self, turns: Turns) -> None:
        super().__init__()
        self.turns = turns

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.turns.begin()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.turns.end()


def fit_turns(model: keras.Model, turns: Turns, *data: Any, **options: Any) -> None:
    """Serve epochs of `model.fit(*data, **options)`; never returns.

    The logs of an epoch are numbers when its end is announced, so that the device has finished.
    """
    model.fit(*data, epochs=_ENDLESS, verbose=0, callbacks=[_EpochTurns(turns)], **options)
