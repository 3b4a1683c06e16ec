"""Batch statistics from the moving ones."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.diagnostics.tools.batch_statistics import BatchStatistics


@pytest.mark.parametrize("momentum", [0.0, 0.9, 0.99, 0.999])
@pytest.mark.parametrize("updates", [1, 3])
def test_equal_the_moments_of_the_input(momentum, updates):
    random = np.random.default_rng(0)
    layer = keras.layers.BatchNormalization(momentum=momentum)
    layer.build((None, 5, 4))
    layer.moving_mean.assign(random.normal(size=4))
    layer.moving_variance.assign(random.uniform(0.5, 2.0, size=4))
    statistics = BatchStatistics(layer, updates)
    before = statistics.before()
    parts = random.normal(1.0, 3.0, size=(updates, 16, 5, 4)).astype("float32")
    for part in parts:
        layer(part, training=True)
    weights = momentum ** np.arange(updates)[::-1]
    flat = parts.reshape(updates, -1, 4)
    mean, variance = statistics(before)
    close = {"rtol": 1e-5 / (1 - momentum), "atol": 1e-6 / (1 - momentum)}
    np.testing.assert_allclose(mean, np.average(flat.mean(1), axis=0, weights=weights), **close)
    np.testing.assert_allclose(variance, np.average(flat.var(1), axis=0, weights=weights), **close)


def test_a_variance_is_never_negative():
    layer = keras.layers.BatchNormalization()
    layer.build((None, 3))
    layer.moving_variance.assign([1.0, 2.0, 3.0])
    statistics = BatchStatistics(layer, 1)
    before = statistics.before()
    layer(np.ones((8, 3), "float32"), training=True)
    _, variance = statistics(before)
    assert np.all(variance >= 0)
    np.testing.assert_allclose(variance, 0.0, atol=1e-4)
