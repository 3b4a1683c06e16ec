"""The components of a recipe that are the user's own, wherever they stand."""

from __future__ import annotations

import pytest

from suite.errors import UserError
from suite.recipe import load
from suite.recipe.identity.own_files import own_components

OWN = """
import keras

def net(inputs, classes, width: int = 3, last_layer=None):
    return inputs

def swish(x):
    return x

class Rate(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, start: float = 0.1):
        self.start = start

class Drop(keras.layers.Layer):
    pass

class Watch(keras.callbacks.Callback):
    pass

class Area(keras.metrics.AUC):
    pass

class Half(keras.losses.Loss):
    pass

class Small(keras.regularizers.Regularizer):
    pass
"""


@pytest.fixture
def own(folder):
    (folder / "own.py").write_text(OWN)
    return folder


def found(recipe):
    return [(".".join(map(str, path)), entry.attribute) for path, entry in own_components(recipe)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("model: mlp", []),
        ("model: {kind: mlp, activation: relu}\ncallbacks: [history]", []),
        ("model: ./own.py:net", [("model", "net")]),
        ("model: {kind: ./own.py:net, width: 5}", [("model", "net")]),
        ("model: {kind: mlp, activation: ./own.py:swish}", [("model.activation", "swish")]),
        ("model: mlp\ncallbacks: [history, ./own.py:Watch]", [("callbacks.1", "Watch")]),
        ("model: mlp\nmetrics: [./own.py:Area, auc]", [("metrics.0", "Area")]),
        ("model: mlp\nloss: ./own.py:Half", [("loss", "Half")]),
        (
            "model: mlp\noptimizer: {kind: sgd, learning_rate: {kind: ./own.py:Rate}}",
            [("optimizer.learning_rate", "Rate")],
        ),
        (
            "model: {kind: sequential, layers: [flatten, {kind: ./own.py:Drop}]}",
            [("model.layers.1", "Drop")],
        ),
        (
            "model: {kind: ./own.py:net, last_layer: {kind: ./own.py:Drop}}",
            [("model", "net"), ("model.last_layer", "Drop")],
        ),
        (
            "model: mlp\npenalties: [{layers: '*', kernel_regularizer: ./own.py:Small}]",
            [("penalties.0.kernel_regularizer", "Small")],
        ),
    ],
)
def test_own_components(own, loaded, text, expected):
    assert found(loaded(text)) == expected


def test_a_source_of_data_is_none_of_them(own, loaded):
    (own / "data.py").write_text("def rows():\n    return None\n")
    assert found(loaded("model: mlp\ndata: ./data.py:rows")) == []


def test_each_name_is_meant_relative_to_its_own_text(own, write):
    write(OWN, "base/own.py").with_name("own.py")
    write("model: ./own.py:net", "base/base.yaml")
    (own / "own.py").unlink()
    recipe = load(write("extends: base/base.yaml\nseed: 3"))
    ((path, entry),) = own_components(recipe)
    assert (path, entry.file) == (("model",), own / "base" / "own.py")


def test_a_file_that_is_gone(own, loaded):
    recipe = loaded("model: ./own.py:net")
    (own / "own.py").unlink()
    with pytest.raises(UserError, match=r"own\.py"):
        found(recipe)
