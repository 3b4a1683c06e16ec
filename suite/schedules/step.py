"""Step decay."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from suite.number_checks import check_not_negative, check_share, check_whole
from suite.tensors import Tensor


def _step_decay(step: Tensor, initial: float, every: int, factor: float) -> Tensor:
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

    def __init__(self, initial_learning_rate: float, every: int, factor: float = 0.1) -> None:
        check_not_negative(initial_learning_rate=initial_learning_rate)
        check_whole(1, every=every)
        check_share(factor=factor)
        self.initial_learning_rate = float(initial_learning_rate)
        self.every = int(every)
        self.factor = float(factor)

    def __call__(self, step: Tensor) -> Tensor:
        step = ops.cast(step, "int")
        return _step_decay(step, self.initial_learning_rate, self.every, self.factor)

    def get_config(self) -> dict[str, Any]:
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "every": self.every,
            "factor": self.factor,
        }
