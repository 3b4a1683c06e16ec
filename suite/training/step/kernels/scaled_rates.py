"""Learning rates of their own for some weights."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

import keras

from suite.training.step.kernels.replaced import replaced


def scaled_rates(
    model: keras.Model, factors: Mapping[str, float]
) -> contextlib.AbstractContextManager[None]:
    """Inside the block, the optimizer updates some weights with a multiple of its learning rate.

        w <- optimizer(w, gradient, f_w rate)

    Weight decay, which Keras applies apart from the update, keeps the common rate: a bias that
    learns 64 times as fast is not forgotten 64 times as fast.

    Args:
        model: compiled.
        factors: path of a trainable variable -> f; 1 for those not named.

    Topic: optim/learning-rate

    Example:
        >>> x = keras.Input((1,))
        >>> model = keras.Model(x, keras.layers.Dense(1, name="dense")(x))
        >>> model.compile("sgd", "mse")
        >>> with scaled_rates(model, {"dense/bias": 64.0}):
        ...     ones = [keras.ops.ones(w.shape) for w in model.trainable_variables]
        ...     model.optimizer.apply(ones, model.trainable_variables)
        >>> round(float(model.layers[1].bias[0]), 2)
        -0.64
    """
    if not factors:
        return contextlib.nullcontext()
    optimizer = getattr(model.optimizer, "inner_optimizer", model.optimizer)
    # In the order of the optimizer's own; under a strategy it is given variables without a path.
    in_order = [factors.get(variable.path, 1.0) for variable in model.trainable_variables]
    update = optimizer.update_step  # its own, or a fused one

    def update_step(self: Any, gradient: Any, variable: Any, learning_rate: Any) -> None:
        factor = in_order[self._get_variable_index(variable)]
        update(gradient, variable, learning_rate if factor == 1.0 else learning_rate * factor)

    return replaced([optimizer], "update_step", update_step)
