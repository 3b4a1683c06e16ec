"""The gradient noise scale against the gradients of single samples."""

from __future__ import annotations

import math

import keras
import numpy as np
import pytest
import tensorflow as tf

from callbacks.noise_scale import NoiseScale
from tests.callbacks.nets import NETS, watch
from tests.callbacks.support.gradient_runs import policy
from tests.training.nets import STEPS, arrays


def linear(optimizer="sgd") -> keras.Model:
    """y = w x + b with the squared error, so that single gradients can be written down."""
    inputs = keras.Input((6, 6, 2))
    outputs = keras.layers.Dense(1, name="linear")(keras.layers.Flatten()(inputs))
    model = keras.Model(inputs, outputs)
    model.compile(optimizer, "mse")
    return model


def sample_gradients(model: keras.Model) -> np.ndarray:
    """(samples, weights), of all training samples in their order."""
    x, y = arrays()
    x = x.reshape(len(x), -1).astype("float64")
    kernel, bias = (weight.astype("float64") for weight in model.get_weights())
    error = x @ kernel + bias - y[:, None]
    return np.concatenate([2 * error * x, 2 * error], axis=1)


def test_equals_the_formula_on_single_gradients():
    model = linear(keras.optimizers.SGD(0.0))
    (report,) = watch(model, [NoiseScale(batches=3)]).reports
    batches = sample_gradients(model)[:48].reshape(3, 2, 8, -1).mean(axis=2)
    half = np.square(batches).sum(axis=-1).mean(axis=1)
    whole = np.square(batches.mean(axis=1)).sum(axis=-1)
    gradient, covariance = np.mean(2 * whole - half), np.mean(16 * (half - whole))
    assert report["noise_scale"]["gradient"] == pytest.approx(gradient, rel=1e-4)
    assert report["noise_scale"]["covariance"] == pytest.approx(covariance, rel=1e-4)
    assert report["noise_scale"]["scale"] == pytest.approx(covariance / gradient, rel=1e-3)


def test_estimates_the_covariance_of_single_gradients():
    """On batches drawn with replacement the estimates are right in the mean."""
    model = linear(keras.optimizers.SGD(0.0))
    drawn = np.random.default_rng(0).integers(0, len(arrays()[0]), 400 * 16)
    batches = tf.data.Dataset.from_tensor_slices(tuple(a[drawn] for a in arrays())).batch(16)
    (report,) = watch(model, [NoiseScale(batches=400)], batches).reports
    single = sample_gradients(model)
    covariance = single.var(axis=0).sum()
    assert report["noise_scale"]["covariance"] == pytest.approx(covariance, rel=0.05)
    mean = np.square(single.mean(axis=0)).sum()
    assert report["noise_scale"]["gradient"] == pytest.approx(mean, rel=0.15)


def test_a_gradient_drowned_in_noise_has_an_infinite_scale():
    """At the least squares solution the mean gradient of all data is zero."""
    model = linear(keras.optimizers.SGD(0.0))
    x, y = arrays()
    x = np.concatenate([x.reshape(len(x), -1), np.ones((len(x), 1))], axis=1)
    solution = np.linalg.lstsq(x, y, rcond=None)[0]
    model.set_weights([solution[:-1, None], solution[-1:]])
    (report,) = watch(model, [NoiseScale(batches=STEPS)]).reports
    values = report["noise_scale"]
    assert values["scale"] == math.inf or values["scale"] > 1000


@pytest.mark.parametrize("way", ["mixed", "whole"])
def test_works_in_half_precision_and_with_batch_norm(way):
    with policy(way):
        (report,) = watch(NETS["se_residual"](), [NoiseScale(batches=2)]).reports
    assert np.isfinite(report["noise_scale"]["covariance"])
    assert report["noise_scale"]["covariance"] > 0


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="`batches` must be at least 1"):
        NoiseScale(batches=0)
    with pytest.raises(ValueError, match="`every` must be a whole number"):
        NoiseScale(every=0)
