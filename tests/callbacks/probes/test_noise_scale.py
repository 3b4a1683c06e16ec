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
from tests.training.nets import arrays


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


@pytest.mark.parametrize(("probe", "pieces"), [(160, 3), (64, 2), (10, 2)])
def test_equals_the_formula_on_single_gradients(probe, pieces):
    model = linear(keras.optimizers.SGD(0.0))
    (report,) = watch(model, [NoiseScale(probe=probe)]).reports
    size = probe // pieces
    single = sample_gradients(model)[: pieces * size].reshape(pieces, size, -1)
    of_pieces = np.mean([np.sum(g.mean(axis=0) ** 2) for g in single])
    of_mean = np.sum(single.mean(axis=(0, 1)) ** 2)
    gradient = (pieces * of_mean - of_pieces) / (pieces - 1)
    covariance = size * pieces * (of_pieces - of_mean) / (pieces - 1)
    values = report["noise_scale"]
    assert values["gradient"] == pytest.approx(gradient, rel=1e-3)
    assert values["covariance"] == pytest.approx(covariance, rel=1e-3)
    scale = covariance / gradient if gradient > 0 else math.inf
    assert values["scale"] == pytest.approx(scale, rel=2e-3)


def test_estimates_the_covariance_of_single_gradients():
    """On samples drawn with replacement the estimates are right in the mean."""
    model = linear(keras.optimizers.SGD(0.0))
    drawn = np.random.default_rng(0).integers(0, len(arrays()[0]), 400 * 16)
    batches = tf.data.Dataset.from_tensor_slices(tuple(a[drawn] for a in arrays())).batch(640)
    (report,) = watch(model, [NoiseScale(probe=6400)], batches).reports
    single = sample_gradients(model)
    covariance = single.var(axis=0).sum()
    assert report["noise_scale"]["covariance"] == pytest.approx(covariance, rel=0.15)
    mean = np.square(single.mean(axis=0)).sum()
    assert report["noise_scale"]["gradient"] == pytest.approx(mean, rel=0.15)


def test_a_gradient_drowned_in_noise_has_an_infinite_scale():
    """At the least squares solution the mean gradient of all data is zero."""
    model = linear(keras.optimizers.SGD(0.0))
    x, y = arrays()
    x = np.concatenate([x.reshape(len(x), -1), np.ones((len(x), 1))], axis=1)
    solution = np.linalg.lstsq(x, y, rcond=None)[0]
    model.set_weights([solution[:-1, None], solution[-1:]])
    (report,) = watch(model, [NoiseScale(probe=160)]).reports
    assert report["noise_scale"]["scale"] > 1000


@pytest.mark.parametrize("way", ["mixed", "whole"])
def test_works_in_half_precision_and_with_batch_norm(way):
    with policy(way):
        (report,) = watch(NETS["se_residual"](), [NoiseScale(probe=32)]).reports
    assert np.isfinite(report["noise_scale"]["covariance"])
    assert report["noise_scale"]["covariance"] > 0


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="`probe` must be at least 2"):
        NoiseScale(probe=1)
    with pytest.raises(ValueError, match="`every` must be a whole number"):
        NoiseScale(every=0)
