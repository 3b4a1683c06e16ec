"""Where activation functions are found, and which entries are looked at."""

from __future__ import annotations

import functools

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.activations.bound import BoundActivation
from suite.diagnostics.tools.units import (
    DYING,
    RECTIFIERS,
    Units,
    activation_kind,
    activation_units,
    check_positions,
    chosen_units,
    entries,
    function_name,
    lattice,
)
from suite.layers.weight_normalization import WeightNormalization

L = keras.layers
relu = keras.activations.relu
# What stands in a model, the kind that is found.
FOUND = [
    (functools.partial(L.Dense, 3, activation="relu"), "relu"),
    (functools.partial(L.Dense, 3, activation="tanh"), "tanh"),
    (functools.partial(L.Dense, 3, activation=L.LeakyReLU(0.1)), "leaky_relu"),
    (
        functools.partial(L.Dense, 3, activation=BoundActivation(relu, negative_slope=0.1)),
        "leaky_relu",
    ),
    (functools.partial(L.Dense, 3, activation=BoundActivation(relu, max_value=2.0)), "relu"),
    (functools.partial(L.Conv1D, 3, 1, activation="relu6"), "relu6"),
    (functools.partial(L.Activation, "selu"), "selu"),
    (L.ReLU, "relu"),
    (functools.partial(L.ReLU, negative_slope=0.2), "leaky_relu"),
    (L.LeakyReLU, "leaky_relu"),
    (L.PReLU, "prelu"),
    (L.ELU, "elu"),
    (lambda name: L.TimeDistributed(L.Dense(3, activation="relu"), name=name), "relu"),
    (lambda name: WeightNormalization(L.Dense(3, activation="elu"), name=name), "elu"),
]
NOT_FOUND = [
    functools.partial(L.Dense, 3),
    functools.partial(L.Activation, "linear"),
    L.Softmax,
    functools.partial(L.Dense, 3, activation="softmax"),
    functools.partial(L.LSTM, 3, return_sequences=True),
    functools.partial(L.Dropout, 0.5),
    L.BatchNormalization,
]


def model_with(layer) -> keras.Model:
    inputs = keras.Input((5, 3))
    return keras.Model(inputs, L.Dense(2, activation="sigmoid")(layer(name="it")(inputs)))


@pytest.mark.parametrize(("layer", "kind"), FOUND)
def test_found(layer, kind):
    assert activation_units(model_with(layer)) == [Units("it", kind, 3)]


@pytest.mark.parametrize("layer", NOT_FOUND)
def test_not_found(layer):
    assert activation_units(model_with(layer)) == []


def test_a_layer_named_maxout_is_one():
    class Maxout(L.Layer):
        def call(self, x):
            return keras.ops.maximum(x, -x)

    assert activation_units(model_with(Maxout)) == [Units("it", "maxout", 3)]


def test_chosen_units_are_those_asked_for():
    model = model_with(functools.partial(L.Dense, 3, activation="tanh"))
    assert chosen_units(model, None, {"relu"}) == []
    assert chosen_units(model, ["it"]) == activation_units(model)
    with pytest.raises(ValueError, match=r"one of \['relu'\]. Received: 'it'; the model has \[\]"):
        chosen_units(model, ["it"], {"relu"})


@pytest.mark.parametrize("side", [6, 7, 8, 14, 16, 32, 56, 112])
def test_the_lattice_covers_rows_and_columns(side):
    positions = lattice(side * side, 32)
    assert len(set(positions)) == 32
    assert 0 <= positions.min() <= positions.max() < side * side
    for line in (positions // side, positions % side):
        counts = np.bincount(line * 4 // side, minlength=4)
        assert counts.min() >= 4, counts  # of 8 in each quarter


def test_entries_are_those_of_the_lattice_in_every_sample():
    maps = np.random.default_rng(0).normal(size=(3, 8, 8, 5)).astype("float32")
    picked = maps.reshape(3, 64, 5)[:, lattice(64, 10)].reshape(-1, 5)
    np.testing.assert_array_equal(entries(tf.constant(maps), 10), picked)
    for positions in (None, 64, 100):
        np.testing.assert_array_equal(entries(tf.constant(maps), positions), maps.reshape(-1, 5))


def test_vectors_and_maps_of_unknown_size_are_looked_at_everywhere():
    vectors = tf.ones([4, 3])
    assert entries(vectors, 2).shape == (4, 3)
    unknown = tf.function(
        lambda maps: entries(maps, 2), input_signature=[tf.TensorSpec([None, None, None, 3])]
    )
    assert unknown(tf.ones([2, 4, 4, 3])).shape == (32, 3)


@pytest.mark.parametrize(
    ("layer", "kind"),
    [
        (L.Dense(2), "linear"),
        (L.Dense(2, "softmax"), "softmax"),
        (L.ReLU(6.0), "relu"),
        (L.ReLU(negative_slope=0.1), "leaky_relu"),
        (L.Activation(keras.activations.hard_tanh), "hard_tanh"),
        (L.Bidirectional(L.LSTM(2)), "linear"),
        (L.GRU(2, activation="relu"), "linear"),
        (WeightNormalization(L.Conv2D(2, 3, activation="gelu")), "gelu"),
        (L.Flatten(), "linear"),
        (L.MaxPooling2D(), "linear"),
    ],
)
def test_the_activation_that_a_layer_ends_with(layer, kind):
    assert activation_kind(layer) == kind


def own(x):
    return x


@pytest.mark.parametrize(
    ("activation", "name"),
    [
        (None, "linear"),
        (relu, "relu"),
        (own, "own"),
        (L.ELU(), "elu"),
        (L.ReLU(negative_slope=0.3), "leaky_relu"),
        (BoundActivation(relu, negative_slope=0.0), "relu"),
        (BoundActivation(relu, negative_slope=0.1), "leaky_relu"),
        (BoundActivation(keras.activations.elu, alpha=0.5), "elu"),
        (type("Callable", (), {"__call__": lambda self, x: x})(), "Callable"),
    ],
)
def test_the_name_of_an_activation_function(activation, name):
    assert function_name(activation) == name


@pytest.mark.parametrize("positions", [None, 1, 32])
def test_positions_are_any_number(positions):
    check_positions(positions)


@pytest.mark.parametrize("positions", [0, -3])
def test_no_positions_are_refused(positions):
    said = f"^Argument `positions` must be at least 1, or None. Received: positions={positions}$"
    with pytest.raises(ValueError, match=said):
        check_positions(positions)


def test_what_passes_no_gradient_below_zero_is_a_rectifier():
    assert DYING < RECTIFIERS
    assert {kind for _, kind in FOUND if kind in DYING} == DYING


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        (["sigmoid"], "hidden layers with an activation function. Received: 'sigmoid'; "),
        (["relu", "nowhere"], "hidden layers with an activation function. Received: 'nowhere'; "),
        (["flat"], "hidden layers with an activation function. Received: 'flat'; "),
    ],
)
def test_chosen_layers_must_be_hidden_and_have_units(layers, said):
    inputs = keras.Input((5, 3))
    x = L.Flatten(name="flat")(L.Dense(3, activation="relu", name="relu")(inputs))
    model = keras.Model(inputs, L.Dense(2, activation="sigmoid", name="sigmoid")(x))
    with pytest.raises(ValueError, match="Argument `layers`") as refusal:
        chosen_units(model, layers)
    assert str(refusal.value) == f"Argument `layers` must name {said}the model has ['relu']"


@pytest.mark.parametrize(("size", "count"), [(2, 1), (3, 2), (4, 4), (7, 5), (64, 32), (97, 96)])
def test_the_lattice_meets_no_position_twice(size, count):
    positions = lattice(size, count)
    assert positions.tolist() == sorted(set(positions.tolist()))
    assert len(positions) == count
    assert positions[0] == 0
    assert positions[-1] < size
