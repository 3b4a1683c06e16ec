"""Give any compiled functional Keras model the suite's loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

from suite import catalog
from suite.catalog import Component
from suite.data import array_batches
from suite.runs.choose_progress import choose_progress
from suite.training.full_batch import FullBatchLoop, WholePasses, is_full_batch
from suite.training.loop import Loop, LoopOptions, TrainingData
from suite.training.replicas.strategy import choose_jit


def fit(
    model: keras.Model,
    train: Any,
    *,
    validation_data: Any = None,
    epochs: int = 1,
    batch_size: int = 32,
    steps_per_epoch: int | None = None,
    callbacks: Sequence[keras.callbacks.Callback | str | dict] = (),
    shuffle: bool = True,
    seed: int = 0,
    steps_per_execution: int | str = "auto",
    clip_norm: float | None = None,
    quiet: bool = False,
) -> keras.callbacks.History:
    """Train a compiled functional model, as `model.fit` does, with the suite's loop.

    Args:
        model: compiled; built in the scope of the `tf.distribute` strategy it shall train with.
        train: `(x, y)` or `(x, y, sample_weight)` of arrays, or a `tf.data.Dataset` of batches.
        validation_data: like `train`; every sample is counted exactly once.
        epochs: at least 1. With L-BFGS or Newton each is one iteration over all of `train`, in the
            order given.
        batch_size: samples in a batch of arrays; a dataset brings its own.
        steps_per_epoch: needed where a dataset is endless or does not know its length.
        callbacks: Keras callbacks, or names and mappings as in a recipe.
        shuffle: for arrays: a new permutation each epoch, a function of (seed, epoch).
        seed: of that permutation.
        steps_per_execution: steps without returning to Python; "auto" measures. Callbacks that
            watch single batches get single steps.
        clip_norm: limit of the global norm of the gradients, after the sum over the replicas.
        quiet: no progress display.

    Returns:
        The history, as `model.fit` returns it.

    Raises:
        ValueError: the model is not compiled, or the data is empty or of unknown length.
        UserError: L-BFGS or Newton, and a model whose loss depends on more than its weights.
    """
    if not getattr(model, "compiled", False) or model.optimizer is None:
        raise ValueError(
            "Argument `model` must be compiled with an optimizer: call model.compile()."
        )
    if epochs < 1:
        raise ValueError(f"Argument `epochs` must be at least 1. Received: epochs={epochs}")
    history = keras.callbacks.History()
    built = [callback_from(callback) for callback in callbacks]
    validation = None
    if validation_data is not None:
        validation = finite_batches(validation_data, batch_size)
    kind = Loop
    if is_full_batch(model.optimizer):
        refuse_steps(
            steps_per_epoch=steps_per_epoch,
            clip_norm=clip_norm,
            steps_per_execution=None if steps_per_execution == "auto" else steps_per_execution,
        )
        kind, data = FullBatchLoop, whole_data(train, batch_size)
    else:
        data = training_data(train, batch_size, steps_per_epoch, shuffle, seed)
    kind(
        model,
        data,
        [*built, history],
        choose_progress(quiet),
        LoopOptions(
            epochs=epochs,
            steps_per_execution=steps_per_execution,
            jit_compile=choose_jit(model.jit_compile, model.distribute_strategy),
            clip_norm=clip_norm,
        ),
        validation=validation,
        strategy=model.distribute_strategy,
    ).run()
    return history


def callback_from(value: keras.callbacks.Callback | str | dict) -> keras.callbacks.Callback:
    """A callback as it is, or built from its name in the catalog."""
    if isinstance(value, keras.callbacks.Callback):
        return value
    return catalog.build("callbacks", Component.parse(value))


def training_data(
    train: Any, batch_size: int, steps_per_epoch: int | None, shuffle: bool, seed: int
) -> TrainingData:
    """An endless stream from arrays or from a dataset."""
    if not isinstance(train, tf.data.Dataset):
        batches, steps = array_batches(train, batch_size, shuffle=shuffle, seed=seed)
        return TrainingData(batches, steps_per_epoch or steps, batch_size)
    steps = steps_per_epoch or int(train.cardinality())
    if steps < 1:
        raise ValueError(
            "Argument `steps_per_epoch` must be given for a dataset that is endless, empty or of "
            f"unknown length. Received: train.cardinality()={steps}"
        )
    samples = tf.nest.flatten(train.element_spec)[0].shape[0] or batch_size
    return TrainingData(lambda step: train.repeat().skip(step), steps, samples)


def refuse_steps(**given: Any) -> None:
    """Refuse what belongs to the steps of batches."""
    for name, value in given.items():
        if value is not None:
            raise ValueError(
                f"Argument `{name}` must be None with an optimizer for the full batch, of which an "
                f"epoch is one iteration. Received: {name}={value}"
            )


def whole_data(train: Any, batch_size: int) -> WholePasses:
    """All of the data in its own order, again and again."""
    batches = finite_batches(train, batch_size)
    if int(batches.cardinality()) < 1:
        raise ValueError(
            "Argument `train` must be finite and not empty with an optimizer for the full batch. "
            f"Received: train.cardinality()={int(batches.cardinality())}"
        )
    sizes = batches.map(lambda *batch: tf.shape(tf.nest.flatten(batch)[0], tf.int64)[0])
    return WholePasses.over(batches, int(sizes.reduce(tf.constant(0, tf.int64), tf.add)))


def finite_batches(data: Any, batch_size: int) -> tf.data.Dataset:
    """One pass over arrays or over a dataset, in order, remainder included."""
    if isinstance(data, tf.data.Dataset):
        return data
    return tf.data.Dataset.from_tensor_slices(tuple(data)).batch(batch_size)
