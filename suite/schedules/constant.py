"""The constant learning rate."""

from __future__ import annotations

from typing import Any

import keras
from keras import ops

from suite.number_checks import check_not_negative
from suite.tensors import Tensor


@keras.saving.register_keras_serializable(package="suite")
class Constant(keras.optimizers.schedules.LearningRateSchedule):
    """One learning rate for the whole run.

    eta(t) = eta, with t the step. The first thing to try: decay only once the loss has been looked
    at. Unlike a plain number, it cannot be changed by a callback.

    Args:
        learning_rate: eta, at least 0; 0 trains nothing.

    Raises:
        ValueError: if `learning_rate` is negative or not finite.

    Example:
        >>> float(Constant(0.5)(1000))
        0.5

    Topic: optim/schedules, optim/learning-rate
    """

    def __init__(self, learning_rate: float) -> None:
        check_not_negative(learning_rate=learning_rate)
        self.learning_rate = float(learning_rate)

    def __call__(self, step: Tensor) -> Tensor:
        return ops.convert_to_tensor(self.learning_rate, "float32")

    def get_config(self) -> dict[str, Any]:
        return {"learning_rate": self.learning_rate}
