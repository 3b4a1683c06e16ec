"""Step decay."""

from __future__ import annotations

import math
from numbers import Integral

import keras
from keras import ops


def step_decay(step, initial, every, factor):
    """initial * factor ** (step // every)"""
    drops = ops.cast(step // every, "float32")
    return initial * ops.power(ops.convert_to_tensor(factor, "float32"), drops)


@keras.saving.register_keras_serializable(package="suite")
class Step(keras.optimizers.schedules.LearningRateSchedule):
    """A learning rate multiplied by a factor at regular intervals.

    eta(t) = eta_0 * factor ^ floor(t / every), with t the step and eta_0 the initial rate. Step
    `every` is the first with the lowered rate.

    Args:
        initial_learning_rate: eta_0, at least 0.
        every: steps between two drops, at least 1.
        factor: in (0, 1]; 1 keeps the rate constant.

    Raises:
        ValueError: if an argument is out of its range.

    Example:
        >>> rate = Step(0.1, every=10)
        >>> [round(float(rate(step)), 4) for step in (0, 9, 10, 25)]
        [0.1, 0.1, 0.01, 0.001]

    Topic: optim/schedules
    """

    def __init__(self, initial_learning_rate: float, every: int, factor: float = 0.1):
        if not 0 <= initial_learning_rate < math.inf:
            raise ValueError(
                "Argument `initial_learning_rate` must be finite and at least 0. "
                f"Received: initial_learning_rate={initial_learning_rate}"
            )
        if not (isinstance(every, Integral) and every >= 1):
            raise ValueError(
                f"Argument `every` must be a whole number of at least 1. Received: every={every}"
            )
        if not 0 < factor <= 1:
            raise ValueError(
                f"Argument `factor` must be above 0 and at most 1. Received: factor={factor}"
            )
        self.initial_learning_rate = float(initial_learning_rate)
        self.every = int(every)
        self.factor = float(factor)

    def __call__(self, step):
        step = ops.cast(step, "int")
        return step_decay(step, self.initial_learning_rate, self.every, self.factor)

    def get_config(self):
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "every": self.every,
            "factor": self.factor,
        }
