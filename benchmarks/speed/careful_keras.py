"""What a careful user makes of `model.fit`, on TensorFlow and on JAX.

Many steps a call; XLA where it helps. Vectors are given as arrays, which is faster than `tf.data`.
Images come from one endless stream, so that an epoch begins without a new iterator: a shuffle of
row numbers, and one gather a batch that crops and flips every image by itself.
"""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from benchmarks.speed.fit_turns import ENDLESS, EpochTurns
from benchmarks.speed.task import BATCH, Task
from benchmarks.speed.turn_server import Turns

PADDING = 4
MOST_STEPS = 50  # in a call


def careful_keras(task: Task, x: np.ndarray, y: np.ndarray, turns: Turns) -> None:
    """Serve epochs of the script.

    Args:
        task: what is trained.
        x: float32 vectors, or uint8 images.
        y: labels.
        turns: whom to serve.
    """
    model, steps = task.model(), len(x) // BATCH
    together = max(count for count in range(1, MOST_STEPS + 1) if steps % count == 0)
    model.compile(
        model.optimizer,
        model.loss,
        metrics=["accuracy"],
        steps_per_execution=together,
        jit_compile=keras.backend.backend() == "jax" or xla_helps(task),
    )
    always = {"epochs": ENDLESS, "verbose": 0, "callbacks": [EpochTurns(turns)]}
    if task.images:
        # Shuffled already.
        model.fit(stream(x, y), steps_per_epoch=steps, shuffle=False, **always)
    else:
        model.fit(x, y, BATCH, **always)


def xla_helps(task: Task) -> bool:
    """Measured: convolutions on a processor are slower with it."""
    return not task.images or bool(tf.config.list_physical_devices("GPU"))


def stream(x: np.ndarray, y: np.ndarray) -> tf.data.Dataset:
    """Endless batches of images, cropped and flipped, a draw for each of them."""
    batches = tf.data.Dataset.range(len(x)).shuffle(len(x)).repeat().batch(BATCH, True)
    images, labels = tf.constant(padded(x)), tf.constant(y)

    def batch(rows: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        return windows(images, rows, x.shape[1]), tf.gather(labels, rows)

    threads = tf.data.AUTOTUNE
    return batches.map(batch, num_parallel_calls=threads).prefetch(threads)


def padded(x: np.ndarray) -> np.ndarray:
    border = (PADDING, PADDING)
    return np.pad(x, ((0, 0), border, border, (0, 0)))


def windows(images: tf.Tensor, rows: tf.Tensor, size: int) -> tf.Tensor:
    """A window at random of each of these rows of padded images, mirrored or not."""
    count = tf.shape(rows)[0]
    window = tf.range(size)
    top, left = tf.unstack(tf.random.uniform((2, count, 1), 0, 2 * PADDING + 1, tf.int32))
    mirrored = tf.random.uniform((count, 1)) < 0.5
    column = left + tf.where(mirrored, window[::-1], window)
    image, row = tf.cast(rows, tf.int32)[:, None, None], (top + window)[:, :, None]
    shape = (count, size, size)
    places = [tf.broadcast_to(index, shape) for index in (image, row, column[:, None, :])]
    return tf.gather_nd(images, tf.stack(places, axis=-1))
