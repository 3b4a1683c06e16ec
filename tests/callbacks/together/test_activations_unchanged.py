"""Diagnostics of activations, and probes, leave weights, statistics, seeds and metrics alone."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from callbacks.activation_stats import ActivationStats
from callbacks.batchnorm_stats import BatchnormStats
from callbacks.dead_neurons import DeadNeurons
from callbacks.distinct_units import DistinctUnits
from callbacks.feature_maps import FeatureMaps
from callbacks.filters import Filters
from callbacks.input_drift import InputDrift
from callbacks.noise_scale import NoiseScale
from callbacks.sharpness import Sharpness
from tests.callbacks.nets import L, compiled, watch
from tests.callbacks.support.gradient_runs import policy

WAYS = {
    "plain": {},
    "micro-batches": {"micro_batches": 4},
    "mixed": {},
    "XLA": {"jit_compile": True},
}


def network(way: str) -> keras.Model:
    """With everything that has a state besides the weights."""
    # Keras adds up penalties on activations in their own precision only.
    penalty = None if way == "mixed" else "l2"
    keras.utils.set_random_seed(2)
    inputs = keras.Input((6, 6, 2))
    x = L.Conv2D(4, 3, padding="same", activity_regularizer=penalty, name="conv1")(inputs)
    x = L.ReLU(name="relu1")(L.BatchNormalization(name="norm1")(x))
    y = L.BatchNormalization(name="norm2")(L.Conv2D(4, 3, padding="same", name="conv2")(x))
    x = L.Dropout(0.3)(L.ReLU(name="relu2")(L.Add()([x, y])))
    return compiled(inputs, L.Flatten()(x), keras.optimizers.Adam(0.01))


@pytest.mark.parametrize(
    ("way", "every"),
    [
        ("plain", 3),
        ("micro-batches", 1),
        pytest.param("mixed", 1, marks=pytest.mark.slow),
        pytest.param("XLA", 1, marks=pytest.mark.slow),
    ],
)
def test_thirty_steps_with_and_without(way, every):
    with policy(way):
        plain, observed = network(way), network(way)
    probes = [NoiseScale(probe=32), Sharpness(probe=32), FeatureMaps(), Filters()]
    inside = [DeadNeurons(every), ActivationStats(every), BatchnormStats(every)]
    inside += [DistinctUnits(every), InputDrift(every)]
    watch(plain, [], epochs=3, **WAYS[way])
    watch(observed, [*inside, *probes], epochs=3, **WAYS[way])
    variables = [*observed.variables, *observed.optimizer.variables]
    expected = [*plain.variables, *plain.optimizer.variables]
    for a, b in zip(variables, expected, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy(), err_msg=a.path)
    for name, values in plain.history.history.items():
        if name not in ("seconds", "images_per_second"):
            assert observed.history.history[name] == values, name


def added_one_by_one() -> keras.Model:
    """`add` runs through all layers at each call, so that each has been called several times."""
    keras.utils.set_random_seed(2)
    layers = [keras.Input((6, 6, 2)), L.Flatten(), L.Dense(8), L.BatchNormalization(name="norm")]
    layers += [L.ReLU(name="relu"), L.Dropout(0.3), L.Dense(8, "relu", name="last"), L.Dense(3)]
    model = keras.Sequential()
    for layer in layers:
        model.add(layer)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("sgd", loss)
    return model


def test_a_sequential_model_that_grew_is_tapped_in_its_one_pass():
    plain, observed = added_one_by_one(), added_one_by_one()
    assert len(observed.get_layer("norm")._inbound_nodes) > 1
    watch(plain, [])
    watched = watch(observed, [DeadNeurons(1), DistinctUnits(1), InputDrift(1)])
    assert watched.series("dead_neurons", "active/last").shape == (8,)
    for a, b in zip(observed.variables, plain.variables, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy(), err_msg=a.path)
