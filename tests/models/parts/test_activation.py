from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.models.parts.activation import activate

X = np.linspace(-2, 2, 9, dtype="float32")[None]


@pytest.mark.parametrize(
    ("activation", "expected"),
    [
        ("relu", np.maximum(X, 0)),
        (keras.activations.tanh, np.tanh(X)),
        (keras.layers.LeakyReLU(negative_slope=0.5), np.where(X < 0, X / 2, X)),
        (keras.layers.PReLU(alpha_initializer="ones"), X),
    ],
    ids=["name", "function", "layer", "layer_with_weights"],
)
def test_applies_and_takes_the_name(activation, expected):
    inputs = keras.Input((9,))
    model = keras.Model(inputs, activate(inputs, activation, "a1"))
    assert model.layers[-1].name == "a1"
    np.testing.assert_allclose(model(X), expected, rtol=1e-6)
    keras.Model.from_config(model.get_config())


def test_every_use_of_a_layer_has_its_own_weights():
    pattern = keras.layers.PReLU()
    inputs = keras.Input((9,))
    outputs = activate(activate(inputs, pattern, "a1"), pattern, "a2")
    assert len(keras.Model(inputs, outputs).trainable_weights) == 2


@pytest.mark.parametrize("activation", ["linear", None])
def test_linear_leaves_the_layer_out(activation):
    assert activate(X, activation, "a1") is X
