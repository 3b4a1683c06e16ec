"""Measures of backward passes: formulas, tapes and differences against one another."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from suite.catalog import HERE, Component
from suite.studies.measures.arm import Arm

_EPSILON = 1e-3  # of batch normalization, as Keras has it
_PROBE = 128


def jacobian_off_diagonal(activation: str) -> float:
    """The largest entry off the diagonal of an activation's Jacobian on a vector.

        max |d f(x)_i / d x_j|,  i != j:   zero for what works on each number by itself

    Args:
        activation: of the catalog.

    Example:
        >>> jacobian_off_diagonal("tanh"), jacobian_off_diagonal("softmax") > 0.05
        (0.0, True)
    """
    import tensorflow as tf

    function = HERE.build("activations", Component.parse(activation))
    inputs = tf.constant([[-1.5, -0.5, 0.25, 0.75, 2.0]], tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = function(inputs)
    jacobian = np.asarray(tape.jacobian(outputs, inputs))[0, :, 0, :]
    return float(np.abs(jacobian - np.diag(np.diag(jacobian))).max())


def batch_norm_gradient_error(
    seed: int, examples: int = 8, features: int = 3, against: str = "tape"
) -> float:
    """How far batch normalization's backward formula is from the gradient that it stands for.

        dx = (dy - mean(dy) - x_hat mean(dy x_hat)) gamma / sqrt(var + eps)

    with dy the gradient from above, x_hat the normalized inputs, and means over the batch.

    Args:
        seed: of inputs, gamma, beta and the gradient from above, N(0, 1) each.
        examples: in the batch, at least 2.
        features: that are normalized, each by itself.
        against: `tape`: automatic differentiation of the forward formula; `differences`: central
            ones of it; `frozen`: the tape, with mean and variance as constants, which is wrong.

    Returns:
        The largest difference, by the largest gradient.

    Example:
        >>> batch_norm_gradient_error(0) < 1e-12
        True
    """
    generator = np.random.default_rng(seed)
    x, above = generator.normal(size=(2, int(examples), int(features)))
    gamma, beta = generator.normal(size=(2, int(features)))
    formula = _batch_norm_gradient(x, gamma, above)
    if against == "differences":
        other = _differences(lambda one: _weighted(one, gamma, beta, above), x)
    else:
        other = _by_tape(x, gamma, beta, above, frozen=against == "frozen")
    return float(np.abs(formula - other).max() / np.abs(other).max())


def _batch_norm_gradient(x: np.ndarray, gamma: np.ndarray, above: np.ndarray) -> np.ndarray:
    """The gradient by the inputs of a batch normalization, by the formula.

    Args:
        x: inputs, (examples, features).
        gamma: the scale, (features,).
        above: the gradient by the outputs, shaped as `x`.
    """
    deviation = np.sqrt(x.var(axis=0) + _EPSILON)
    normalized = (x - x.mean(axis=0)) / deviation
    along = normalized * (above * normalized).mean(axis=0)
    gradient: np.ndarray = (above - above.mean(axis=0) - along) * gamma / deviation
    return gradient


def gradient_error(arm: Arm) -> float:
    """How far the slope of a model's loss along its gradient is from that which the gradient says.

        | (L(w + h g) - L(w - h g)) / (2 h |g|^2) - 1 |

    of the initial model, over the first 128 training examples.

    Example:
        >>> gradient_error(Arm(suite.load("loss/softmax"))) < 0.01
        True
    """
    import tensorflow as tf

    model = arm.initial_model
    inputs, labels = arm.inputs(_PROBE), arm.labels(_PROBE)
    weights = model.trainable_variables

    def loss() -> tf.Tensor:
        return model.compute_loss(y=labels, y_pred=model(inputs), training=False)

    with tf.GradientTape() as tape:
        value = loss()
    gradients = tape.gradient(value, [weight.value for weight in weights])
    square = float(sum(np.sum(np.square(one, dtype=np.float64)) for one in gradients))
    step = 0.02 / np.sqrt(square)
    before = [np.array(weight) for weight in weights]
    sides = []
    for sign in (step, -step):
        for weight, one, gradient in zip(weights, before, gradients, strict=True):
            weight.assign(one + sign * np.asarray(gradient))
        sides.append(float(loss()))
    for weight, one in zip(weights, before, strict=True):
        weight.assign(one)
    return float(abs((sides[0] - sides[1]) / (2 * step * square) - 1))


def _weighted(x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, above: np.ndarray) -> float:
    """A loss whose gradient by the outputs is `above`."""
    normalized = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + _EPSILON)
    return float(np.sum(above * (gamma * normalized + beta)))


def _differences(function: Callable[[np.ndarray], float], x: np.ndarray) -> np.ndarray:
    """The gradient of a function by central differences."""
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[place] = 1e-5
        gradient[place] = (function(x + step) - function(x - step)) / 2e-5
    return gradient


def _by_tape(
    x: np.ndarray, gamma: np.ndarray, beta: np.ndarray, above: np.ndarray, *, frozen: bool
) -> np.ndarray:
    import tensorflow as tf

    inputs = tf.Variable(x)
    with tf.GradientTape() as tape:
        mean, variance = tf.nn.moments(inputs, axes=[0])
        if frozen:
            mean, variance = tf.stop_gradient(mean), tf.stop_gradient(variance)
        outputs = gamma * (inputs - mean) / tf.sqrt(variance + _EPSILON) + beta
        loss = tf.reduce_sum(outputs * above)
    return np.asarray(tape.gradient(loss, inputs))
