"""Figures of many tensors at once, one fused reduction each.

Diagnostics that share these share their work too: TensorFlow computes equal operations once.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextvars import ContextVar

import tensorflow as tf

# Numbers that XLA adds up in one go, and those from which on a sum is taken apart.
_PART, _LONG = 8, 4096
_in_parts: ContextVar[bool] = ContextVar("in_parts", default=False)


@contextlib.contextmanager
def summed_for_xla(is_compiled: bool) -> Iterator[None]:
    """Take sums apart in what is traced in this block, if XLA will compile it.

    On a processor XLA adds one number after the other, and each addition waits for the one before.
    Sums of eight that do not wait for each other, and sums of those, take a quarter of the time;
    TensorFlow's own kernels do better by themselves.

    Example:
        >>> with summed_for_xla(True):
        ...     sums_of_squares([tf.fill([100, 100], 2.0)]).numpy().tolist()
        [40000.0]
    """
    on_processor = not tf.config.list_physical_devices("GPU")
    token = _in_parts.set(is_compiled and on_processor)
    try:
        yield
    finally:
        _in_parts.reset(token)


def sums_of_squares(tensors: Sequence[tf.Tensor]) -> tf.Tensor:
    """sum x^2 of each tensor, a float32 vector; not finite where an entry is not."""
    tensors = [tf.cast(tensor, tf.float32) for tensor in tensors]
    if _in_parts.get():
        return _stacked([_sum(tf.square(tensor)) for tensor in tensors])
    # l2_loss reads its input once, and stores no square.
    return 2.0 * _stacked([tf.nn.l2_loss(tensor) for tensor in tensors])


def mean_magnitudes(tensors: Sequence[tf.Tensor]) -> tf.Tensor:
    """MA(x) = mean |x| of each tensor, a float32 vector."""
    sizes = [tf.abs(tf.cast(tensor, tf.float32)) for tensor in tensors]
    if _in_parts.get():
        return _stacked([_sum(size) / tf.cast(tf.size(size), tf.float32) for size in sizes])
    return _stacked([tf.reduce_mean(size) for size in sizes])


def column_sums(values: tf.Tensor) -> tf.Tensor:
    """The sum over the first axis of a float32 matrix, which may be a long one."""
    if _in_parts.get():
        return tf.reduce_sum(values, axis=0)  # columns do not wait for each other
    # A product with ones sums the long axis at the speed of the memory.
    ones = tf.ones([1, values.shape[0] or tf.shape(values)[0]])
    return tf.squeeze(tf.matmul(ones, values), 0)


def _sum(values: tf.Tensor) -> tf.Tensor:
    """The sum of numbers that are not negative, for XLA."""
    count = values.shape.num_elements()
    if count is None:
        return tf.reduce_sum(values)
    values = tf.reshape(values, [-1])
    while count > _LONG:
        if rest := -count % _PART:
            values = tf.concat([values, tf.zeros([rest])], 0)
        # Without the maximum, which changes nothing, XLA would make one sum of all again.
        values = tf.maximum(tf.reduce_sum(tf.reshape(values, [-1, _PART]), axis=1), 0.0)
        count = -(-count // _PART)
    return tf.reduce_sum(values)


def _stacked(scalars: list[tf.Tensor]) -> tf.Tensor:
    return tf.stack(scalars) if scalars else tf.zeros([0])
