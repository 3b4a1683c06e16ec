"""AdaGrad by dual averaging."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import keras
from keras import ops

from suite.number_checks import check_not_negative, check_positive
from suite.optimizers.arguments import checked_rate, dense_gradient
from suite.optimizers.proximal import soft_threshold
from suite.tensors import Tensor


def dual_average(
    total: Tensor, squares: Tensor, step: Tensor, rate: Tensor, l1: float, l2: float
) -> Tensor:
    """The weights that the gradients so far call for (see the class)."""
    return -rate * soft_threshold(total, l1 * step) / (ops.sqrt(squares) + l2 * rate * step)


@keras.saving.register_keras_serializable(package="suite")
class AdagradDA(keras.optimizers.Optimizer):
    """AdaGrad by dual averaging: every weight is a function of the sum of its gradients.

    G = G + g
    n = n + g^2
    w = -eta sign(G) max(|G| - l1 t, 0) / (sqrt(n) + l2 eta t)

    with w a weight, g its gradient, G and n the sums of its gradients and of their squares, t the
    number of steps taken, this one included, and eta the learning rate. Made for linear models:

    - the initial weights decide the first gradient only, the first step leaves nothing of them
    - eta scales all weights, not the last change: a schedule that ends at 0 ends in zero weights
    - the penalties act on every trainable variable, biases included; `weight_decay` of the base
      class would be overwritten at once and is refused

    Args:
        learning_rate: eta, at least 0, or a schedule.
        initial_accumulator_value: n before the first step, positive.
        l1: strength of the L1 penalty, at least 0.
        l2: strength of the L2 penalty, at least 0.

    Raises:
        ValueError: if an argument is out of its range.

    Example:
        >>> w = keras.Variable([1.0])
        >>> AdagradDA(0.1, initial_accumulator_value=1.0).apply([keras.ops.array([2.0])], [w])
        >>> print(w.numpy().round(4))  # -0.1 * 2 / sqrt(1 + 2^2)
        [-0.0894]

    Reference:
        Duchi, Hazan, Singer (2011), Adaptive subgradient methods for online learning and
        stochastic optimization, the primal-dual subgradient update.

    Topic: optim/adagrad-da, optim/adagrad
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
        if self.weight_decay:
            raise ValueError(
                "Argument `weight_decay` must be None, since no weight depends on the one before; "
                f"use `l2`. Received: weight_decay={self.weight_decay}"
            )
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
        self._totals, self._squares = self.add_optimizer_variables(
            variables, ["total", "squares"], initializer=["zeros", start]
        )

    def update_step(
        self, gradient: Tensor, variable: keras.Variable, learning_rate: Tensor
    ) -> None:
        g = dense_gradient(gradient, variable)
        index = self._get_variable_index(variable)
        total, squares = self._totals[index] + g, self._squares[index] + ops.square(g)
        rate = ops.cast(learning_rate, variable.dtype)
        step = ops.cast(self.iterations + 1, variable.dtype)
        self.assign(self._totals[index], total)
        self.assign(self._squares[index], squares)
        self.assign(variable, dual_average(total, squares, step, rate, self.l1, self.l2))

    def get_config(self) -> dict[str, Any]:
        own = {
            "initial_accumulator_value": self.initial_accumulator_value,
            "l1": self.l1,
            "l2": self.l2,
        }
        return {**super().get_config(), **own}
