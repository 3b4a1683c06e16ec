"""How the kernels of a model begin and decay."""

from __future__ import annotations

import math

import keras
import numpy as np
import pytest

from suite.models.parts.weights import Weights


@pytest.mark.parametrize("decay", [-1, -1e-9, -math.inf, math.nan])
def test_a_negative_decay_is_refused(decay):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        Weights(weight_decay=decay)
    text = f"Argument `weight_decay` must be at least 0. Received: weight_decay={decay!r}"
    assert str(refused.value) == text


@pytest.mark.parametrize("decay", [0, 0.0])
def test_no_decay_is_no_regularizer(decay):
    assert Weights(weight_decay=decay).arguments()["kernel_regularizer"] is None


@pytest.mark.parametrize("decay", [1e-4, 0.5, 3])
def test_decay_is_half_the_sum_of_squares(decay):
    penalty = Weights(weight_decay=decay).arguments()["kernel_regularizer"]
    kernel = np.array([[1.0, -2.0], [0.5, 0.0]], "float32")
    assert float(penalty(kernel)) == pytest.approx(decay / 2 * 5.25)


def test_the_gradient_of_the_decay_is_decay_times_the_weight():
    import tensorflow as tf

    penalty = Weights(weight_decay=0.3).arguments()["kernel_regularizer"]
    kernel = tf.Variable([[1.0, -2.0]])
    with tf.GradientTape() as tape:
        loss = penalty(kernel)
    np.testing.assert_allclose(tape.gradient(loss, kernel), [[0.3, -0.6]], rtol=1e-6)


def test_biases_never_decay():
    arguments = Weights(weight_decay=0.3).arguments()
    assert set(arguments) == {"kernel_initializer", "bias_initializer", "kernel_regularizer"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("he_normal", keras.initializers.HeNormal),
        ("zeros", keras.initializers.Zeros),
        (keras.initializers.Orthogonal(), keras.initializers.Orthogonal),
    ],
)
def test_initializers_by_name_or_as_objects(given, expected):
    arguments = Weights(given, given).arguments()
    assert type(arguments["kernel_initializer"]) is expected
    assert type(arguments["bias_initializer"]) is expected


def test_every_layer_draws_its_own_kernel():
    weights = Weights(keras.initializers.RandomNormal())
    one, other = (weights.arguments()["kernel_initializer"]((2, 3)) for _ in range(2))
    assert not np.array_equal(one, other)


def test_with_a_seed_every_layer_draws_the_same():
    weights = Weights(keras.initializers.RandomNormal(seed=3))
    one, other = (weights.arguments()["kernel_initializer"]((2, 3)) for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_a_function_of_the_users_stays_itself():
    def ones(shape, dtype=None):
        return keras.ops.ones(shape, dtype)

    assert Weights(ones).arguments()["kernel_initializer"] is ones
