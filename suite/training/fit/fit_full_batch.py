"""`suite.fit` with an optimizer for the full batch: an epoch is one iteration over all the data."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from suite.errors import UserError
from suite.training.fit.data.epoch_batches import EpochBatches
from suite.training.fit.own_methods import EVALUATION, LOGS, TRAINING, own_method
from suite.training.full_batch.full_batch import FullBatch


def whole_data(batches: EpochBatches) -> FullBatch:
    """The engine over all of the data in its own order, again and again.

    Raises:
        ValueError: nobody knows where the data ends, or there is none.
    """
    dataset = batches.dataset
    if int(dataset.cardinality()) < 1:
        raise ValueError(
            "Argument `train` must be finite and not empty with an optimizer for the full batch. "
            f"Received: train.cardinality()={int(dataset.cardinality())}"
        )
    sizes = dataset.map(lambda *batch: tf.shape(tf.nest.flatten(batch)[0], tf.int64)[0])
    return FullBatch(dataset, int(sizes.reduce(tf.constant(0, tf.int64), tf.add)))


def refuse_own_methods(model: keras.Model) -> None:
    """Refuse a model with a `train_step` or the like, which would never be called.

    Raises:
        UserError: names the method.
    """
    own = own_method(model, (*TRAINING, *EVALUATION, *LOGS))
    if own or model.run_eagerly:
        what = f"a {own} of its own" if own else "run_eagerly=True"
        raise UserError(
            f"model: {type(model.optimizer).__name__} asks for the loss of the whole "
            f"training set, which a model with {what} does not give; take an optimizer for "
            "batches."
        )


def refuse_steps(**given: Any) -> None:
    """Refuse what belongs to the steps of batches.

    Raises:
        ValueError: names the argument.
    """
    for name, value in given.items():
        if value is not None:
            raise ValueError(
                f"Argument `{name}` must be None with an optimizer for the full batch, of which an "
                f"epoch is one iteration. Received: {name}={value}"
            )
