"""What a layer does in a network."""

from __future__ import annotations

import keras
import pytest

from suite.checks.support import roles
from suite.layers.input_whitening import InputWhitening
from suite.layers.nonlinear_normalization import NonlinearNormalization
from suite.layers.weight_normalization import WeightNormalization

L = keras.layers


def wrapped(layer: keras.Layer) -> WeightNormalization:
    return WeightNormalization(layer)


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (L.Dense(2), True),
        (L.Conv1D(2, 3), True),
        (L.Conv2D(2, 3), True),
        (L.Conv3D(2, 3), True),
        (wrapped(L.Conv2D(2, 3)), True),
        (L.TimeDistributed(L.Dense(2)), True),
        (L.SeparableConv2D(2, 3), False),
        (L.DepthwiseConv2D(3), False),
        (L.Embedding(2, 3), False),
        (L.EinsumDense("ab,bc->ac", 3), False),
        (L.ReLU(), False),
    ],
)
def test_has_a_kernel(layer, expected):
    assert roles.has_kernel(layer) is expected


@pytest.mark.parametrize(
    ("layer", "linear", "activation"),
    [
        (L.Dense(2), True, False),
        (L.Dense(2, "linear"), True, False),
        (L.Dense(2, "relu"), False, False),
        (wrapped(L.Dense(2)), True, False),
        (L.Activation("relu"), False, True),
        (L.Activation("linear"), False, False),
        (L.ELU(), False, True),
        (L.Dropout(0.1), False, False),
        (L.BatchNormalization(), False, False),
    ],
)
def test_linear_layers_and_activations_of_their_own(layer, linear, activation):
    assert roles.is_linear(layer) is linear
    assert roles.is_activation(layer) is activation


@pytest.mark.parametrize(
    ("layer", "passes", "affine"),
    [
        (L.Flatten(), True, True),
        (L.Reshape((2,)), True, True),
        (L.Permute((1,)), True, True),
        (L.Identity(), True, True),
        (L.Dropout(0.5), True, True),
        (L.SpatialDropout2D(0.5), True, True),
        (L.Activation("linear"), True, True),
        (L.BatchNormalization(), False, True),
        (L.AveragePooling2D(2), False, True),
        (L.GlobalAveragePooling2D(), False, True),
        (L.ZeroPadding2D(), False, True),
        (L.MaxPooling2D(), False, False),
        (L.LayerNormalization(), False, False),
        (L.Activation("relu"), False, False),
        (L.Dense(2), False, False),
        (L.Add(), False, False),
    ],
)
def test_what_leaves_values_as_they_are(layer, passes, affine):
    assert roles.passes(layer) is passes
    assert roles.is_affine(layer) is affine


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (L.BatchNormalization(), True),
        (L.LayerNormalization(), True),
        (L.GroupNormalization(1), True),
        (L.RMSNormalization(), True),
        (L.UnitNormalization(), True),
        (L.Normalization(mean=0.0, variance=1.0), False),
        (L.Rescaling(0.5), False),
        (L.Dense(2), False),
    ],
)
def test_is_a_norm(layer, expected):
    assert roles.is_norm(layer) is expected


@pytest.mark.parametrize(
    ("layer", "preprocesses"),
    [
        (L.Normalization(mean=0.0, variance=1.0), True),
        (L.Rescaling(0.5), True),
        (InputWhitening(), True),
        (NonlinearNormalization(), True),
        (L.BatchNormalization(), False),
    ],
)
def test_preprocessing(layer, preprocesses):
    assert isinstance(layer, roles.PREPROCESSING) is preprocesses


OPERATIONS = {
    "elu": keras.ops.elu,
    "gelu": keras.ops.gelu,
    "leaky_relu": keras.ops.leaky_relu,
    "log_softmax": keras.ops.log_softmax,
    "relu": keras.ops.relu,
    "relu6": keras.ops.relu6,
    "sigmoid": keras.ops.sigmoid,
    "silu": keras.ops.silu,
    "softmax": keras.ops.softmax,
    "tanh": keras.ops.tanh,
    None: keras.ops.square,
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_activation_of_an_operation_in_the_graph(name):
    inputs = keras.Input((4,))
    model = keras.Model(inputs, OPERATIONS[name](inputs))
    assert roles.activation(model.operations[-1]) == name


def test_the_layer_inside_a_wrapper():
    inner = L.Dense(2)
    assert roles.unwrapped(wrapped(inner)) is inner
    assert roles.unwrapped(inner) is inner
