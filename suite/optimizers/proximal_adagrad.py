"""AdaGrad with a proximal step for L1 and L2 penalties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import keras
from keras import ops

from suite.number_checks import check_not_negative, check_positive
from suite.optimizers.arguments import checked_rate, dense_gradient
from suite.optimizers.proximal import proximal_step
from suite.tensors import Tensor


@keras.saving.register_keras_serializable(package="suite")
class ProximalAdagrad(keras.optimizers.Optimizer):
    """AdaGrad that meets an L1 and an L2 penalty exactly, so that weights become zero.

    n = n + g^2
    r = eta / sqrt(n)
    v = w - r g
    w = sign(v) max(|v| - r l1, 0) / (1 + r l2)

    with w a weight, g its gradient, n the sum of its squared gradients, eta the learning rate and
    r the rate of this weight. The penalties act on every trainable variable, biases included. With
    both at 0 this is AdaGrad.

    Args:
        learning_rate: eta, at least 0, or a schedule.
        initial_accumulator_value: n before the first step, positive.
        l1: strength of the L1 penalty, at least 0.
        l2: strength of the L2 penalty, at least 0.

    Raises:
        ValueError: if an argument is out of its range.

    Example:
        >>> w = keras.Variable([1.0, 0.01])
        >>> optimizer = ProximalAdagrad(0.1, initial_accumulator_value=1.0, l1=1.0)
        >>> optimizer.apply([keras.ops.array([0.0, 0.0])], [w])
        >>> print(w.numpy().round(4))
        [0.9 0. ]

    Reference:
        Duchi, Hazan, Singer (2011), Adaptive subgradient methods for online learning and
        stochastic optimization, the composite mirror descent update.

    Topic: optim/proximal-adagrad, optim/adagrad, reg/l1
    """

    # A share of a step is not the step of a share of the rate.
    proportional: ClassVar[bool] = False

    def __init__(
        self,
        learning_rate: float | keras.optimizers.schedules.LearningRateSchedule = 0.01,
        initial_accumulator_value: float = 0.1,
        l1: float = 0.0,
        l2: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=checked_rate(learning_rate), **kwargs)
        check_positive(initial_accumulator_value=initial_accumulator_value)
        check_not_negative(l1=l1, l2=l2)
        self.initial_accumulator_value = float(initial_accumulator_value)
        self.l1 = float(l1)
        self.l2 = float(l2)

    def build(self, variables: Sequence[keras.Variable]) -> None:
        if self.built:
            return
        super().build(variables)
        start = keras.initializers.Constant(self.initial_accumulator_value)
        self._squares = self.add_optimizer_variables(variables, "squares", initializer=start)

    def update_step(
        self, gradient: Tensor, variable: keras.Variable, learning_rate: Tensor
    ) -> None:
        g = dense_gradient(gradient, variable)
        squares = self._squares[self._get_variable_index(variable)]
        n = squares + ops.square(g)
        rate = ops.cast(learning_rate, variable.dtype) / ops.sqrt(n)
        self.assign(squares, n)
        self.assign(variable, proximal_step(variable - rate * g, rate, self.l1, self.l2))

    def get_config(self) -> dict[str, Any]:
        own = {
            "initial_accumulator_value": self.initial_accumulator_value,
            "l1": self.l1,
            "l2": self.l2,
        }
        return {**super().get_config(), **own}
