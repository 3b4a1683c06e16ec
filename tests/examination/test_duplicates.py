"""Examples that are there twice."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.examination import ExaminationContext, Examples
from suite.examination.duplicates import duplicates
from tests.examination.digits import changed, context, splits


def test_digits_are_all_different():
    found = duplicates(context())
    assert found["near_validation"] < 0.01
    assert (found["conflicting"], found["blank"]) == (0.0, 0.0)
    assert found["distinct"] > 0.99


@pytest.mark.parametrize(
    ("noise", "order"), [(0.0, 1), (2.0, 1), (0.0, -1)], ids=["equal", "noisy", "mirrored"]
)
def test_validation_images_from_the_training_set(noise, order):
    train, validation = splits()
    inputs = validation.inputs.astype("float32")
    inputs[::4] = train.inputs[: len(inputs[::4]), :, ::order]
    inputs += np.random.default_rng(0).normal(0, noise, inputs.shape)
    found = duplicates(context(validation=changed(validation, inputs=inputs.astype("float32"))))
    assert found["near_validation"] == pytest.approx(0.25, abs=0.06)


def test_equal_inputs_with_different_labels():
    train, _ = splits()
    inputs, targets = train.inputs.copy(), train.targets.copy()
    inputs[:100], targets[:100] = inputs[100:200], (targets[100:200] + 1) % 10
    found = duplicates(context(train=Examples(inputs, targets)))
    assert found["conflicting"] == pytest.approx(200 / len(train), abs=0.01)
    assert found["distinct"] == pytest.approx(1 - 100 / len(train), abs=0.01)


def test_blank_images():
    train, _ = splits()
    inputs = train.inputs.copy()
    inputs[::2] = 7
    found = duplicates(context(train=changed(train, inputs=inputs)))
    assert found["blank"] == pytest.approx(0.5, abs=0.01)
    assert found["conflicting"] == pytest.approx(0.5, abs=0.01)


def table(rows: np.ndarray, held: np.ndarray) -> dict:
    model = keras.Sequential([keras.Input((rows.shape[1],)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    train, validation = (Examples(part, part[:, :1]) for part in (rows, held))
    return duplicates(ExaminationContext(model, train, validation))


def test_rows_of_a_table():
    random = np.random.default_rng(0)
    rows, held = random.normal(size=(300, 4)), random.normal(size=(100, 4))
    found = table(rows, held)
    assert found["near_validation"] == 0.0
    held[:30] = rows[:30] + 1e-7
    assert table(rows, held)["near_validation"] == pytest.approx(0.3, abs=0.02)


def test_words_are_not_compared():
    words = keras.Sequential([keras.Input((3,)), keras.layers.Embedding(9, 2)])
    rows = Examples(np.ones((40, 3)), np.zeros(40, int))
    assert duplicates(ExaminationContext(words, rows, targets="classes")) is None


def test_rows_that_are_equal_by_chance_are_not_compared():
    bits = np.random.default_rng(0).integers(0, 2, (200, 4)).astype("float32")
    assert table(bits, bits) is None


def test_a_row_of_one_number_is_not_blank():
    column = np.random.default_rng(0).normal(size=(200, 1)).astype("float32")
    assert "blank" not in table(column, column)
