"""Walking over a model's calls."""

from __future__ import annotations

import keras

from suite.checks.support import roles
from suite.checks.support.graph import Graph
from suite.layers.weight_normalization import WeightNormalization
from tests.checks.context import cnn, model

layers = keras.layers


def test_the_spine_leaves_out_the_branches():
    graph = Graph.of(model(cnn))
    kinds = [type(call.layer).__name__ for call in graph.spine]
    assert kinds == [
        "InputLayer",
        "Conv2D",
        "BatchNormalization",
        "ReLU",
        "Add",
        "ReLU",
        "GlobalAveragePooling2D",
        "Dropout",
        "Dense",
    ]
    assert graph.input.layer.name == model(cnn).layers[0].name or graph.input is graph.calls[0]
    assert isinstance(graph.output.layer, layers.Dense)


def test_walks_stop_at_forks_and_merges():
    graph = Graph.of(model(cnn))
    by_kind = {type(call.layer).__name__: call for call in reversed(graph.calls)}
    first_conv, add = by_kind["Conv2D"], by_kind["Add"]
    assert isinstance(graph.after(first_conv, lambda layer: False).layer, layers.BatchNormalization)
    assert graph.after(first_conv, roles.is_affine) is by_kind["ReLU"]
    assert graph.after(by_kind["ReLU"], lambda layer: True) is None  # it has two consumers
    assert graph.before(add, lambda layer: False) is None
    head = graph.before(graph.output, roles.passes)
    assert isinstance(head.layer, layers.GlobalAveragePooling2D)


def test_a_subclassed_model_has_no_graph():
    class Own(keras.Model):
        def call(self, x):
            return x

    graph = Graph.of(Own())
    assert graph.calls == ()
    assert graph.input is None
    assert graph.spine == []


def test_activations_of_layers_and_operations():
    assert roles.activation(layers.Dense(3)) is None
    assert roles.activation(layers.Dense(3, activation="tanh")) == "tanh"
    assert roles.activation(layers.Activation("relu")) == "relu"
    assert roles.activation(layers.LeakyReLU()) == "leaky_relu"
    assert roles.activation(layers.Softmax()) == "softmax"
    assert roles.activation(layers.LSTM(3)) is None
    assert roles.activation(WeightNormalization(layers.Dense(3, activation="relu"))) == "relu"
    inputs = keras.Input((4,))
    operation = Graph.of(keras.Model(inputs, keras.ops.softmax(inputs))).output.layer
    assert roles.activation(operation) == "softmax"


def test_kernels_of_wrapped_layers():
    wrapped = WeightNormalization(layers.Dense(3))
    wrapped.build((None, 5))
    assert roles.has_kernel(wrapped)
    assert roles.kernel(wrapped).shape == (5, 3)
    assert not roles.has_kernel(layers.DepthwiseConv2D(3))
