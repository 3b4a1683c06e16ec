"""`suite.fit` with an optimizer for the full batch: an epoch is one iteration over all the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf

from suite.errors import UserError
from suite.training.fit.epoch_batches import EpochBatches
from suite.training.fit.fit_record import FitRecord
from suite.training.fit.own_methods import EVALUATION, LOGS, TRAINING, own_method
from suite.training.full_batch.full_batch import FullBatchLoop, WholePasses
from suite.training.loop.loop_options import Position


@dataclass
class FitFullBatchLoop(FitRecord, FullBatchLoop):
    """The full-batch loop with the callbacks and the history of `Model.fit`.

    Args: those of `FullBatchLoop`, and
        hooks: the callbacks, as Keras calls them.
        initial_epoch: the first one; a callback may set another in `on_train_begin`.
        validation_freq: as in `Model.fit`.

    Raises:
        UserError: the model has a `train_step` or the like, which would never be called.
    """

    hooks: keras.callbacks.CallbackList | None = None
    initial_epoch: int = 0
    validation_freq: int | Sequence[int] = 1

    def __post_init__(self) -> None:
        self.record, self.epochs_told = {}, 0
        own = own_method(self.model, (*TRAINING, *EVALUATION, *LOGS))
        if own or self.model.run_eagerly:
            what = f"a {own} of its own" if own else "run_eagerly=True"
            raise UserError(
                f"model: {type(self.model.optimizer).__name__} asks for the loss of the whole "
                f"training set, which a model with {what} does not give; take an optimizer for "
                "batches."
            )
        super().__post_init__()

    def make_hooks(self) -> keras.callbacks.CallbackList:
        return self.hooks

    def train(self, stop: Any) -> None:
        first = self.model._initial_epoch or self.initial_epoch
        self.position = Position(first, first)
        super().train(stop)

    def validates_after(self, epoch: int) -> bool:
        return self.model._should_eval(epoch, self.validation_freq)


def whole_data(batches: EpochBatches) -> WholePasses:
    """All of the data in its own order, again and again."""
    dataset = batches.dataset
    if int(dataset.cardinality()) < 1:
        raise ValueError(
            "Argument `train` must be finite and not empty with an optimizer for the full batch. "
            f"Received: train.cardinality()={int(dataset.cardinality())}"
        )
    sizes = dataset.map(lambda *batch: tf.shape(tf.nest.flatten(batch)[0], tf.int64)[0])
    return WholePasses.over(dataset, int(sizes.reduce(tf.constant(0, tf.int64), tf.add)))


def refuse_steps(**given: Any) -> None:
    """Refuse what belongs to the steps of batches."""
    for name, value in given.items():
        if value is not None:
            raise ValueError(
                f"Argument `{name}` must be None with an optimizer for the full batch, of which an "
                f"epoch is one iteration. Received: {name}={value}"
            )
