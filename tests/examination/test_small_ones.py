"""The examinations of width, batches and targets, whose figures can be counted."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.examination import ExaminationContext, Examples
from suite.examination.batches import batches
from suite.examination.targets import targets
from suite.examination.width import width
from tests.examination.digits import context, layers, splits


def net(*inside, shape=(6, 6, 2)):
    model = keras.Sequential([keras.Input(shape), *inside])
    model.compile("sgd", "mse")
    return model


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ((layers.Flatten(), layers.Dense(8, name="a"), layers.Dense(3)), ("a", 8, 1)),
        (
            (
                layers.Flatten(),
                layers.Dense(8, name="b"),
                layers.Dense(2, name="neck"),
                layers.Dense(8, name="c"),
                layers.Dense(3),
                layers.Softmax(),
            ),
            ("neck", 2, 3),
        ),
        # 4 by 4 places with a filter each
        ((layers.Conv2D(1, 3, name="d"), layers.Flatten(), layers.Dense(3)), ("d", 16, 1)),
        ((layers.Flatten(), layers.Dense(3)), (None, None, 0)),
    ],
    ids=["one", "neck", "filters", "none"],
)
def test_the_narrowest_layer(inside, expected):
    inside = [type(layer).from_config(layer.get_config()) for layer in inside]
    found = width(ExaminationContext(net(*inside), Examples(np.ones((1, 6, 6, 2)), np.ones(1))))
    assert (found.get("narrowest"), found.get("units"), found["depth"]) == expected


def test_a_layer_beside_which_a_path_passes_is_no_neck():
    inputs = keras.Input((4,))
    x = layers.Dense(4, name="wide")(inputs)
    side = layers.Dense(4, name="back")(layers.Dense(1, name="squeeze")(x))
    model = keras.Model(inputs, layers.Dense(2)(layers.Add()([x, side])))
    found = width(ExaminationContext(model, Examples(np.ones((1, 4)), np.ones(1))))
    assert (found["narrowest"], found["units"]) == ("wide", 4)


def test_sorted_batches_hold_few_classes():
    train, _ = splits()
    order = np.argsort(train.targets, kind="stable")
    mixed = [train.take(slice(start, start + 64)) for start in range(0, 640, 64)]
    ordered = [train.take(order[start : start + 64]) for start in range(0, 640, 64)]
    found = batches(context(batches=mixed))
    assert found["classes_per_batch"] == pytest.approx(found["expected"], abs=0.3)
    assert found["expected"] == pytest.approx(10 * (1 - 0.9**64), abs=0.02)
    assert batches(context(batches=ordered))["classes_per_batch"] < 2.1
    assert batches(context()) is None


@pytest.mark.parametrize(
    ("activation", "expected"),
    [
        ("sigmoid", {"output_min": 0.0, "output_max": 1.0, "outside": 0.75}),
        ("tanh", {"output_min": -1.0, "output_max": 1.0, "outside": 0.5}),
        ("relu", {"output_min": 0.0, "outside": 0.25}),
        (None, {"outside": 0.0}),
    ],
)
def test_targets_against_the_last_activation(activation, expected):
    model = net(layers.Dense(1, activation), shape=(1,))
    train = Examples(np.ones((4, 1), "float32"), np.array([[-1.0], [1.0], [2.0], [3.0]]))
    found = targets(ExaminationContext(model, train, targets="values"))
    assert found.pop("answered_std") == pytest.approx(0, abs=1e-6)
    statistics = {name: found.pop(name) for name in ("min", "max", "mean", "std")}
    assert statistics == {
        "min": -1.0,
        "max": 3.0,
        "mean": 1.25,
        "std": pytest.approx(np.std([-1, 1, 2, 3])),
    }
    assert found == expected


def test_classes_have_no_range():
    assert targets(context()) is None
