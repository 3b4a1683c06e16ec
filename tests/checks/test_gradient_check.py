"""Backpropagation against centered differences, in closed forms."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.checks.gradient_check import (
    LARGEST_ERROR,
    compare,
    difference,
    gradient_check,
    relative_error,
    without_remapping,
)
from tests.checks.context import context, dense, mlp

layers = keras.layers


@pytest.mark.parametrize(
    ("gradient", "numerical", "error"),
    [
        (1.0, 1.0, 0.0),
        (1.0, 1.1, 0.1 / 1.1),
        (2.0, 1.0, 0.5),
        (0.0, 1.0, 1.0),
        (1.0, -1.0, 2.0),
        (0.0, 0.0, 0.0),
        (1e-7, 0.0, 0.1),  # next to nothing drowns in rounding
        (1e-9, -1e-9, 2e-3),
    ],
)
def test_the_relative_error(gradient, numerical, error):
    assert relative_error(gradient, numerical) == pytest.approx(error)


@pytest.mark.parametrize("coordinate", range(4))
def test_a_centered_difference_of_a_cubic(coordinate):
    """d (sum w^3) / d w_i = 3 w_i^2"""
    other = tf.constant([9.0], tf.float64)
    weights = tf.constant([[1.0, -2.0], [0.0, 0.5]], tf.float64)
    slope = difference(
        lambda values: tf.reduce_sum(values[1] ** 3) + values[0][0], [other, weights], 1, coordinate
    )
    assert slope == pytest.approx(3 * weights.numpy().ravel()[coordinate] ** 2, abs=1e-6)


def linear(kernel) -> keras.Model:
    model = keras.Sequential([keras.Input((2,), dtype="float64"), layers.Dense(1, dtype="float64")])
    model.set_weights([np.reshape(kernel, (2, 1)), np.zeros(1)])
    return model


@tf.custom_gradient
def stretched(x):
    return tf.identity(x), lambda upstream: (1 + 4 * LARGEST_ERROR) * upstream


@tf.custom_gradient
def nearly(x):
    return tf.identity(x), lambda upstream: (1 + 0.5 * LARGEST_ERROR) * upstream


@pytest.mark.parametrize(
    ("passing", "figure"),
    [
        (tf.identity, None),
        (nearly, None),
        (stretched, 4 * LARGEST_ERROR / (1 + 4 * LARGEST_ERROR)),
        (tf.stop_gradient, 1.0),
    ],
)
def test_the_variable_with_the_worst_gradient_is_named(passing, figure):
    model = linear([1.0, 2.0])

    def loss(values):
        return tf.reduce_sum(passing(values[0]) ** 2) + tf.reduce_sum(values[1] ** 2)

    findings = compare(model, loss)
    assert [finding.figure for finding in findings] == (
        [] if figure is None else [pytest.approx(figure, rel=1e-3)]
    )
    for finding in findings:
        path = model.trainable_variables[0].path
        assert finding.text.startswith(f"The gradient of {path} is wrong by a share of ")
        assert finding.layer == path.partition("/")[0]
        assert (finding.severity, finding.limit) == ("error", LARGEST_ERROR)


def test_the_kink_of_one_coordinate_is_outvoted():
    """At w_0 = 0 the slopes of |w| differ; the median of three is right."""
    model = keras.Sequential([keras.Input((3,), dtype="float64"), layers.Dense(1, dtype="float64")])
    model.set_weights([np.array([[0.0], [1.0], [-2.0]]), np.zeros(1)])

    def loss(values):
        w = values[0]
        return tf.reduce_sum(tf.where(w >= 0, w, -3 * w)) + tf.reduce_sum(values[1] ** 2)

    assert compare(model, loss) == []


def test_other_losses_are_not_checked():
    assert gradient_check(context(mlp, lambda y, p: keras.ops.mean(p))) == []


def test_a_variable_that_the_loss_does_not_reach_is_right():
    def body(x):
        x = layers.Flatten()(x)
        return layers.Add()([dense(4)(x), 0.0 * dense(4, name="idle")(x)])

    assert gradient_check(context(body)) == []


@pytest.mark.parametrize("before", [True, False])
def test_the_optimizer_of_graphs_is_as_it_was(before):
    found = tf.config.optimizer.get_experimental_options()
    try:
        tf.config.optimizer.set_experimental_options({"remapping": before})
        with without_remapping():
            assert not tf.config.optimizer.get_experimental_options()["remapping"]
        assert tf.config.optimizer.get_experimental_options()["remapping"] is before
    finally:
        tf.config.optimizer.set_experimental_options({"remapping": found.get("remapping", True)})
