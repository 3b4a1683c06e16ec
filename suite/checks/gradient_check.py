"""Backpropagation against centered differences."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence

import keras
import numpy as np
import tensorflow as tf

from suite.checks.support.clone import NotCloned, clone, in_float64
from suite.checks.support.context import CheckContext
from suite.checks.support.loss_kind import loss_kind, the_loss
from suite.diagnostics import Finding

SAMPLES = 8
COORDINATES = 3
DRAWN = 12
STEP = 1e-6
LARGEST_ERROR = 1e-3
# Gradients below this drown in the rounding of the loss.
SMALLEST_GRADIENT = 1e-6

LossOfWeights = Callable[[Sequence[tf.Tensor]], tf.Tensor]


def gradient_check(context: CheckContext) -> list[Finding]:
    """Gradients of the loss by each variable, at a few random coordinates.

        g_n   = (L(w + h e) - L(w - h e)) / 2 h,      h = 1e-6
        error = |g - g_n| / max(|g|, |g_n|, 1e-6)

    with e a unit vector and g what backpropagation gives, for 8 samples in training mode with fixed
    dropout masks, in a float64 copy of the model. Of 12 coordinates drawn from a variable, the 3
    with the largest |g| count, and their median decides, since one may sit on the kink of a ReLU.

        error     median error > 1e-3: a custom layer or loss has a wrong gradient, or stops it

    Reference: Karpathy, Johnson, Li, CS231n, Learning: gradient checks.
    Topic: foundations/backprop

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, "tanh")])
        >>> model.compile("sgd", "mse")
        >>> batch = np.ones((8, 2)), np.ones((8, 2))
        >>> gradient_check(CheckContext(None, model, None, batch, None))
        []
    """
    if loss_kind(context.model) is None:
        return []
    try:
        model = clone(context.model, in_float64)
    except NotCloned as refusal:
        return [refusal.finding("gradient_check")]
    with without_remapping():
        return compare(model, _loss_of_weights(context, model))


def compare(model: keras.Model, loss: LossOfWeights) -> list[Finding]:
    """The finding for the variable with the worst gradient."""
    values = [tf.convert_to_tensor(variable.value) for variable in model.trainable_variables]
    with tf.GradientTape() as tape:
        tape.watch(values)
        total = loss(values)
    gradients = tape.gradient(total, values, unconnected_gradients="zero")
    random = np.random.default_rng(0)
    worst, place, pair = 0.0, "", (0.0, 0.0)
    for index, variable in enumerate(model.trainable_variables):
        gradient = gradients[index].numpy().reshape(-1)
        drawn = random.choice(len(gradient), min(DRAWN, len(gradient)), replace=False)
        chosen = drawn[np.argsort(-np.abs(gradient[drawn]))[:COORDINATES]]
        pairs = [(gradient[c], difference(loss, values, index, c)) for c in chosen]
        errors = [relative_error(*pair) for pair in pairs]
        middle = int(np.argsort(errors)[len(errors) // 2])
        if errors[middle] > worst:
            worst, place, pair = errors[middle], variable.path, pairs[middle]
    if worst <= LARGEST_ERROR:
        return []
    text = (
        f"The gradient of {place} is wrong by a share of {worst:.2g}: backpropagation gives "
        f"{pair[0]:.3g}, centered differences {pair[1]:.3g}."
    )
    return [
        Finding(
            "gradient_check",
            text,
            "error",
            layer=place.partition("/")[0],
            figure=worst,
            limit=LARGEST_ERROR,
            topic="foundations/backprop",
        )
    ]


def _loss_of_weights(context: CheckContext, model: keras.Model) -> LossOfWeights:
    """The mean loss of some samples as a function of the trainable variables' values."""
    x, y = context.samples(most=SAMPLES)
    loss = the_loss(context.model)
    # `Loss.__call__` would cast to its own precision.
    function = loss.call if isinstance(loss, keras.losses.Loss) else loss
    y = tf.cast(y, tf.float64) if y.dtype.is_floating else y
    fixed = [variable.value for variable in model.non_trainable_variables]

    def value(weights: Sequence[tf.Tensor]) -> tf.Tensor:
        # The seeds among the fixed values make every call draw the same dropout masks.
        predictions, _ = model.stateless_call(weights, fixed, x, training=True)
        return tf.reduce_mean(function(y, predictions))

    compiled: LossOfWeights = tf.function(value)
    return compiled


def difference(
    loss: LossOfWeights,
    values: list[tf.Tensor],
    index: int,
    coordinate: int,
) -> float:
    """Centered difference of the loss along one coordinate of one variable."""
    shape = values[index].shape

    def moved(step: float) -> float:
        flat = values[index].numpy().reshape(-1)
        flat[coordinate] += step
        changed = tf.reshape(tf.constant(flat), shape)
        return float(loss([*values[:index], changed, *values[index + 1 :]]))

    return (moved(STEP) - moved(-STEP)) / (2 * STEP)


@contextlib.contextmanager
def without_remapping() -> Iterator[None]:
    """Spare the screen a line of TensorFlow for each kernel that it cannot fuse in float64."""
    before = tf.config.optimizer.get_experimental_options().get("remapping", True)
    tf.config.optimizer.set_experimental_options({"remapping": False})
    try:
        yield
    finally:
        tf.config.optimizer.set_experimental_options({"remapping": before})


def relative_error(gradient: float, numerical: float) -> float:
    largest = max(abs(gradient), abs(numerical), SMALLEST_GRADIENT)
    return float(abs(gradient - numerical) / largest)
