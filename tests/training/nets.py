"""Small models, data and a silent display for the tests of the loop."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from suite.runs.progress.choose_progress import choose_progress
from suite.training.loop.loop import Loop
from suite.training.loop.loop_events import LoopEvents
from suite.training.loop.loop_options import LoopOptions
from suite.training.loop.mini_batches import MiniBatches

STEPS, BATCH = 10, 16


def arrays(samples: int = STEPS * BATCH) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    x = random.normal(size=(samples, 6, 6, 2)).astype("float32")
    return x, (x.mean(axis=(1, 2, 3)) > 0).astype("int32") + (x[:, 0, 0, 0] > 0)


def dataset(samples: int = STEPS * BATCH) -> tf.data.Dataset:
    return tf.data.Dataset.from_tensor_slices(arrays(samples)).batch(BATCH)


def network(optimizer: str | keras.optimizers.Optimizer = "adam", norm: bool = True) -> keras.Model:
    """A compiled CNN, the same weights at each call."""
    keras.utils.set_random_seed(1)
    inputs = keras.Input((6, 6, 2))
    x = keras.layers.Conv2D(4, 3)(inputs)
    if norm:
        x = keras.layers.BatchNormalization()(x)
    x = keras.layers.Flatten()(keras.layers.ReLU()(x))
    model = keras.Model(inputs, keras.layers.Dense(3)(x))
    model.compile(
        optimizer,
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return model


def loop(
    model: keras.Model, callbacks=(), *, validation=None, batches=None, events=None, **options
) -> Loop:
    """A loop over `dataset()` or other batches, with its history in `model.history`."""
    batches = dataset() if batches is None else batches
    return Loop(
        model,
        MiniBatches(lambda step: batches.repeat().skip(step), STEPS, BATCH),
        [*callbacks, keras.callbacks.History()],
        choose_progress(quiet=True),
        LoopOptions(**options),
        validation=validation,
        events=events or LoopEvents(),
    )
