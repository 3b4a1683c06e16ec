"""Batch statistics from the moving ones."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.diagnostics.tools.batch_statistics import (
    BatchStatistics,
    check_updates,
    updates_statistics,
)


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


NORM = keras.layers.BatchNormalization


@pytest.mark.parametrize(
    ("layer", "moves"),
    [
        (NORM(), True),
        (NORM(momentum=0.0), True),
        (NORM(momentum=1.0), False),
        (NORM(trainable=False), False),
        (keras.layers.LayerNormalization(), False),
        (keras.layers.Dense(2), False),
    ],
)
def test_whose_statistics_can_be_known(layer, moves):
    assert updates_statistics(layer) is moves
    if moves:
        check_updates(layer)
        return
    with pytest.raises(ValueError, match="Batch statistics") as refusal:
        check_updates(layer)
    assert str(refusal.value) == (
        "Batch statistics must be asked of BatchNormalization layers that are trainable and have "
        f"a momentum below 1. Received: {layer.name!r}, {type(layer).__name__}"
    )


def test_a_copy_of_the_moving_statistics_stays_what_it_was():
    layer = NORM()
    layer.build((None, 2))
    before = BatchStatistics(layer, 1).before()
    layer.moving_mean.assign([5.0, 5.0])
    assert list(before) == [layer.moving_mean.path, layer.moving_variance.path]
    np.testing.assert_array_equal(before[layer.moving_mean.path], [0.0, 0.0])
