"""Measures of what an activation function costs."""

from __future__ import annotations

import time

import numpy as np

from suite.errors import UserError

_NUMBERS, _REPEATS = 1_000_000, 30


def milliseconds(seed: int, activation: str) -> float:
    """Least time of 30 in which an activation is computed of a million numbers, in milliseconds.

    Of a processor, in float32; the least time is that which nothing else disturbed.

    Args:
        seed: of the numbers, x ~ N(0, 1).
        activation: a name that Keras knows.

    Raises:
        UserError: Keras knows no such activation.
    """
    import keras
    import tensorflow as tf

    try:
        function = tf.function(keras.activations.get(activation))
    except ValueError as error:
        raise UserError(f"Keras knows no activation `{activation}`") from error
    numbers = np.random.default_rng(seed).normal(size=_NUMBERS).astype("float32")
    with tf.device("CPU:0"):
        x = tf.constant(numbers)
        function(x)
        times = []
        for _ in range(_REPEATS):
            begin = time.perf_counter()
            function(x)
            times.append(time.perf_counter() - begin)
    return min(times) * 1e3
