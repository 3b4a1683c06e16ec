"""Every layer of the suite goes through the same checks."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

import suite.layers
from suite.layers.local_response_normalization import LocalResponseNormalization
from suite.layers.weight_normalization import WeightNormalization

# File of the layer -> a way to make it, and the shape of one input with its unknown axes.
TABLE = {
    "local_response_normalization": (
        lambda **dtype: LocalResponseNormalization(n=3, alpha=0.1, **dtype),
        (None, None, 6),
    ),
    "weight_normalization": (
        lambda **dtype: WeightNormalization(keras.layers.Conv2D(4, 3, strides=2, **dtype)),
        (None, None, 6),
    ),
}
every_layer = pytest.mark.parametrize("name", TABLE)


def images():
    return np.random.default_rng(0).normal(size=(2, 7, 8, 6)).astype("float32")


def test_table_is_complete():
    files = Path(suite.layers.__file__).parent.glob("*.py")
    assert {file.stem for file in files} - {"__init__"} == set(TABLE)


@every_layer
def test_promised_shape_is_the_shape(name):
    make, shape = TABLE[name]
    layer = make()
    symbolic = layer(keras.Input(shape))
    assert symbolic.shape[0] is None
    assert layer.compute_output_shape(images().shape) == tuple(layer(images()).shape)


# Keras 3.10 expects a list after loading and warns.
@pytest.mark.filterwarnings("ignore:The structure of `inputs`")
@every_layer
def test_a_saved_model_loads_and_gives_the_same(name, tmp_path):
    make, shape = TABLE[name]
    inputs = keras.Input(shape)
    model = keras.Model(inputs, make()(inputs))
    for weight in model.weights:
        weight.assign(np.random.default_rng(1).normal(size=weight.shape))
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded(images()), model(images()))


@every_layer
def test_configuration_makes_an_equal_layer(name):
    layer = TABLE[name][0]()
    config = layer.get_config()
    assert type(layer).from_config(layer.get_config()).get_config() == config


@every_layer
@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_mixed_precision_computes_in_half_and_keeps_float32_weights(name, policy):
    make, _ = TABLE[name]
    layer, full = make(dtype=policy), make()
    half = layer(images())
    assert keras.backend.standardize_dtype(half.dtype) == policy.removeprefix("mixed_")
    full.build(images().shape)
    for weight, source in zip(full.weights, layer.weights, strict=True):
        assert source.dtype == "float32"
        weight.assign(source)
    np.testing.assert_allclose(np.array(half, "float32"), full(images()), atol=0.05)
