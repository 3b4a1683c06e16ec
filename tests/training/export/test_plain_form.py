"""The form in which a model serves, against what its layers compute at inference."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.layers.drop_connect import DropConnect
from suite.layers.stochastic_depth import StochasticDepth
from suite.layers.weight_normalization import WeightNormalization
from suite.training.export.plain_form import plain_form, without_foreign

Dense = keras.layers.Dense


@keras.saving.register_keras_serializable(package="strangers")
class Ones(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None):
        return keras.ops.ones(shape, dtype)


def model(*layers, shape=(4,)):
    inputs = keras.Input(shape)
    x = inputs
    for layer in layers:
        x = layer(x)
    built = keras.Model(inputs, x, name="net")
    random = np.random.default_rng(0)
    built.set_weights([random.normal(size=weight.shape) for weight in built.weights])
    return built


def outputs(network):
    return network.predict(np.random.default_rng(1).normal(size=(5, 4)), verbose=0)


@pytest.mark.parametrize(
    ("layer", "kind"),
    [
        (lambda: DropConnect(Dense(3), 0.5, name="middle"), Dense),
        (lambda: WeightNormalization(Dense(3), name="middle"), Dense),
        (lambda: WeightNormalization(Dense(3, use_bias=False), name="middle"), Dense),
        (lambda: StochasticDepth(0.5, name="middle"), keras.layers.Identity),
        (lambda: Dense(3, name="middle"), Dense),
        (lambda: keras.layers.Dropout(0.5, name="middle"), keras.layers.Dropout),
    ],
)
def test_layers_that_only_train_become_what_they_compute(layer, kind):
    network = model(Dense(4, name="first"), layer(), Dense(2, name="last"))
    plain = plain_form(network)
    assert type(plain.get_layer("middle")) is kind
    assert [one.name for one in plain.layers[1:]] == ["first", "middle", "last"]
    assert plain.name == "net"
    assert not plain.compiled
    np.testing.assert_allclose(outputs(plain), outputs(network), rtol=1e-5, atol=1e-6)


def test_the_kernel_of_weight_normalization_is_its_formula():
    network = model(WeightNormalization(Dense(3), name="dense"))
    layer = network.get_layer("dense")
    g, v = np.asarray(layer.g), np.asarray(layer.v)
    expected = np.ravel(g) * v / np.linalg.norm(v, axis=0)
    np.testing.assert_allclose(plain_form(network).get_layer("dense").kernel, expected, rtol=1e-5)


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_mixed_precision_becomes_float32(policy):
    network = model(Dense(3, dtype=policy), StochasticDepth(0.2, dtype=policy))
    before = keras.config.dtype_policy().name
    plain = plain_form(network)
    assert {layer.dtype_policy.name for layer in plain.layers} == {"float32"}
    assert keras.config.dtype_policy().name == before


def test_a_layer_in_float64_stays_so():
    plain = plain_form(model(Dense(3, dtype="float64", name="fine")))
    assert plain.get_layer("fine").dtype_policy.name == "float64"


def test_other_weights_take_the_place_of_the_models_own():
    network = model(WeightNormalization(Dense(3), name="a"), Dense(2, name="b"))
    others = [weight * 2 for weight in network.get_weights()]
    own, plain = network.get_weights(), plain_form(network, others)
    for weight, before in zip(network.get_weights(), own, strict=True):
        np.testing.assert_array_equal(weight, before)
    network.set_weights(others)
    np.testing.assert_allclose(outputs(plain), outputs(network), rtol=1e-5)


def test_inner_models_are_plain_too():
    inner = model(WeightNormalization(Dense(3), name="wrapped"))
    outer = model(Dense(4), inner, Dense(2))
    plain = plain_form(outer)
    assert type(plain.layers[2].get_layer("wrapped")) is Dense
    np.testing.assert_allclose(outputs(plain), outputs(outer), rtol=1e-5)


def test_a_sequential_model_need_not_have_been_called():
    network = keras.Sequential([keras.Input((4,)), WeightNormalization(Dense(3)), Dense(2)])
    plain = plain_form(network)
    assert [type(layer) for layer in plain.layers[1:]] == [Dense, Dense]
    np.testing.assert_allclose(outputs(plain), outputs(network), rtol=1e-5)


def test_a_frozen_layer_stays_frozen():
    layer = WeightNormalization(Dense(3), name="frozen")
    network = model(layer)
    layer.trainable = False
    assert plain_form(network).get_layer("frozen").trainable is False


OWN = keras.saving.serialize_keras_object(Ones())
KERAS = keras.saving.serialize_keras_object(keras.initializers.HeNormal())


@pytest.mark.parametrize(
    ("argument", "value", "expected"),
    [
        ("kernel_initializer", OWN, "zeros"),
        ("kernel_initializer", KERAS, KERAS),
        ("kernel_initializer", "he_normal", "he_normal"),
        ("bias_regularizer", OWN, None),
        ("kernel_constraint", OWN, None),
        ("activation", OWN, OWN),  # inference needs it
        ("units", 3, 3),
    ],
)
def test_what_only_training_needs_and_keras_does_not_know_is_left_out(argument, value, expected):
    assert without_foreign(argument, value) == expected


def test_an_initializer_of_strangers_is_left_out_of_a_layer_of_keras():
    plain = plain_form(model(Dense(3, kernel_initializer=Ones(), name="dense")))
    assert type(plain.get_layer("dense").kernel_initializer) is keras.initializers.Zeros
