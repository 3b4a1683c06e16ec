"""The script that a person writes: `model.fit`, images through Keras preprocessing layers."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from benchmarks.speed.fit_turns import ENDLESS, EpochTurns, PartTurns
from benchmarks.speed.task import BATCH, EPOCH_STEPS, Task
from benchmarks.speed.turn_server import Turns


def augmented(x: np.ndarray, y: np.ndarray, endless: bool = False) -> tf.data.Dataset:
    """One epoch of batches, or all; Keras draws a crop for a batch, the suite for each image."""
    augment = keras.Sequential(
        [
            keras.layers.ZeroPadding2D(4),
            keras.layers.RandomCrop(32, 32),
            keras.layers.RandomFlip("horizontal"),
        ]
    )
    samples = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x))
    return (
        (samples.repeat() if endless else samples)
        .batch(BATCH, drop_remainder=True)
        .map(lambda x, y: (augment(x, training=True), y), num_parallel_calls=tf.data.AUTOTUNE)
        .prefetch(tf.data.AUTOTUNE)
    )


def plain_keras(task: Task, x: np.ndarray, y: np.ndarray, turns: Turns) -> None:
    """Serve epochs of the script, or parts of epochs that are as long as CIFAR-10's.

    What `tf.data` does at the ends of epochs takes up to as long as an epoch of a few steps.
    """
    model = task.model()
    if not task.images:
        model.fit(x, y, BATCH, epochs=ENDLESS, verbose=0, callbacks=[EpochTurns(turns)])
        return
    steps = len(x) // BATCH
    parts = -(-EPOCH_STEPS // steps)
    data = augmented(np.concatenate([x] * parts), np.concatenate([y] * parts))
    callbacks = [PartTurns(turns, steps)]
    model.fit(data, epochs=ENDLESS, verbose=0, callbacks=callbacks, shuffle=False)  # already is
