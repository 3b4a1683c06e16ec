"""Cyclic (triangular) learning rate."""

from __future__ import annotations

import math
from typing import Any

import keras
from keras import ops

from suite.number_checks import check_not_negative, check_share, check_whole
from suite.tensors import Tensor


def _triangle(step: Tensor, low: float, high: float, period: int, shrink: float) -> Tensor:
    """Rise from `low` to `high` and back every `period` steps; cycle i is shrunk by shrink ** i."""
    position = ops.cast(step % period, "float32") / period
    cycle = ops.cast(step // period, "float32")
    amplitude = (high - low) * ops.power(ops.convert_to_tensor(shrink, "float32"), cycle)
    return low + amplitude * (1.0 - ops.absolute(2.0 * position - 1.0))


@keras.saving.register_keras_serializable(package="suite")
class Cyclic(keras.optimizers.schedules.LearningRateSchedule):
    """A learning rate that rises and falls linearly, again and again.

    eta(t) = low + (high - low) * shrink ^ c * (1 - |2 p - 1|), with t the step,
    c = floor(t / period) the cycle and p = t / period - c the position in it. Each cycle begins and
    ends at `low`: the moment for a snapshot.

    Args:
        minimum_learning_rate: low, at least 0.
        maximum_learning_rate: high, at least `minimum_learning_rate`.
        period: steps of a whole cycle, up and down, at least 2.
        shrink: factor of the amplitude from cycle to cycle, in (0, 1]; 1 is Smith's "triangular",
            0.5 his "triangular2".

    Raises:
        ValueError: if an argument is out of its range.

    Example:
        >>> rate = Cyclic(0.0, 1.0, period=4, shrink=0.5)
        >>> [float(rate(step)) for step in range(7)]
        [0.0, 0.5, 1.0, 0.5, 0.0, 0.25, 0.5]

    Reference: Smith, 2017, Cyclical Learning Rates for Training Neural Networks;
        Huang et al., 2017, Snapshot Ensembles: Train 1, Get M for Free.

    Topic: optim/schedules, reg/ensembles
    """

    def __init__(
        self,
        minimum_learning_rate: float,
        maximum_learning_rate: float,
        period: int,
        shrink: float = 1.0,
    ) -> None:
        check_not_negative(minimum_learning_rate=minimum_learning_rate)
        if not minimum_learning_rate <= maximum_learning_rate < math.inf:
            raise ValueError(
                "Argument `maximum_learning_rate` must be finite and at least "
                f"`minimum_learning_rate`={minimum_learning_rate}. "
                f"Received: maximum_learning_rate={maximum_learning_rate}"
            )
        check_whole(2, period=period)
        check_share(shrink=shrink)
        self.minimum_learning_rate = float(minimum_learning_rate)
        self.maximum_learning_rate = float(maximum_learning_rate)
        self.period = int(period)
        self.shrink = float(shrink)

    def __call__(self, step: Tensor) -> Tensor:
        low, high = self.minimum_learning_rate, self.maximum_learning_rate
        return _triangle(ops.cast(step, "int"), low, high, self.period, self.shrink)

    def get_config(self) -> dict[str, Any]:
        return {
            "minimum_learning_rate": self.minimum_learning_rate,
            "maximum_learning_rate": self.maximum_learning_rate,
            "period": self.period,
            "shrink": self.shrink,
        }
