"""What `summary.json` says of a run that trains a model."""

from __future__ import annotations

import keras
import pytest

import suite
from suite.training.export.export import Exported
from suite.training.loop.loop_options import Position
from suite.training.run_summary import run_summary


def model(frozen=False):
    layers = [keras.layers.Dense(4, name="body"), keras.layers.BatchNormalization(name="norm")]
    built = keras.Sequential([keras.Input((3,)), *layers, keras.layers.Dense(2, name="head")])
    built.get_layer("body").trainable = not frozen
    return built


def summary(**changes):
    given = {
        "status": "finished",
        "recipe": suite.load("quickstart", "seed=7"),
        "said": {"classes": ["cat", "dog"]},
        "model": model(),
        "position": Position(epoch=2, step=30),
        "metrics": {"loss": 0.25},
        "exported": None,
        "seconds": 1.23456,
    }
    return run_summary(**{**given, **changes})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("status", "finished"),
        ("recipe", "quickstart"),
        ("metrics", {"loss": 0.25}),
        ("epochs", 2),
        ("steps", 30),
        ("seed", 7),
        ("classes", ["cat", "dog"]),
        ("seconds", 1.235),
        # 3 x 4 + 4, two of four numbers of the norm train, 4 x 2 + 2
        ("parameters", {"trainable": 34, "total": 42}),
    ],
)
def test_a_run_in_figures(key, value):
    assert summary()[key] == value


def test_frozen_layers_count_in_the_total_only():
    assert summary(model=model(frozen=True))["parameters"] == {"trainable": 18, "total": 42}


@pytest.mark.parametrize("kind", ["labels", "values"])
def test_outputs_are_named_by_what_they_stand_for(kind):
    found = summary(said={kind: ["a"]})
    assert found[kind] == ["a"]
    assert "classes" not in found


def test_the_model_file_is_told_of_once_it_is_there():
    assert "model" not in summary()
    exported = Exported({"maxout1": "suite.layers.maxout:Maxout"}, compiled=False)
    assert summary(exported=exported)["model"] == {
        "needs": {"maxout1": "suite.layers.maxout:Maxout"},
        "compiled": False,
    }


def test_what_it_was_computed_with_stands_beside_it():
    found = summary()
    assert found["versions"]["keras"] == keras.__version__
    assert found["determinism"] is True
