"""All examinations together: complete, in time, and without a trace."""

from __future__ import annotations

import random
from pathlib import Path

import keras
import numpy as np
import pytest

import suite.examination
from suite.examination import EXAMINATIONS, ExaminationContext, Examples, examine
from suite.examination.neighbors import neighbors
from suite.runs.files.strict_json import json_text
from tests.examination.digits import context, known, layers, splits

HELPERS = {"__init__", "context", "registry", "trouble"}


def test_every_file_that_is_no_helper_is_an_examination():
    files = {path.stem for path in Path(suite.examination.__file__).parent.glob("*.py")}
    assert {one.__name__ for one in EXAMINATIONS} == files - HELPERS


@pytest.fixture(scope="module")
def healthy():
    train, _ = splits()
    given = [train.take(slice(start, start + 64)) for start in (0, 64)]
    return examine(context(batches=given))


def test_what_is_measured_of_digits(healthy):
    assert set(healthy) == {
        *("width", "batches", "inference", "confusion", "duplicates", "neighbors", "shift"),
        *("loss_direction", "memorize"),
    }
    assert json_text(healthy)


def test_it_leaves_no_trace():
    """Weights, optimizer, dropout's seeds, Python's and NumPy's random states."""
    keras.utils.set_random_seed(3)
    inputs = keras.Input((8, 8, 1))
    x = layers.BatchNormalization()(layers.Conv2D(4, 3)(inputs))
    x = layers.Dropout(0.5)(layers.Flatten()(layers.ReLU()(x)))
    model = keras.Model(inputs, layers.Dense(10, "softmax")(x))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    train, _ = splits()
    model.fit(train.inputs[:64], train.targets[:64], verbose=0)

    def state():
        variables = [*model.variables, *model.optimizer.variables, *model.metrics_variables]
        return (
            [variable.numpy().tobytes() for variable in variables],
            random.getstate(),
            np.random.get_state()[1].tobytes(),
            keras.random.global_seed_generator().state.numpy().tolist()
            if hasattr(keras.random, "global_seed_generator")
            else None,
        )

    before = state()
    examined = examine(context(model, batches=[train.take(slice(0, 64))], augments=True))
    assert "not_measured" not in examined
    assert state() == before


def test_one_that_fails_keeps_no_other_from_being_made():
    def broken(context):
        raise ValueError("no luck")

    def fine(context):
        return {"figure": 1}

    found = examine(context(), [broken, fine])
    assert found == {"fine": {"figure": 1}, "not_measured": {"broken": "ValueError: no luck"}}


def test_without_time_nothing_is_measured():
    found = examine(context(seconds=0.0))
    assert list(found) == ["not_measured"]
    assert set(found["not_measured"].values()) == {"no time was left"}
    assert len(found["not_measured"]) == len(EXAMINATIONS)


def test_several_inputs_and_outputs():
    first, second = keras.Input((2,), name="a"), keras.Input((3,), name="b")
    x = layers.Concatenate()([first, second])
    model = keras.Model([first, second], [layers.Dense(1)(x), layers.Dense(1)(x)])
    model.compile("sgd", ["mse", "mse"])
    train = Examples([np.ones((40, 2)), np.ones((40, 3))], [np.ones((40, 1)), np.ones((40, 1))])
    found = examine(ExaminationContext(model, train, train))
    assert set(found) <= {"width"}


def test_several_inputs_and_one_output():
    first, second = keras.Input((2,), name="a"), keras.Input((3,), name="b")
    x = layers.Concatenate()([first, second])
    model = keras.Model({"a": first, "b": second}, layers.Dense(2, "softmax")(x))
    model.compile("sgd", "sparse_categorical_crossentropy")
    inputs = {"a": np.ones((40, 2), "float32"), "b": np.ones((40, 3), "float32")}
    found = examine(ExaminationContext(model, Examples(inputs, np.arange(40) % 2)))
    assert {"inference", "confusion", "memorize"} <= set(found)
    assert "not_measured" not in found


def test_a_model_of_ones_own():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = layers.Dense(10, "softmax")

        def call(self, x):
            return self.dense(keras.ops.reshape(x, (-1, 64)) / 255)

    model = Own()
    model.compile("sgd", "sparse_categorical_crossentropy")
    train, _ = splits()
    model(train.inputs[:2])
    found = examine(context(model))
    assert {"inference", "confusion", "neighbors", "shift", "duplicates"} <= set(found)
    assert "memorize" not in found


def test_memory_maps_are_read_by_rows(tmp_path):
    train, _ = splits()
    np.save(tmp_path / "x.npy", train.inputs)
    mapped = Examples(np.load(tmp_path / "x.npy", mmap_mode="r"), train.targets)
    assert examine(context(train=mapped), [neighbors]) == examine(context(), [neighbors])


def test_labels_of_every_form_are_the_same_classes():
    train, _ = splits()
    forms = train.targets, train.targets[:, None].astype("float32"), np.eye(10)[train.targets]
    found = [ExaminationContext(known(), Examples(train.inputs, form)) for form in forms]
    for one in found:
        assert one.kind == "classes"
        np.testing.assert_array_equal(one.train_labels, found[0].train_labels)
    signs = ExaminationContext(
        keras.Sequential([keras.Input((2,)), layers.Dense(1, "tanh")]),
        Examples(np.ones((4, 2)), np.array([-1, 1, 1, -1])),
    )
    assert signs.kind == "classes"
    assert sorted(signs.train_labels.tolist()) == [0, 0, 1, 1]
