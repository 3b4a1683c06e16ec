"""Endless batches from arrays in memory, for `suite.fit`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import tensorflow as tf

from suite.data.order import index_batches
from suite.data.parallel import parallel_map
from suite.data.reader import reader


def array_batches(
    arrays: Sequence[np.ndarray], batch_size: int, *, shuffle: bool = True, seed: int = 0
) -> tuple[Callable[[int], tf.data.Dataset], int]:
    """A stream of batches that can begin at any step, and the steps that make an epoch.

    Args:
        arrays: `(x, y)` or `(x, y, sample_weight)`, equally long.
        batch_size: at least 1 and at most their length; the remainder is dropped.
        shuffle: a new permutation each epoch, drawn from (seed, epoch).
        seed: of the permutations.

    Returns:
        (batches, steps_per_epoch), where batches(first_step) is an endless `tf.data.Dataset`.

    Raises:
        ValueError: the arrays differ in length, or the batch is larger than they are.
    """
    arrays = [np.asarray(array) for array in arrays]
    lengths = [len(array) for array in arrays]
    if len(set(lengths)) != 1:
        raise ValueError(f"Argument `arrays` must be equally long. Received: lengths={lengths}")
    if not 1 <= batch_size <= lengths[0]:
        raise ValueError(
            f"Argument `batch_size` must be between 1 and the {lengths[0]} examples. "
            f"Received: batch_size={batch_size}"
        )
    readers = [reader(array) for array in arrays]

    def batches(first_step: int = 0) -> tf.data.Dataset:
        rows = index_batches(lengths[0], batch_size, seed, first_step, shuffle)
        return parallel_map(rows, lambda _, rows: tuple(read(rows) for read in readers))

    return batches, lengths[0] // batch_size
