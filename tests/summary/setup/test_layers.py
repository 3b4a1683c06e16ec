"""The layers of all sorts of models, as plain values."""

from __future__ import annotations

import json

import keras
import numpy as np
import pytest

from suite.layers import WeightNormalization
from suite.summary.setup.layer_facts import describe_layer
from suite.summary.setup.layers import describe_layers

layers = keras.layers


def by_name(model):
    found = describe_layers(model)
    json.dumps(found, allow_nan=False)
    return {one["name"]: one for one in found}


def test_a_functional_model_layer_by_layer():
    x = keras.Input((8, 8, 3), name="x")
    y = layers.Conv2D(4, 3, use_bias=False, kernel_regularizer="l2", name="conv")(x)
    y = layers.BatchNormalization(momentum=0.999, epsilon=0.5, name="norm")(y)
    y = layers.LeakyReLU(name="leaky")(y)
    y = keras.ops.tanh(y)
    y = layers.Dropout(0.25, name="drop")(layers.Flatten(name="flat")(y))
    found = by_name(keras.Model(x, layers.Dense(2, "softmax", name="out")(y)))
    assert [one["kind"] for one in found.values()] == [
        *("input_layer", "conv2d", "batch_normalization", "leaky_relu", "tanh", "flatten"),
        *("dropout", "dense"),
    ]
    conv, norm, out = found["conv"], found["norm"], found["out"]
    assert (conv["units"], conv["parameters"], conv["l2"], conv["use_bias"]) == (
        4,
        108,
        0.01,
        False,
    )
    assert (conv["inputs"], conv["output_shape"]) == (["x"], [None, 6, 6, 4])
    assert conv["kernel_initializer"] == {"kind": "glorot_uniform"}
    assert (norm["momentum"], norm["epsilon"], norm["parameters"]) == (0.999, 0.5, 16)
    assert (found["drop"]["rate"], out["activation"], out["inputs"]) == (0.25, "softmax", ["drop"])
    assert [found[name]["activation"] for name in ("conv", "leaky", "norm")] == [
        None,
        "leaky_relu",
        None,
    ]
    assert next(one["activation"] for one in found.values() if one["kind"] == "tanh") == "tanh"


def test_models_in_models_are_walked_into_and_joined():
    inner = keras.Sequential(
        [keras.Input((4,)), layers.Dense(3, "sigmoid", name="a"), layers.Dense(3, name="b")],
        name="body",
    )
    inner.trainable = False
    x = keras.Input((4,), name="x")
    found = by_name(keras.Model(x, layers.Dense(1, name="out")(inner(x))))
    assert list(found) == ["x", "body/a", "body/b", "out"]
    assert [found[name]["inputs"] for name in found] == [[], ["x"], ["body/a"], ["body/b"]]
    assert [found[name]["trainable"] for name in found] == [True, False, False, True]


def test_wrappers_show_what_they_wrap_and_count_nothing_twice():
    x = keras.Input((5, 4), name="x")
    y = layers.Bidirectional(layers.LSTM(3, return_sequences=True, dropout=0.5), name="both")(x)
    y = layers.TimeDistributed(layers.Dense(2, "relu", name="each"), name="time")(y)
    y = WeightNormalization(
        layers.Dense(2, "tanh", kernel_regularizer=keras.regularizers.L1(0.125), name="v"),
        name="normed",
    )(layers.Flatten(name="flat")(y))
    model = keras.Model(x, y)
    found = by_name(model)
    assert found["time/each"]["activation"] == "relu"
    assert (found["normed/v"]["activation"], found["normed/v"]["l1"]) == ("tanh", 0.125)
    assert {one["rate"] for name, one in found.items() if name.startswith("both/")} == {0.5}
    assert sum(one.get("parameters", 0) for one in found.values()) == model.count_params()


class Gate(layers.Layer):
    """A stranger's layer with a layer inside, and a property that raises."""

    def __init__(self, **more):
        super().__init__(**more)
        self.inner = layers.Dense(4, "sigmoid", name="gate")

    @property
    def rate(self):
        raise RuntimeError("not now")

    def call(self, x):
        return x * self.inner(x)


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = layers.Dense(4, "tanh", name="first")
        self.gate = Gate(name="own")

    def call(self, x):
        return self.gate(self.first(x))


@pytest.mark.parametrize("built", [False, True])
def test_a_subclassed_model_shows_the_layers_that_it_lists(built):
    model = Subclassed()
    if built:
        model(np.zeros((1, 4)))
    found = by_name(model)
    assert list(found) == ["first", "own", "own/gate"]
    assert found["own/gate"]["activation"] == "sigmoid"
    assert sum(one["parameters"] for one in found.values()) == (40 if built else 0)


class Cubed(keras.regularizers.Regularizer):
    def __call__(self, x):
        return keras.ops.sum(keras.ops.abs(x) ** 3)

    def get_config(self):
        return {"power": 3}


class OwnPenalty(layers.Layer):
    def build(self, shape):
        self.w = self.add_weight(shape=(2, 2), regularizer=keras.regularizers.L1L2(0.5, 0.25))


def test_penalties_of_every_kind():
    dense = layers.Dense(
        2,
        kernel_regularizer=Cubed(),
        bias_regularizer=keras.regularizers.L2(0.5),
        activity_regularizer=keras.regularizers.L1L2(0.25, 0.125),
    )
    found = describe_layer(dense)
    assert found["regularizer"] == {"kind": "cubed", "power": 3}
    assert (found["l1"], found["l2"], found["bias_l2"]) == (0.0, 0.0, 0.5)
    assert (found["activity_l1"], found["activity_l2"]) == (0.25, 0.125)
    own = OwnPenalty()
    own.build((2,))
    assert (describe_layer(own)["l1"], describe_layer(own)["l2"]) == (0.5, 0.25)


@pytest.mark.parametrize(
    ("activation", "name"),
    [
        ("linear", None),
        (None, None),
        (keras.activations.hard_sigmoid, "hard_sigmoid"),
        (layers.LeakyReLU(), "leaky_relu"),
        (lambda x: x, "lambda"),
    ],
)
def test_the_name_of_an_activation(activation, name):
    assert describe_layer(layers.Dense(2, activation))["activation"] == name


def test_a_layer_that_is_called_twice_is_there_once():
    x, shared = keras.Input((2,), name="x"), layers.Dense(2, name="shared")
    assert list(by_name(keras.Model(x, shared(shared(x))))) == ["x", "shared"]


def test_a_layer_that_is_called_as_in_training_whatever_the_model_is():
    x = keras.Input((4,), name="x")
    y = layers.Dropout(0.5, name="always")(x, training=True)
    found = by_name(keras.Model(x, layers.Dropout(0.5, name="usual")(y)))
    assert [one.get("in_training", False) for one in found.values()] == [False, True, False]


@pytest.mark.parametrize(("bias", "learned"), [("zeros", False), ("ones", True)])
def test_a_frozen_layer_says_whether_it_was_trained_before(bias, learned):
    layer = layers.Dense(2, bias_initializer=bias)
    layer.build((None, 3))
    assert "learned" not in describe_layer(layer)
    layer.trainable = False
    assert describe_layer(layer)["learned"] is learned


def test_layers_say_what_they_cost_and_how_far_they_see():
    inner = keras.Sequential(
        [keras.Input((6, 6, 4)), layers.Conv2D(2, 3, strides=2, name="conv2")], name="body"
    )
    x = keras.Input((8, 8, 3), name="x")
    y = layers.Flatten(name="flat")(inner(layers.Conv2D(4, 3, name="conv1")(x)))
    found = by_name(keras.Model(x, layers.Dense(5, name="out")(y)))
    assert [(one["multiply_adds"], one["receptive_field"]) for one in found.values()] == [
        (0, [1, 1]),
        (6 * 6 * 3 * 3 * 3 * 4, [3, 3]),
        (2 * 2 * 3 * 3 * 4 * 2, [5, 5]),
        (0, "all"),
        (8 * 5, "all"),
    ]


def test_a_layer_that_is_called_twice_costs_twice():
    x, dense = keras.Input((4,), name="x"), layers.Dense(4, name="dense")
    found = by_name(keras.Model(x, dense(dense(x))))
    assert found["dense"]["multiply_adds"] == 2 * 16
    assert found["dense"]["parameters"] == 20


def test_what_is_not_known_of_a_layer_is_not_said():
    x = keras.Input((5, 4), name="x")
    found = by_name(keras.Model(x, layers.LSTM(3, name="memory")(x)))
    assert "multiply_adds" not in found["memory"]
