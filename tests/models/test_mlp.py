from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.models.mlp import mlp
from tests.models.build import build, names


def test_equals_the_formula():
    model = build(mlp, (5,), 3, widths=[4, 6], activation="tanh")
    x = np.random.default_rng(0).normal(size=(7, 5)).astype("float32")
    h = x
    for name in ("dense1", "dense2", "logits"):
        layer = model.get_layer(name)
        layer.bias.assign(np.random.default_rng(1).normal(size=layer.bias.shape))
        h = h @ layer.kernel.numpy() + layer.bias.numpy()
        h = h if name == "logits" else np.tanh(h)
    np.testing.assert_allclose(model(x), h, rtol=1e-5, atol=1e-6)


def test_layers_in_their_order():
    model = build(mlp, widths=[8, 8], norm="batch", dropout=[0.0, 0.5], input_dropout=0.2)
    assert names(model) == [
        "flatten",
        "input_dropout",
        *("dense1", "norm1", "activation1"),
        *("dense2", "norm2", "activation2", "dropout2"),
        "logits",
    ]
    assert model.get_layer("dropout2").rate == 0.5
    assert not model.get_layer("dense1").use_bias
    after = build(mlp, (4,), widths=[8], norm="layer", norm_position="after")
    assert names(after) == ["dense1", "activation1", "norm1", "logits"]
    assert after.get_layer("dense1").use_bias


@pytest.mark.parametrize("activation", ["linear", None])
def test_without_activation_it_is_one_linear_map(activation):
    model = build(mlp, (5,), 3, widths=[4, 6], activation=activation)
    assert names(model) == ["dense1", "dense2", "logits"]
    kernels = [model.get_layer(name).kernel.numpy() for name in names(model)]
    x = np.random.default_rng(0).normal(size=(7, 5)).astype("float32")
    np.testing.assert_allclose(model(x), x @ np.linalg.multi_dot(kernels), rtol=1e-4, atol=1e-5)


def test_without_hidden_layers_it_is_linear():
    assert names(build(mlp, (5,), widths=[])) == ["logits"]


def test_use_bias_false_leaves_every_bias_out():
    assert not any(w.name == "bias" for w in build(mlp, (5,), use_bias=False).weights)


def test_one_initializer_object_draws_anew_for_every_kernel():
    initializer = keras.initializers.HeNormal()
    model = build(mlp, (8,), 8, widths=[8, 8], kernel_initializer=initializer)
    first, second, third = [w.numpy() for w in model.weights if w.name == "kernel"]
    assert not np.array_equal(first, second)
    assert not np.array_equal(second, third)


def test_bias_initializer():
    model = build(mlp, (8,), bias_initializer=keras.initializers.Constant(0.01))
    biases = [weight.numpy() for weight in model.weights if weight.name == "bias"]
    np.testing.assert_allclose(np.concatenate(biases), 0.01)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"widths": [0]}, "Argument `widths` must be an integer >= 1"),
        ({"dropout": 1.0}, r"Argument `dropout` must be a number in \[0, 1\)"),
        ({"dropout": [0.1]}, "Argument `dropout` must be one value or a list with one value per"),
        ({"input_dropout": -0.1}, r"Argument `input_dropout` must be a number in \[0, 1\)"),
        ({"norm": "instance"}, "Argument `norm` must be one of"),
        ({"norm": "group", "widths": [9]}, "Argument `norm_groups` must divide the 9 channels"),
    ],
)
def test_refuses_arguments_out_of_range(arguments, message):
    with pytest.raises(ValueError, match=message):
        build(mlp, (5,), **arguments)


def test_refuses_inputs_of_unknown_size():
    with pytest.raises(ValueError, match="Argument `inputs` must have a known size"):
        build(mlp, (None, 8, 3))
