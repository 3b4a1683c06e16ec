"""Models that would not open again, or not as the same, are refused before the first step."""

from __future__ import annotations

import keras
import numpy as np
import pytest

import suite
from suite.data import Dataset, Split
from suite.recipe import RecipeError
from suite.training.export.rehearsal import rehearse

X = np.random.default_rng(0).normal(size=(6, 4)).astype("float32")
DATA = Dataset("made", Split(X, np.arange(6) % 2), None, None, ("a", "b"))
register = keras.saving.register_keras_serializable(package="rehearsed")


@register
class Whole(keras.layers.Layer):
    """Gives every argument of its constructor."""

    def __init__(self, factor=3.0, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor

    def call(self, x):
        return x * self.factor

    def get_config(self):
        return {**super().get_config(), "factor": self.factor}


@register
class Forgetful(Whole):
    """Comes back with another factor."""

    def get_config(self):
        return keras.layers.Layer.get_config(self)


@register
class Mute(Forgetful):
    """Does not say its argument, without which it cannot be made."""

    def __init__(self, factor, **kwargs):
        super().__init__(factor, **kwargs)


@register
class Random(Whole):
    """Draws at inference too."""

    def call(self, x):
        return x + keras.random.normal(keras.ops.shape(x))


@register
def squared(x):
    return x * x


def model(*layers):
    return keras.Sequential([keras.Input((4,)), *layers, keras.layers.Dense(2, name="head")])


def rehearsed(*layers):
    rehearse(suite.load("quickstart"), model(*layers), DATA)


@pytest.mark.parametrize(
    "layer",
    [
        keras.layers.Dense(3),
        keras.layers.Dropout(0.5),
        Whole(2.0),
        Random(),
        keras.layers.Dense(3, activation=squared),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_a_model_that_comes_back_is_let_through(layer):
    rehearsed(layer)


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (keras.layers.Lambda(lambda x: x + 1, name="add"), "add holds a Python lambda, which Ker"),
        (
            Forgetful(5.0),
            "the model that is read again from model.keras gives other outputs: the get_config of "
            "Forgetful does not return every argument of its constructor",
        ),
        (Mute(2.0, name="mute"), "mute could not be opened again from model.keras ("),
    ],
    ids=["lambda", "forgetful", "mute"],
)
def test_a_model_that_does_not_is_refused_at_its_place(layer, said):
    with pytest.raises(RecipeError) as caught:
        rehearsed(layer)
    (problem,) = caught.value.problems
    assert problem.key == "model"
    assert problem.message.startswith(said), problem.message


def test_what_to_do_is_said():
    with pytest.raises(RecipeError, match="give Mute a get_config that returns every argument of"):
        rehearsed(Mute(2.0))


def test_forgotten_defaults_are_no_matter():
    rehearsed(Forgetful())


def test_the_model_is_as_it_was():
    network = model(Whole(2.0))
    before = network.get_weights()
    rehearse(suite.load("quickstart"), network, DATA)
    for weight, old in zip(network.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, old)
    assert not network.compiled
