"""Names of recipes, layers, losses and optimizers that TensorFlow does not take."""

from __future__ import annotations

import re

import keras
import pytest

import suite
from suite.training.assembly.network import model_name
from suite.training.step.scope_names import is_scope_name, rename_layers, scope_name, scoped_loss

# TensorFlow's own rule for the outermost scope.
RULE = re.compile(r"[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*")
NAMES = [
    "été",
    "a+b",
    "a.b.c",
    "1abc",
    "_x",
    "深度学习",
    "ß",
    "ﬁn",
    "x²",
    "Ωμέγα",
    "été-深+b",
    "_-_",
]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_a_recipe_gives_a_scope(name):
    assert RULE.fullmatch(model_name(name))
    assert is_scope_name(scope_name(name, "x"))


def test_names_stay_as_near_as_they_can():
    assert [model_name(name) for name in ("été", "a+b", "深度学习", "practice-x", "v1.0")] == [
        "ete",
        "a_b",
        "model",
        "practice_x",
        "v1.0",
    ]


def test_layers_are_renamed_apart():
    inputs = keras.Input((3,))
    x = keras.layers.Dense(3, name="été")(inputs)
    x = keras.layers.Dense(3, name="ete")(x)
    inner = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="a b")], name="é")
    model = keras.Model(inputs, inner(keras.layers.Dense(3, name="étè")(x)))
    rename_layers(model)
    assert [layer.name for layer in model.layers[1:]] == ["ete_1", "ete", "ete_2", "e"]
    assert inner.layers[0].name == "a_b"
    assert model.get_layer("ete_1") is model.layers[1]


def test_a_loss_keeps_what_it_computes():
    def perte_é(y_true, y_pred):
        return y_true - y_pred

    assert scoped_loss(perte_é).__name__ == "perte_e"
    assert scoped_loss(perte_é)(3, 1) == 2
    assert scoped_loss(keras.losses.Huber(name="é")).name == "e"
    loss = keras.losses.Huber()
    assert scoped_loss(loss) is loss


@pytest.mark.parametrize("name", ["é+深", pytest.param("_x", marks=pytest.mark.slow)])
def test_a_run_of_such_a_name_is_trained_and_opened(name, tmp_path):
    recipe = suite.load("quickstart", f"name={name}", "training.epochs=1")
    run = suite.run(recipe, tmp_path / "run", quiet=True)
    assert (run.name, run.status) == (name, "finished")
    again = suite.Run.open(run.path)
    # Plain Keras traces a graph, in which the model's name is the outermost scope.
    assert again.model.predict(keras.ops.zeros((1, 8, 8, 1)), verbose=0).shape == (1, 10)
