"""Every layer of the suite goes through the same checks."""

from __future__ import annotations

import contextlib
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

import suite.layers
from tests.layers.gradients import gradient_error
from tests.layers.table import TABLE, give_weights, images

every_layer = pytest.mark.parametrize("name", TABLE)
every_combination = pytest.mark.parametrize(
    ("name", "arguments"),
    [(name, arguments) for name, row in TABLE.items() for arguments in row.combinations()],
    ids=lambda part: part if isinstance(part, str) else "-".join(map(str, part.values())),
)


def built(name, dtype=None, **arguments):
    """A layer with random weights, and its seeds as they are before the first call."""
    layer = TABLE[name].make(dtype=dtype, **arguments)
    layer.build(images().shape)
    give_weights(layer)
    known = {id(weight) for weight in layer.weights}
    seeds = [(one, one.numpy()) for one in layer.variables if id(one) not in known]
    return layer, seeds


def rewind(seeds):
    for variable, value in seeds:
        variable.assign(value)


def test_table_is_complete():
    files = Path(suite.layers.__file__).parent.glob("[!_]*.py")
    assert {file.stem for file in files} == set(TABLE)


@every_combination
def test_promised_shape_is_the_shape(name, arguments):
    layer = TABLE[name].make(**arguments)
    symbolic = layer(keras.Input(TABLE[name].shape))
    assert symbolic.shape[0] is None
    assert layer.compute_output_shape(images().shape) == tuple(layer(images()).shape)
    assert layer(images(), training=True).shape == layer(images()).shape


# Keras 3.10 expects a list after loading and warns.
@pytest.mark.filterwarnings("ignore:The structure of `inputs`")
@every_layer
def test_a_saved_model_loads_and_gives_the_same(name, tmp_path):
    inputs = keras.Input(TABLE[name].shape)
    model = keras.Model(inputs, TABLE[name].make()(inputs))
    give_weights(model)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(loaded(images()), model(images()))


@every_combination
def test_configuration_makes_an_equal_layer(name, arguments):
    layer, _ = built(name, **arguments)
    config = layer.get_config()
    twin = type(layer).from_config(layer.get_config())
    assert twin.get_config() == config
    twin.build(images().shape)
    give_weights(twin)
    np.testing.assert_array_equal(twin(images()), layer(images()))


@every_layer
@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_mixed_precision_computes_in_half_and_keeps_float32_weights(name, policy):
    layer, full = TABLE[name].make(dtype=policy), TABLE[name].make()
    half = layer(images())
    assert keras.backend.standardize_dtype(half.dtype) == policy.removeprefix("mixed_")
    full.build(images().shape)
    for weight, source in zip(full.weights, layer.weights, strict=True):
        assert source.dtype == "float32"
        weight.assign(source)
    np.testing.assert_allclose(np.array(half, "float32"), full(images()), atol=0.05)
    assert layer(images(), training=True).dtype == half.dtype


@every_combination
def test_gradients_equal_centered_differences(name, arguments):
    layer, seeds = built(name, "float64", **arguments)
    x = images("float64")[:, :4, :5]
    if TABLE[name].shape[0] is not None:
        x = images("float64")
    factors = np.random.default_rng(2).normal(size=layer(x).shape)

    def loss(value):
        rewind(seeds)
        return tf.reduce_sum(layer(value, training=True) * factors)

    weights = layer.trainable_weights
    with tf.GradientTape() as tape:
        tensor = tf.constant(x)
        tape.watch(tensor)
        total = loss(tensor)
    by_tape = tape.gradient(total, [tensor, *(weight.value for weight in weights)])
    assert gradient_error(lambda value: float(loss(value)), x, by_tape[0].numpy()) < 1e-6
    for weight, gradient in zip(weights, by_tape[1:], strict=True):
        original = weight.numpy()

        def loss_at(value, weight=weight):
            weight.assign(value)
            return float(loss(x))

        assert gradient_error(loss_at, original, gradient.numpy()) < 1e-6, weight.path
        weight.assign(original)


@pytest.mark.slow
@every_layer
def test_compiled_by_xla_it_gives_the_same(name):
    layer, _ = built(name)

    def outputs_and_gradient(x, training):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x, training=training)
        return y, tape.gradient(y, x)

    compiled = tf.function(outputs_and_gradient, jit_compile=True)
    x = tf.constant(images())
    for one, other in zip(compiled(x, False), outputs_and_gradient(x, False), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)
    for one in compiled(x, True):  # XLA's random numbers are others
        assert np.all(np.isfinite(one))


@every_layer
def test_equal_seeds_give_equal_outputs_in_training(name):
    first, _ = built(name)
    second, _ = built(name)
    for _ in range(3):
        np.testing.assert_array_equal(
            first(images(), training=True), second(images(), training=True)
        )


@contextlib.contextmanager
def channels_first():
    before = keras.config.image_data_format()
    keras.config.set_image_data_format("channels_first")
    yield
    keras.config.set_image_data_format(before)


@every_layer
def test_channels_are_last_whatever_keras_is_set_to(name):
    layer, _ = built(name)
    with channels_first():
        other, _ = built(name)
        outputs = other(images())
    np.testing.assert_array_equal(outputs, layer(images()))
