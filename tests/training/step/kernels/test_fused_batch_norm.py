"""The fused kernel against Keras's own BatchNormalization."""

from __future__ import annotations

from contextlib import nullcontext

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.training.step.kernels.fused_batch_norm import fused_batch_normalization, is_fusible


def network(**arguments) -> keras.Model:
    keras.utils.set_random_seed(0)
    inputs = keras.Input((5, 7, 3))
    x = keras.layers.BatchNormalization(**arguments)(inputs)
    return keras.Model(inputs, x)


def pair(**arguments) -> tuple[keras.Model, keras.Model]:
    models = network(**arguments), network(**arguments)
    random = np.random.default_rng(1)
    weights = [random.uniform(0.5, 2.0, w.shape) for w in models[0].get_weights()]
    for model in models:
        model.set_weights(weights)
    assert is_fusible(models[1].layers[1])
    return models


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"momentum": 0.9, "epsilon": 1e-5},
        {"scale": False},
        {"center": False},
        {"scale": False, "center": False},
        {"trainable": False},
    ],
)
@pytest.mark.parametrize("batch", [1, 6])
def test_outputs_gradients_and_moving_statistics_are_keras_s(arguments, training, batch):
    x = tf.constant(np.random.default_rng(2).normal(2, 3, (batch, 5, 7, 3)), tf.float32)
    stock, fused = pair(**arguments)
    results = []
    for model, block in ((stock, nullcontext()), (fused, fused_batch_normalization(fused))):
        with block, tf.GradientTape() as tape:
            tape.watch(x)
            y = model(x, training=training)
            loss = tf.reduce_sum(tf.sin(y))
        gradients = tape.gradient(loss, [x, *model.trainable_variables])
        results.append([y, *gradients, *(w.numpy() for w in model.weights)])
    for stock, fused in zip(*results, strict=True):
        np.testing.assert_allclose(stock, fused, rtol=2e-5, atol=2e-5)


def test_mixed_precision_keeps_the_statistics_in_float32():
    x = tf.constant(np.random.default_rng(2).normal(2, 3, (8, 5, 7, 3)), tf.bfloat16)
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        stock, fused = pair()
    finally:
        keras.config.set_dtype_policy("float32")
    a = stock(x, training=True)
    with fused_batch_normalization(fused):
        b = fused(x, training=True)
    assert a.dtype == b.dtype == tf.bfloat16
    np.testing.assert_allclose(tf.cast(a, tf.float32), tf.cast(b, tf.float32), rtol=0.02, atol=0.02)
    for left, right in zip(stock.weights, fused.weights, strict=True):
        assert right.dtype == "float32"
        np.testing.assert_allclose(left.numpy(), right.numpy(), rtol=1e-5, atol=1e-5)


def test_the_model_is_keras_s_own_again_after_the_block():
    model = network()
    with fused_batch_normalization(model):
        assert "call" in vars(model.layers[1])
    assert "call" not in vars(model.layers[1])


@pytest.mark.parametrize(
    ("shape", "arguments"),
    [((6,), {}), ((4, 4, 3), {"axis": 1}), ((4, 4, 3), {"synchronized": True})],
)
def test_other_layers_are_left_alone(shape, arguments):
    inputs = keras.Input(shape)
    model = keras.Model(inputs, keras.layers.BatchNormalization(**arguments)(inputs))
    assert not is_fusible(model.layers[1])


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_activations_behind_it_compile(activation):
    """TensorFlow rewrites the kernel and the activation behind it into one, and not always well."""
    inputs = keras.Input((5, 7, 3))
    x = keras.layers.BatchNormalization()(keras.layers.Conv2D(4, 3)(inputs))
    model = keras.Model(inputs, keras.layers.Activation(activation)(x))
    images = tf.ones([2, 5, 7, 3])
    with fused_batch_normalization(model):
        for training in (True, False):
            outputs = tf.function(lambda x, t=training: model(x, training=t))(images)
            assert np.isfinite(outputs).all()


def test_what_the_kernel_does_not_know_is_left_to_keras():
    for policy, fusible in [("float64", False), ("float32", True), ("mixed_bfloat16", True)]:
        model = network(dtype=policy)
        assert is_fusible(model.layers[1]) == fusible, policy


def test_a_layer_that_is_called_twice_is_fused():
    layer = keras.layers.BatchNormalization()
    inputs = keras.Input((5, 7, 3))
    keras.Model(inputs, layer(layer(inputs)))
    assert is_fusible(layer)


def masked_images(**arguments) -> keras.Model:
    """Images of which those that are all zero are masked, row by row."""
    keras.utils.set_random_seed(0)
    inputs = keras.Input((5, 7, 3))
    x = keras.layers.Masking()(inputs)
    return keras.Model(inputs, keras.layers.BatchNormalization(**arguments)(x))


@pytest.mark.parametrize("training", [True, False])
def test_a_mask_is_honoured(training):
    images = np.random.default_rng(2).normal(2, 3, (6, 5, 7, 3)).astype("float32")
    images[:, 2:] = 0
    results = []
    for block in (lambda model: nullcontext(), fused_batch_normalization):
        model = masked_images()
        with block(model):
            y = model(images, training=training)
        results.append([y, *model.get_weights()])
    for stock, fused in zip(*results, strict=True):
        np.testing.assert_allclose(stock, fused, rtol=1e-6, atol=1e-6)
    if training:  # the mean is that of the rows that are there
        np.testing.assert_allclose(
            model.get_weights()[2], 0.01 * images[:, :2].mean((0, 1, 2)), rtol=1e-4
        )
