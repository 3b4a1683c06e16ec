"""The mean of weights, and batch statistics estimated anew."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.errors import UserError
from suite.lab.ensemble.averaged_model import (
    average_models,
    estimate_batch_statistics,
    mean_weights,
)

X = np.random.default_rng(0).normal(2, 3, (23, 3)).astype(np.float32)


def batches(size, x=X):
    return tf.data.Dataset.from_tensor_slices((x, np.zeros(len(x)))).batch(size)


def network(seed, units=4, normalized=True):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((3,))
    x = keras.layers.Dense(units, name="dense")(inputs)
    if normalized:
        x = keras.layers.BatchNormalization(momentum=0.9, name="norm")(x)
    model = keras.Model(inputs, keras.layers.Dense(2, name="logits")(x))
    # Values that a trained model would have: no two are alike.
    random = np.random.default_rng(seed)
    model.set_weights([random.uniform(0.5, 1.5, weight.shape) for weight in model.weights])
    return model


def test_the_mean_of_each_weight():
    random = np.random.default_rng(1)
    weights = [[random.normal(size=(3, 2)).astype(np.float32) for _ in range(2)] for _ in range(3)]
    for index, mean in enumerate(mean_weights(weights)):
        exact = sum(model[index].astype(np.float64) for model in weights) / 3
        np.testing.assert_array_equal(mean, exact.astype(np.float32))
        assert mean.dtype == np.float32


def test_weights_are_averaged_and_statistics_are_those_of_the_mean_weights():
    models = {Path(str(seed)): network(seed) for seed in range(3)}
    before = [model.get_weights() for model in models.values()]
    averaged = average_models(models, batches(5))
    for model, weights in zip(models.values(), before, strict=True):
        for now, then in zip(model.get_weights(), weights, strict=True):
            np.testing.assert_array_equal(now, then)
    kernel, bias = (np.mean([w[i] for w in before], axis=0) for i in (0, 1))
    np.testing.assert_allclose(averaged.get_layer("dense").kernel, kernel, rtol=1e-6)
    np.testing.assert_allclose(averaged.get_layer("dense").bias, bias, rtol=1e-6)
    norm = averaged.get_layer("norm")
    np.testing.assert_allclose(norm.gamma, np.mean([w[2] for w in before], axis=0), rtol=1e-6)
    y = X.astype(np.float64) @ kernel + bias
    whole = [y[start : start + 5] for start in range(0, 20, 5)]  # the last three are left out
    np.testing.assert_allclose(norm.moving_mean, np.mean([b.mean(0) for b in whole], 0), rtol=1e-4)
    np.testing.assert_allclose(
        norm.moving_variance, np.mean([b.var(0) for b in whole], 0), rtol=1e-4
    )
    assert norm.momentum == 0.9


def test_a_single_batch_counts_whatever_its_size():
    model = network(0)
    estimate_batch_statistics(model, batches(100))
    y = model.get_layer("dense")(X).numpy()
    np.testing.assert_allclose(model.get_layer("norm").moving_mean, y.mean(0), rtol=1e-4)


def test_frozen_layers_keep_their_statistics_and_inner_models_are_found():
    frozen = network(0)
    frozen.get_layer("norm").trainable = False
    inner = network(1)
    inputs = keras.Input((3,))
    model = keras.Model(inputs, keras.layers.Add()([frozen(inputs), inner(inputs)]))
    before = [part.get_layer("norm").moving_mean.numpy() for part in (frozen, inner)]
    estimate_batch_statistics(model, batches(5))
    np.testing.assert_array_equal(frozen.get_layer("norm").moving_mean, before[0])
    assert not np.allclose(inner.get_layer("norm").moving_mean, before[1])


def test_without_normalization_only_the_weights_are_averaged():
    models = {Path(str(seed)): network(seed, normalized=False) for seed in range(2)}
    averaged = average_models(models, batches(5))
    expected = mean_weights([model.get_weights() for model in models.values()])
    for found, mean in zip(averaged.get_weights(), expected, strict=True):
        np.testing.assert_array_equal(found, mean)


def test_other_shapes_have_no_mean():
    models = {Path("a"): network(0), Path("b"): network(1, units=5)}
    with pytest.raises(UserError, match=r"^b: its weights have other shapes than those of a; "):
        average_models(models, batches(5))
