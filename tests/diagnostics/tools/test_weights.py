"""Which weights belong to which layer."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from suite.diagnostics.tools.weights import gradients_of, kernels, membership, trainable_weights
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
