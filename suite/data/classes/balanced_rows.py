"""Epochs in which every class is drawn equally often."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import tensorflow as tf


def balanced_rows(labels: np.ndarray, count: int, seed: int) -> Callable[[tf.Tensor], tf.Tensor]:
    """The rows of an epoch, a pure function of (seed, epoch), all classes equally often.

    Of k classes that occur, each is drawn q = count // k times, and count % k of them, others in
    each epoch, once more. A class of n examples gives ceil(q / n) permutations of them one after
    the other, cut off after q: no example is drawn twice before all of its class were drawn once,
    and of a class with n > q each epoch takes other q. All draws are then shuffled.

    Args:
        labels: of all rows.
        count: rows in an epoch.
        seed: of the permutations.

    Shapes:
        epoch: (), int64 -> (count,), int32.

    Example:
        >>> rows = balanced_rows(np.array([0, 0, 0, 0, 1]), count=4, seed=0)
        >>> sorted(np.array([0, 0, 0, 0, 1])[rows(tf.constant(0, tf.int64))].tolist())
        [0, 0, 1, 1]
    """
    groups = [np.flatnonzero(labels == label).astype(np.int32) for label in np.unique(labels)]
    quota, rest = divmod(count, len(groups))

    def rows(epoch: tf.Tensor) -> tf.Tensor:
        key = tf.stack([tf.constant(seed, tf.int64), epoch])
        # Which classes are drawn once more, then the classes, then the order of all draws.
        keys = iter(tf.unstack(_keys(key, len(groups) + 2)))
        place = tf.argsort(tf.argsort(_uniform([len(groups)], next(keys))))
        drawn = []
        for number, group in enumerate(groups):
            rounds = -(-(quota + 1) // len(group))
            order = tf.argsort(_uniform([rounds, len(group)], next(keys)), axis=-1, stable=True)
            size = quota + tf.cast(place[number] < rest, tf.int32)
            drawn.append(tf.gather(group, tf.reshape(order, [-1])[:size]))
        drawn = tf.ensure_shape(tf.concat(drawn, 0), [count])
        return tf.random.experimental.stateless_shuffle(drawn, seed=next(keys))

    return rows


def _keys(key: tf.Tensor, count: int) -> tf.Tensor:
    fold = tf.random.experimental.stateless_fold_in
    return tf.stack([fold(key, number) for number in range(count)])


def _uniform(shape: list[int], key: tf.Tensor) -> tf.Tensor:
    # float64: of millions of draws in float32 some would be equal.
    return tf.random.stateless_uniform(shape, key, dtype=tf.float64)
