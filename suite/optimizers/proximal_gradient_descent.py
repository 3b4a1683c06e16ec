"""Gradient descent with a proximal step for L1 and L2 penalties."""

from __future__ import annotations

from typing import Any, ClassVar

import keras
from keras import ops

from suite.number_checks import check_not_negative
from suite.optimizers.arguments import checked_rate, dense_gradient
from suite.optimizers.proximal import proximal_step
from suite.tensors import Tensor


@keras.saving.register_keras_serializable(package="suite")
class ProximalGradientDescent(keras.optimizers.Optimizer):
    """Gradient descent that meets an L1 and an L2 penalty exactly, so that weights become zero.

    v = w - eta g
    w = sign(v) max(|v| - eta l1, 0) / (1 + eta l2)

    with w a weight, g the gradient of the loss without the penalty and eta the learning rate: the
    second line minimizes (w - v)^2 / 2 + eta (l1 |w| + l2 w^2 / 2). A penalty inside the loss
    (`kernel_regularizer`) lets weights oscillate around zero instead. The penalties act on every
    trainable variable, biases included. With both at 0 this is SGD.

    Args:
        learning_rate: eta, at least 0, or a schedule.
        l1: strength of the L1 penalty, at least 0.
        l2: strength of the L2 penalty, at least 0.

    Raises:
        ValueError: if an argument is out of its range.

    Example:
        >>> w = keras.Variable([1.0, 0.05])
        >>> ProximalGradientDescent(0.1, l1=1.0).apply([keras.ops.array([2.0, 0.0])], [w])
        >>> print(w.numpy().round(4))
        [0.7 0. ]

    Reference:
        Duchi, Singer (2009), Efficient online and batch learning using forward backward splitting.

    Topic: optim/proximal-gd, reg/l1
    """

    # A share of a step is not the step of a share of the rate.
    proportional: ClassVar[bool] = False

    def __init__(
        self,
        learning_rate: float | keras.optimizers.schedules.LearningRateSchedule = 0.01,
        l1: float = 0.0,
        l2: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=checked_rate(learning_rate), **kwargs)
        check_not_negative(l1=l1, l2=l2)
        self.l1 = float(l1)
        self.l2 = float(l2)

    def update_step(
        self, gradient: Tensor, variable: keras.Variable, learning_rate: Tensor
    ) -> None:
        g = dense_gradient(gradient, variable)
        rate = ops.cast(learning_rate, variable.dtype)
        self.assign(variable, proximal_step(variable - rate * g, rate, self.l1, self.l2))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "l1": self.l1, "l2": self.l2}
