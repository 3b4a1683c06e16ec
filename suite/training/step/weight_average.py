"""Exponential moving average of the weights."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import tensorflow as tf

from suite.training.step.slow_weights import SlowWeights


class WeightAverage(SlowWeights):
    """Exponential moving average (Polyak averaging) of a model's trainable weights.

    After each update of the weights w_t, with decay d in (0, 1):

        a_t = d_t a_{t-1} + (1 - d_t) w_t,    d_t = min(d, (1 + t) / (10 + t))

    The smaller decay of the first steps keeps the random initial weights from lingering in the
    average. Validation and the finished model use a_t; training goes on with w_t.

    Keras's own `use_ema` is not used: its swap adds and subtracts the two values, which loses
    bits, and without a further callback validation sees the raw weights.

    Args:
        variables: the trainable variables, a list.
        decay: d, in (0, 1); 0.999 averages about the last thousand steps.

    Reference: Polyak & Juditsky 1992, Acceleration of Stochastic Approximation by Averaging.
    Topic: reg/polyak

    Example:
        >>> weight = keras.Variable([0.0], name="weight")
        >>> average = WeightAverage([weight], decay=0.5)
        >>> _ = weight.assign([1.0])
        >>> average.update(tf.constant(0))
        >>> round(float(average.averages[0][0]), 3)
        0.9
    """

    def __init__(self, variables: Sequence[keras.Variable], decay: float) -> None:
        super().__init__(variables, [], "average")
        self.decay = decay

    def update(self, step: tf.Tensor) -> None:
        """Fold the present weights in; `step` counts the updates before this one."""
        count = tf.cast(step, tf.float32)
        decay = tf.minimum(self.decay, (1.0 + count) / (10.0 + count))
        for average, weight in zip(self.averages, self.weights, strict=True):
            difference = tf.cast(1.0 - decay, average.dtype) * (weight.value - average.value)
            average.assign_add(difference)
