"""Weight updates by TensorFlow's fused kernels."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

from suite.training.step.kernels.replaced import replaced

# Given the optimizer, the gradient, the variable and the rate.
Kernel = Callable[[Any, tf.Tensor, Any, tf.Tensor], None]


def fused_updates(optimizer: keras.optimizers.Optimizer) -> contextlib.AbstractContextManager[None]:
    """Inside the block, SGD, Adam and AdamW update a weight by one operation.

    Keras composes an update of five to fifteen operations, each of which goes through the memory of
    a whole weight. The kernels compute the same formulas, and results are Keras's to rounding:

        SGD:    m <- momentum m - rate g,  w <- w + m            (Nesterov: w + momentum m - rate g)
        Adam:   m <- m + (1 - beta_1) (g - m),  v <- v + (1 - beta_2) (g^2 - v)
                w <- w - rate sqrt(1 - beta_2^t) / (1 - beta_1^t) m / (sqrt(v) + epsilon)

    Left as they are: other optimizers, `amsgrad`, sparse gradients, weights that are not float32.

    Topic: optim/momentum, optim/adam

    Example:
        >>> optimizer, weight = keras.optimizers.SGD(0.5), keras.Variable([1.0])
        >>> with fused_updates(optimizer):
        ...     optimizer.apply([tf.constant([1.0])], [weight])
        >>> float(weight[0])
        0.5
    """
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)
    kernel = kernel_of(optimizer)
    if kernel is None:
        return contextlib.nullcontext()

    def update_step(self: Any, gradient: Any, variable: Any, learning_rate: Any) -> None:
        is_dense = isinstance(gradient, tf.Tensor)
        if is_dense and gradient.dtype == tf.float32 and _resource(variable).dtype == tf.float32:
            kernel(self, gradient, variable, tf.cast(learning_rate, tf.float32))
        else:
            type(self).update_step(self, gradient, variable, learning_rate)

    return replaced([optimizer], "update_step", update_step)


def kernel_of(
    optimizer: keras.optimizers.Optimizer,
) -> Kernel | None:
    """What computes this optimizer's update in one operation, if there is such a thing."""
    # By the very class: one that is derived may have an update of its own.
    if type(optimizer) is keras.optimizers.SGD:
        return _momentum_kernel if optimizer.momentum else _descent_kernel
    if type(optimizer) in (keras.optimizers.Adam, keras.optimizers.AdamW):
        return None if optimizer.amsgrad else _adam_kernel
    return None


def _descent_kernel(optimizer: Any, gradient: tf.Tensor, variable: Any, rate: tf.Tensor) -> None:
    tf.raw_ops.ResourceApplyGradientDescent(
        var=_resource(variable).handle, alpha=rate, delta=gradient
    )


def _momentum_kernel(optimizer: Any, gradient: tf.Tensor, variable: Any, rate: tf.Tensor) -> None:
    index = optimizer._get_variable_index(variable)
    tf.raw_ops.ResourceApplyKerasMomentum(
        var=_resource(variable).handle,
        accum=_resource(optimizer.momentums[index]).handle,
        lr=rate,
        grad=gradient,
        momentum=optimizer.momentum,
        use_nesterov=optimizer.nesterov,
    )


def _adam_kernel(optimizer: Any, gradient: tf.Tensor, variable: Any, rate: tf.Tensor) -> None:
    index = optimizer._get_variable_index(variable)
    steps = tf.cast(_resource(optimizer.iterations) + 1, tf.float32)
    tf.raw_ops.ResourceApplyAdam(
        var=_resource(variable).handle,
        m=_resource(optimizer._momentums[index]).handle,
        v=_resource(optimizer._velocities[index]).handle,
        beta1_power=tf.pow(optimizer.beta_1, steps),
        beta2_power=tf.pow(optimizer.beta_2, steps),
        lr=rate,
        beta1=optimizer.beta_1,
        beta2=optimizer.beta_2,
        epsilon=optimizer.epsilon,
        grad=gradient,
    )


def _resource(variable: Any) -> tf.Variable:
    """TensorFlow's variable inside Keras's."""
    return variable.value if isinstance(variable, keras.Variable) else variable
