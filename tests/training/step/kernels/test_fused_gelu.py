"""GELU by one kernel each way, against Keras's."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.training.step.kernels.fused_gelu import fused_gelu, gelu

X = np.concatenate([np.linspace(-9, 9, 301), [0.0, -40.0, 40.0, 1e-20]])
DY = np.random.default_rng(0).normal(size=X.shape)


def both(function, dtype):
    x, dy = tf.constant(X, dtype), tf.constant(DY, dtype)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    dx = tape.gradient(y, x, output_gradients=dy)
    assert y.dtype == dx.dtype == x.dtype
    return [np.array(tf.cast(one, "float64")) for one in (y, dx)]


def assert_close(found, expected, rtol=0.0):
    """1 + erf(-large) is a difference of two numbers near 1, which x then multiplies."""
    bound = rtol * np.abs(expected) + 2**-21 * (1 + np.abs(X))
    assert np.all(np.abs(found - expected) <= bound)


def test_both_ways_are_keras_s():
    y, dx = both(gelu, "float32")
    other_y, other_dx = both(keras.activations.gelu, "float32")
    assert_close(y, other_y)
    assert_close(dx / DY, other_dx / DY)


@pytest.mark.parametrize(("dtype", "step"), [("bfloat16", 2**-8), ("float16", 2**-11)])
def test_half_precision_is_the_exact_value_rounded(dtype, step):
    x = tf.constant(X, dtype)
    expected = np.array(keras.activations.gelu(tf.cast(x, "float64")))
    found = np.array(tf.cast(gelu(x), "float64"))
    assert_close(found, expected, rtol=1.01 * step)


def test_the_second_derivative_is_keras_s():
    x = tf.constant(X[::10], tf.float32)

    def second(function):
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = function(x)
            first = inner.gradient(y, x)
        return outer.gradient(first, x)

    expected = second(keras.activations.gelu)
    np.testing.assert_allclose(second(gelu), expected, rtol=1e-3, atol=1e-5)


def test_layers_of_exact_gelu_and_no_others_are_replaced():
    exact = keras.layers.Activation("gelu")
    others = [
        keras.layers.Activation(lambda x: keras.activations.gelu(x, approximate=True)),
        keras.layers.Activation("relu"),
        keras.layers.Dense(2, "gelu"),
        keras.layers.Activation("gelu", dtype="float64"),
    ]
    model = keras.Sequential([keras.Input((2,)), exact, *others])
    x = tf.constant([[-1.0, 0.5]])
    before = exact(x)
    with fused_gelu(model):
        assert "call" in vars(exact)
        assert not any("call" in vars(one) for one in others)
        np.testing.assert_allclose(exact(x), before, rtol=1e-6)
    assert "call" not in vars(exact)
