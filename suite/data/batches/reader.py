"""Reading chosen rows of arrays inside a `tf.data` pipeline."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import tensorflow as tf

from suite.data.files.memory import memory_bytes
from suite.data.files.rows import Inputs
from suite.data.files.streaming.streamed import Streamed

Reader = Callable[[tf.Tensor], tf.Tensor]


def reader(array: Inputs) -> Reader:
    """A function from row indices to those rows of the array.

    What takes up less than a quarter of the machine's memory becomes one tensor on the host, which
    `tf.gather` reads in parallel; the graph only refers to it. Larger arrays are read by NumPy and
    never copied as a whole; streamed samples are read as they say.

    Shapes:
        rows: (B,) -> (B, ...), with the static shape of the array.

    Example:
        >>> reader(np.array([10, 20, 30]))(tf.constant([2, 0])).numpy().tolist()
        [30, 10]
    """
    if isinstance(array, Streamed):
        return array.reader()
    if is_in_memory(array):
        with tf.init_scope(), tf.device("CPU:0"):  # outside of whatever is being traced
            tensor = tf.convert_to_tensor(np.asarray(array))
        return lambda rows: tf.gather(tensor, rows)

    def read(rows: tf.Tensor) -> tf.Tensor:
        # stateful=False: reading is pure, and so stays parallel under op determinism.
        values = tf.numpy_function(lambda r: array[r], [rows], array.dtype, stateful=False)
        return tf.ensure_shape(values, [*rows.shape, *array.shape[1:]])

    return read


def is_in_memory(array: Inputs) -> bool:
    """Whether `reader` reads it from a tensor in memory; never so of streamed samples."""
    return not isinstance(array, Streamed) and fits_in_memory(array.nbytes)


def fits_in_memory(size: int) -> bool:
    """Whether so many bytes of samples are held in memory: up to a quarter of the machine's."""
    return size <= memory_bytes() // 4
