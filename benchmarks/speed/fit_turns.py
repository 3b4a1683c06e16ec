"""Turns of one long call that trains, as a user would have them: its epochs, or parts of them."""

from __future__ import annotations

from typing import Any

import keras

from benchmarks.speed.turn_server import Turns

ENDLESS = 10**9  # epochs


class EpochTurns(keras.callbacks.Callback):
    """An epoch is a turn. Its logs are numbers when its end is announced: the device is done."""

    def __init__(self, turns: Turns) -> None:
        super().__init__()
        self.turns = turns

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.turns.begin()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self.turns.end()


class PartTurns(keras.callbacks.Callback):
    """So many steps are a turn, and an epoch has several. Keras then waits for every step, which
    costs it nothing where a step takes as long as that of a residual network."""

    def __init__(self, turns: Turns, steps: int) -> None:
        super().__init__()
        self.turns, self.steps = turns, steps

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        if batch % self.steps == 0:
            self.turns.begin()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        if (batch + 1) % self.steps == 0:
            self.turns.end()
