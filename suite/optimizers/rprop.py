"""Resilient propagation: only the signs of the gradient count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import keras
from keras import ops

from suite.optimizers.arguments import checked_rate, dense_gradient
from suite.tensors import Tensor


def _resilient_step(
    sign: Tensor,
    last: Tensor,
    scale: Tensor,
    increase: float,
    decrease: float,
    smallest: float,
    largest: float,
) -> tuple[Tensor, Tensor]:
    """The next scale of every weight's step, and its direction: -1, 0 or 1 (see the class).

    Args:
        sign: of the gradient.
        last: direction of the step before.
        scale: of the step before.
        increase, decrease: factors of the scale where the sign stayed, or changed.
        smallest, largest: limits of the scale.
    """
    agreement = sign * last
    grown = ops.where(agreement > 0, scale * increase, scale)
    scale = ops.clip(ops.where(agreement < 0, scale * decrease, grown), smallest, largest)
    return ops.where(agreement < 0, ops.zeros_like(sign), sign), scale


@keras.saving.register_keras_serializable(package="suite")
class Rprop(keras.optimizers.Optimizer):
    """Resilient propagation: the sign of the gradient, and a step for every weight.

    s = s * increase    where g keeps the sign of the step before    (s at most max_scale)
    s = s * decrease    where g changed it; then g counts as 0       (s at least min_scale)
    w = w - eta s sign(g)

    with w a weight, g its gradient, s the scale of its step, 1 at first, and eta the learning rate.
    A step that jumped over a minimum is thus not taken back: this is the variant iRprop- of Igel
    and Huesken, as in PyTorch. The size of the gradient does not count, so clipping and scaling it
    have no effect.

    For full batches: on small ones the signs change by chance, and the steps shrink.

    Args:
        learning_rate: eta, the size of the first step, at least 0; or a schedule, which scales the
            steps of all weights.
        increase: factor of s where the sign stays, above 1.
        decrease: factor of s where it changes, between 0 and 1.
        min_scale: least s, above 0 and at most 1. The smallest step is eta times this: 1e-6 at
            the defaults, as in the paper.
        max_scale: largest s, at least 1. The largest step is eta times this: 50 at the defaults, as
            in the paper.

    Raises:
        ValueError: if an argument is out of its range.

    Example:
        >>> w = keras.Variable([1.0, 1.0])
        >>> Rprop(0.01).apply([keras.ops.array([3.0, -0.001])], [w])
        >>> print(w.numpy().round(4))  # the size of the gradient does not count
        [0.99 1.01]

    Reference:
        Riedmiller, Braun (1993), A direct adaptive method for faster backpropagation learning: the
        RPROP algorithm. Igel, Huesken (2003), Empirical evaluation of the improved Rprop learning
        algorithms.

    Topic: optim/rprop, data/batch-size
    """

    # From one step to the next: small batches turn their signs by chance.
    compares_gradients: ClassVar[bool] = True

    def __init__(
        self,
        learning_rate: float | keras.optimizers.schedules.LearningRateSchedule = 0.01,
        increase: float = 1.2,
        decrease: float = 0.5,
        min_scale: float = 1e-4,
        max_scale: float = 5000.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(learning_rate=checked_rate(learning_rate), **kwargs)
        for name, value, least, most in (
            ("increase", increase, 1, float("inf")),
            ("decrease", decrease, 0, 1),
        ):
            if not least < value < most:
                raise ValueError(
                    f"Argument `{name}` must be between {least} and {most}. "
                    f"Received: {name}={value}"
                )
        if not 0 < min_scale <= 1:
            raise ValueError(
                "Argument `min_scale` must be above 0 and at most 1. "
                f"Received: min_scale={min_scale}"
            )
        if not 1 <= max_scale < float("inf"):
            raise ValueError(
                "Argument `max_scale` must be finite and at least 1. "
                f"Received: max_scale={max_scale}"
            )
        self.increase = float(increase)
        self.decrease = float(decrease)
        self.min_scale = float(min_scale)
        self.max_scale = float(max_scale)

    def build(self, variables: Sequence[keras.Variable]) -> None:
        if self.built:
            return
        super().build(variables)
        self._scales, self._directions = self.add_optimizer_variables(
            variables, ["scale", "direction"], initializer=["ones", "zeros"]
        )

    def update_step(
        self, gradient: Tensor, variable: keras.Variable, learning_rate: Tensor
    ) -> None:
        index = self._get_variable_index(variable)
        direction, scale = _resilient_step(
            ops.sign(dense_gradient(gradient, variable)),
            ops.convert_to_tensor(self._directions[index]),
            ops.convert_to_tensor(self._scales[index]),
            self.increase,
            self.decrease,
            self.min_scale,
            self.max_scale,
        )
        self.assign(self._scales[index], scale)
        self.assign(self._directions[index], direction)
        self.assign_sub(variable, ops.cast(learning_rate, variable.dtype) * scale * direction)

    def get_config(self) -> dict[str, Any]:
        own = {
            "increase": self.increase,
            "decrease": self.decrease,
            "min_scale": self.min_scale,
            "max_scale": self.max_scale,
        }
        return {**super().get_config(), **own}
