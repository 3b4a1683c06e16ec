"""A function of the user's or of Keras's with some of its arguments given."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.activations.bound import BoundActivation, BoundFunction

X = np.linspace(-3, 3, 13, dtype="float32")


@keras.saving.register_keras_serializable(package="test_bound_function")
def scaled(x, factor=1.0, offset=0.0):
    return x * factor + offset


@pytest.mark.parametrize(
    ("given", "at_the_call", "expected"),
    [
        ({}, {}, 3.0),
        ({"factor": 2.0}, {}, 6.0),
        ({"factor": 2.0}, {"offset": 1.0}, 7.0),
        ({"factor": 2.0, "offset": -1.0}, {}, 5.0),
    ],
)
def test_given_arguments_join_those_of_the_call(given, at_the_call, expected):
    assert BoundFunction(scaled, **given)(3.0, **at_the_call) == expected


def test_an_argument_cannot_be_given_twice():
    with pytest.raises(TypeError, match="multiple values for keyword argument 'factor'"):
        BoundFunction(scaled, factor=2.0)(3.0, factor=3.0)


@pytest.mark.parametrize("kind", [BoundFunction, BoundActivation])
def test_it_is_called_as_its_function(kind):
    assert kind(scaled, factor=2.0).__name__ == "scaled"


def test_a_bound_function_survives_serialization():
    before = BoundFunction(scaled, factor=2.0)
    after = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(before))
    assert type(after) is BoundFunction
    assert (after.function, after.arguments) == (scaled, {"factor": 2.0})


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("leaky_relu", {"negative_slope": 0.5}, np.where(X < 0, X / 2, X)),
        ("elu", {"alpha": 2.0}, np.where(X < 0, 2 * np.expm1(X), X)),
        ("relu", {"max_value": 1.0}, np.clip(X, 0, 1)),
        ("relu", {"threshold": 1.0}, np.where(X > 1, X, 0)),
    ],
)
def test_activations_of_keras_with_arguments(name, arguments, expected):
    function = getattr(keras.activations, name)
    np.testing.assert_allclose(BoundActivation(function, **arguments)(X), expected, atol=1e-6)
