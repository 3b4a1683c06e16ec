from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.layers.drop_connect import DropConnect

X = np.random.default_rng(0).normal(size=(4, 50)).astype("float32")


def effective_kernels(layer, calls):
    """A dense layer without bias shows its kernel when it is given the unit vectors."""
    return np.array([layer(np.eye(50, dtype="float32"), training=True) for _ in range(calls)])


def test_entries_are_zero_or_scaled_and_the_mean_is_the_kernel():
    layer = DropConnect(keras.layers.Dense(40, use_bias=False), rate=0.3, seed=3)
    layer.build((None, 50))
    w = layer.layer.kernel.numpy()
    kernels = effective_kernels(layer, 200)
    dropped = kernels == 0
    np.testing.assert_allclose(kernels[~dropped], np.broadcast_to(w / 0.7, dropped.shape)[~dropped])
    assert abs(dropped.mean() - 0.3) < 5 * np.sqrt(0.21 / dropped.size)
    deviation = np.abs(w) * np.sqrt(0.3 / 0.7 / 200)
    assert np.all(np.abs(kernels.mean(axis=0) - w) < 6 * deviation)
    # masks of different calls, and entries of one mask, are independent
    assert abs(np.corrcoef(dropped[0].ravel(), dropped[1].ravel())[0, 1]) < 0.1


def test_inference_and_rate_zero_use_the_whole_kernel():
    plain = keras.layers.Dense(3, "relu")
    plain.build((None, 50))
    for rate, training in ((0.9, False), (0.9, None), (0, True)):
        layer = DropConnect(keras.layers.Dense(3, "relu"), rate)
        layer.build((None, 50))
        layer.set_weights(plain.get_weights())
        np.testing.assert_array_equal(layer(X, training=training), plain(X))


def test_the_bias_is_kept_and_the_activation_applied():
    dense = keras.layers.Dense(3, "sigmoid", kernel_initializer="zeros", bias_initializer="ones")
    y = DropConnect(dense, 0.5)(X, training=True)
    np.testing.assert_allclose(y, 1 / (1 + np.exp(-1)), rtol=1e-6)


def test_only_kept_weights_get_a_gradient():
    layer = DropConnect(keras.layers.Dense(30, use_bias=False), 0.5, seed=1)
    layer.build((None, 50))
    inputs = np.ones((1, 50), "float32")
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer(inputs, training=True))
    gradient = tape.gradient(total, layer.layer.kernel.value).numpy()
    assert set(np.unique(gradient)) == {0.0, 2.0}
    kept = gradient * layer.layer.kernel.numpy()
    np.testing.assert_allclose(total, kept.sum(), rtol=1e-4)


def test_regularizer_and_constraint_act_on_the_whole_kernel():
    dense = keras.layers.Dense(3, kernel_regularizer="l2", kernel_constraint="non_neg")
    layer = DropConnect(dense, 0.5)
    layer(X, training=True)
    np.testing.assert_allclose(layer.losses[0], 0.01 * np.sum(dense.kernel.numpy() ** 2), rtol=1e-5)
    assert layer.trainable_weights[0].constraint is dense.kernel.constraint


def test_it_trains_in_a_compiled_model():
    inputs = keras.Input((50,))
    model = keras.Model(inputs, DropConnect(keras.layers.Dense(1), 0.2, seed=0)(inputs))
    model.compile(keras.optimizers.Adam(0.1), "mse")
    y = X @ np.linspace(-1, 1, 50).astype("float32")[:, None]
    before = model.evaluate(X, y, verbose=0)
    model.fit(X, y, epochs=15, verbose=0)
    assert model.evaluate(X, y, verbose=0) < before / 4


@pytest.mark.parametrize("rate", [-0.1, 1, float("nan")])
def test_refuses_rates_out_of_range(rate):
    with pytest.raises(ValueError, match=r"Argument `rate` must be in \[0, 1\). Received: rate="):
        DropConnect(keras.layers.Dense(2), rate)


def test_refuses_layers_without_a_kernel_and_activity_regularizers():
    with pytest.raises(ValueError, match="Argument `layer` must be one of Dense"):
        DropConnect(keras.layers.ReLU())
    with pytest.raises(ValueError, match="no activity regularizer"):
        DropConnect(keras.layers.Dense(2, activity_regularizer="l2"))
