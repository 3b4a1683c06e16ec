"""Which weights belong to which layer."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.diagnostics.tools.weights import (
    Weight,
    gradients_of,
    kernels,
    leaf_layers,
    membership,
    trainable_weights,
)
from tests.callbacks.nets import se_residual


def test_every_trainable_variable_once_in_forward_order():
    model = se_residual()
    weights = trainable_weights(model)
    assert sorted(w.path for w in weights) == sorted(v.path for v in model.trainable_variables)
    layers = list(dict.fromkeys(weight.layer for weight in weights))
    assert layers[:2] == ["stem", "stem_norm"]
    assert layers[-3:] == ["excite1", "excite2", "logits"]
    assert list(kernels(model)) == [
        "stem", "block_conv1", "block_conv2", "excite1", "excite2", "logits"
    ]  # fmt: skip


def test_membership_sums_over_layers():
    weights = trainable_weights(se_residual())
    layers, sums = membership(weights)
    assert sums.shape == (len(weights), len(layers))
    counts = np.ones(len(weights)) @ sums
    assert counts[layers.index("stem")] == 1
    assert counts[layers.index("logits")] == 2


def test_shared_frozen_and_nested_layers():
    shared = keras.layers.Dense(4, name="shared")
    inputs = keras.Input((4,))
    inner = keras.Model(inputs, keras.layers.Dense(4, name="inside")(inputs), name="inner")
    frozen = keras.layers.Dense(4, name="frozen", trainable=False)
    outputs = keras.layers.Dense(2, name="head")(frozen(inner(shared(shared(inputs)))))
    weights = trainable_weights(keras.Model(inputs, outputs))
    assert [w.layer for w in weights if w.is_kernel] == ["shared", "inner/inside", "head"]
    assert [w.size for w in weights if w.is_kernel] == [16, 16, 8]


def test_a_layer_with_several_kernels_gets_a_name_for_each():
    inputs = keras.Input((8, 8, 2))
    x = keras.layers.SeparableConv2D(3, 3, name="both")(inputs)
    model = keras.Model(inputs, keras.layers.Conv2D(1, 1, name="one")(x))
    assert list(kernels(model)) == ["both/depthwise_kernel", "both/pointwise_kernel", "one"]


def test_a_missing_gradient_is_zero():
    weights = trainable_weights(se_residual())[:2]
    given = {weights[0].path: tf.ones(weights[0].shape)}
    first, second = gradients_of(given, weights)
    assert float(tf.reduce_sum(first)) == weights[0].size
    assert second.shape == weights[1].shape
    assert not np.any(second)


@pytest.mark.parametrize(
    ("shape", "size", "is_kernel"),
    [
        ((), 1, False),
        ((5,), 5, False),
        ((3, 4), 12, True),
        ((3, 3, 2, 8), 144, True),
        ((0, 4), 0, True),
    ],
)
def test_a_kernel_has_two_axes_at_least(shape, size, is_kernel):
    weight = Weight("dense/kernel", "dense", "kernel", shape)
    assert (weight.size, weight.is_kernel) == (size, is_kernel)


def test_the_layers_of_nested_models_stand_in_their_place():
    inner = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, name="a")], name="inner")
    outer = keras.Sequential([keras.Input((2,)), inner, keras.layers.ReLU(name="b")], name="outer")
    model = keras.Sequential([keras.Input((2,)), outer, keras.layers.Dense(1, name="c")])
    assert [name for name, _ in leaf_layers(model)] == ["outer/inner/a", "outer/b", "c"]


def test_a_weight_of_the_model_itself_comes_last():
    class Own(keras.Model):
        def __init__(self):
            super().__init__(name="own")
            self.scale = self.add_weight(shape=(1,), name="scale")
            self.head = keras.layers.Dense(2, name="head")

        def call(self, x):
            return self.head(x) * self.scale

    model = Own()
    model(np.zeros((1, 3), "float32"))
    assert [(w.layer, w.name) for w in trainable_weights(model)] == [
        ("head", "kernel"),
        ("head", "bias"),
        ("own", "scale"),
    ]


def test_no_weights_have_an_empty_membership():
    layers, sums = membership([])
    assert layers == []
    assert sums.shape == (0, 0)
    assert gradients_of({}, []) == []
