"""Which rows make which batch: a pure function of (seed, global step)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import tensorflow as tf

from suite.data.batches.parallel import as_written
from suite.data.classes.balanced_rows import balanced_rows


def index_batches(
    count: int,
    batch_size: int,
    seed: int,
    first_step: int = 0,
    shuffle: bool = True,
    balanced_by: np.ndarray | None = None,
) -> tf.data.Dataset:
    """An endless stream of (global step, row indices), beginning at `first_step`.

    Epoch e visits a permutation of the rows drawn from the seed (seed, e); the remainder that does
    not fill a batch is dropped, a different one each epoch. Beginning at a later step gives the
    same batches as skipping to it.

    Args:
        count: rows in the training set, at least `batch_size`.
        batch_size: rows in a batch.
        seed: of the permutations.
        first_step: global step of the first batch.
        shuffle: False visits the rows in order, every epoch alike.
        balanced_by: the rows' labels: an epoch, of the same length, then draws every class equally
            often instead of every row once at most; see `balanced_rows`.

    Shapes:
        step: (), int64. rows: (batch_size,), int32.
    """
    steps = count // batch_size
    first_epoch, first_batch = divmod(first_step, steps)
    if balanced_by is not None:
        order = balanced_rows(balanced_by, steps * batch_size, seed)
    else:
        order = _permuted(count, seed) if shuffle else lambda epoch: tf.range(count, dtype=tf.int32)

    def epoch_batches(epoch: tf.Tensor) -> tf.data.Dataset:
        rows = tf.reshape(order(epoch)[: steps * batch_size], [steps, batch_size])
        start = tf.where(epoch == first_epoch, tf.constant(first_batch, tf.int64), 0)
        numbers = epoch * steps + tf.range(start, steps)
        return tf.data.Dataset.from_tensor_slices((numbers, rows[start:]))

    return tf.data.Dataset.range(first_epoch, tf.int64.max).flat_map(as_written(epoch_batches))


def _permuted(count: int, seed: int) -> Callable[[tf.Tensor], tf.Tensor]:
    """A permutation of all rows, a pure function of (seed, epoch)."""

    def rows(epoch: tf.Tensor) -> tf.Tensor:
        key = tf.stack([tf.constant(seed, tf.int64), epoch])
        return tf.random.experimental.stateless_shuffle(tf.range(count, dtype=tf.int32), seed=key)

    return rows
