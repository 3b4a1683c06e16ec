"""One pass for loss, metrics and outputs, against `Model.evaluate` and `Model.predict`."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.lab.inspect.measure import measure

RANDOM = np.random.default_rng(0)
X, Y = RANDOM.normal(size=(23, 3)).astype(np.float32), RANDOM.integers(0, 4, 23)


def network(**penalties):
    inputs = keras.Input((3,))
    x = keras.layers.Dense(8, activation="relu", **penalties)(inputs)
    x = keras.layers.BatchNormalization()(keras.layers.Dropout(0.5)(x))
    return keras.Model(inputs, keras.layers.Dense(4)(x))


@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum"])
@pytest.mark.parametrize("penalties", [{}, {"kernel_regularizer": "l2"}])
def test_the_figures_of_keras(reduction, penalties):
    model = network(**penalties)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction=reduction)
    model.compile(loss=loss, metrics=["accuracy", "sparse_top_k_categorical_accuracy"])
    batches = tf.data.Dataset.from_tensor_slices((X, Y)).batch(5)
    expected = model.evaluate(batches, return_dict=True, verbose=0)
    for _ in range(2):  # a second pass begins anew
        metrics, outputs = measure(model, batches)
        assert metrics == pytest.approx(expected, rel=1e-5)
        np.testing.assert_allclose(outputs, model.predict(X, verbose=0), rtol=1e-4, atol=1e-6)


def test_a_penalty_of_activations_counts():
    model = network(activity_regularizer=keras.regularizers.L2(1.0))
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    batches = tf.data.Dataset.from_tensor_slices((X, Y)).batch(23)
    expected = model.evaluate(batches, return_dict=True, verbose=0)["loss"]
    assert measure(model, batches)[0] == {"loss": pytest.approx(expected, rel=1e-5)}


def test_a_model_that_is_not_compiled_has_outputs_only():
    model = network()
    metrics, outputs = measure(model, tf.data.Dataset.from_tensor_slices((X, Y)).batch(10))
    assert metrics == {}
    np.testing.assert_allclose(outputs, model(X), rtol=1e-4, atol=1e-6)
