"""The variance from layer to layer."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.checks.init_gain import (
    has_bias,
    init_gain,
    is_normalized,
    measure,
    measured_layers,
    pre_activation,
)
from tests.checks.context import CLASSES, cnn, context, dense, images, recipe_context

layers = keras.layers


def deep(initializer: str | keras.initializers.Initializer = "he_normal", fused: bool = True):
    """Six wide layers with ReLU in them or after them."""

    def body(x):
        x = layers.Flatten()(x)
        for _ in range(6):
            kernel = keras.initializers.get(initializer).clone()
            x = dense(128, "relu" if fused else None, kernel_initializer=kernel)(x)
            x = x if fused else layers.ReLU()(x)
        return dense(CLASSES)(x)

    return body


def residual_sums(x):
    """Normalized branches that add up: the sums grow, and nothing is wrong."""
    x = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(8, 3, padding="same")(x)))
    for _ in range(12):
        branch = layers.BatchNormalization()(layers.Conv2D(8, 3, padding="same")(x))
        x = layers.ReLU()(layers.Add()([x, layers.Multiply()([branch, branch])]))
    return dense(CLASSES)(layers.Flatten()(x))


@pytest.mark.parametrize("healthy", [deep(), deep(fused=False), cnn, residual_sums])
def test_healthy_nets(healthy):
    assert init_gain(context(healthy)) == []


@pytest.mark.parametrize("fused", [True, False])
def test_equals_the_variances_in_numpy(fused):
    """Oracle: z_1 = x W_1, z_l = relu(z_{l-1}) W_l."""
    made = context(deep(fused=fused))
    x, expected = images(32).reshape(32, -1), []
    kernels = [w for w in made.model.get_weights() if w.ndim == 2]
    for kernel in kernels[:-1]:
        expected.append(np.var(x @ kernel))
        x = np.maximum(x @ kernel, 0)
    np.testing.assert_allclose(measure(made, measured_layers(made.graph)), expected, rtol=1e-4)


def test_a_convolution_with_its_activation_inside():
    def body(x):
        x = layers.Conv2D(6, 3, strides=2, activation="tanh", name="one")(x)
        x = layers.Conv2D(6, 2, padding="same", activation="relu", name="two")(x)
        return dense(CLASSES)(layers.Flatten()(x))

    made = context(body)
    first = made.model.get_layer("one")
    z = keras.ops.conv(images(32), first.kernel, strides=2)
    assert measure(made, measured_layers(made.graph))[0] == pytest.approx(
        float(np.var(z.numpy())), rel=1e-4
    )


@pytest.mark.parametrize(("deviation", "topic"), [(0.01, "init/small"), (1.0, "init/large")])
def test_weights_that_do_not_look_at_the_size_of_their_layer(deviation, topic):
    normal = keras.initializers.RandomNormal(stddev=deviation)
    (finding,) = init_gain(context(deep(normal)))
    assert (finding.severity, finding.topic) == ("warning", topic)
    assert finding.figure > finding.limit == 100


def test_glorot_halves_the_variance_and_is_a_note():
    (finding,) = init_gain(context(deep("glorot_uniform")))
    assert (finding.severity, finding.limit) == ("note", 10.0)
    assert finding.figure == pytest.approx(2**5, rel=0.9)


def test_negative_biases():
    bias = "model.bias_initializer={kind: constant, value: -9}"
    (finding,) = init_gain(recipe_context("models/mlp-digits", bias))
    assert finding.topic == "init/bias"
    assert finding.figure > 100
    assert str(finding.edit) == "model.bias_initializer: constant -> zeros"


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (layers.Dense(2), False),
        (layers.Dense(2, bias_initializer="ones"), True),
        (layers.Dense(2, use_bias=False), False),
        (layers.Conv2D(2, 1, bias_initializer="ones"), True),
        (layers.BatchNormalization(beta_initializer="ones"), False),
        (layers.ReLU(), False),
    ],
)
def test_biases_that_are_not_zero(layer, expected):
    layer.build((None, 3, 3, 2))
    assert has_bias(layer) is expected


def test_what_an_activation_takes_in():
    """Oracles: x W without the bias, and each pixel of a 1 x 1 convolution by itself."""
    x = images(4)
    dense_layer = layers.Dense(3, "relu", bias_initializer="ones")
    conv = layers.Conv2D(3, 1, activation="relu", bias_initializer="ones")
    for layer in (dense_layer, conv):
        layer.build(x.shape)
        kernel = layer.get_weights()[0].reshape(2, 3)
        np.testing.assert_allclose(pre_activation(layer, x), x @ kernel, rtol=1e-4, atol=1e-5)
    assert pre_activation(layers.ReLU(), x) is x


@pytest.mark.parametrize(
    ("body", "normalized"),
    [
        (lambda x: layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(4, 3)(x))), True),
        (lambda x: layers.BatchNormalization()(layers.ReLU()(layers.Conv2D(4, 3)(x))), True),
        (lambda x: layers.ReLU()(layers.Conv2D(4, 3)(x)), False),
        (lambda x: layers.ReLU()(layers.Dropout(0.1)(layers.LayerNormalization()(x))), True),
    ],
)
def test_a_norm_beside_an_activation(body, normalized):
    graph = context(lambda x: dense(CLASSES)(layers.Flatten()(body(x)))).graph
    (call,) = [one for one in graph.calls if isinstance(one.layer, layers.ReLU)]
    assert is_normalized(graph, call) is normalized
