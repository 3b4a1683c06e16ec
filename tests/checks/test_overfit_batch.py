"""Whether the model can learn a handful of samples by heart."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.checks import CheckContext
from suite.checks.overfit_batch import SAMPLES, STEPS, classes_of, overfit_batch

L = keras.layers


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        (np.array([2, 0, 1]), [2, 0, 1]),
        (np.array([[2], [0]]), [2, 0]),
        (np.eye(3), [0, 1, 2]),
        (np.array([[0.1, 0.9], [0.8, 0.2]]), [1, 0]),
    ],
)
def test_class_numbers_of_labels_and_predictions(values, classes):
    assert classes_of(values).tolist() == classes


def judged(*layers, y, loss=None):
    """Of inputs that are all the same: nothing can tell the samples apart."""
    model = keras.Sequential([keras.Input((2,)), *layers])
    model.compile(loss=loss or keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    x = np.ones((len(y), 2), "float32")
    return overfit_batch(CheckContext(None, model, None, (x, np.asarray(y)), 3))


@pytest.mark.parametrize(
    ("y", "share"), [([0, 1], 0.5), ([0, 0, 0, 1], 0.75), ([0, 0, 1, 1, 2, 2], 1 / 3)]
)
def test_always_saying_one_class_is_no_learning(y, share):
    (finding,) = judged(L.Dense(3), y=y)
    assert (finding.severity, finding.limit) == ("error", 1.0)
    assert finding.figure == pytest.approx(share)
    assert finding.text == (
        f"The model could not learn {len(y)} samples by heart in {STEPS} steps: it knows "
        f"{share:.0%} of them."
    )
    assert finding.topic == "practice/babysitting"


def test_one_class_is_known_by_heart_at_once():
    assert judged(L.Dense(3), y=[1] * 5) == []


def test_no_more_than_its_samples_are_learned():
    assert judged(L.Dense(3), y=[1] * SAMPLES + [0, 2] * 9) == []


@pytest.mark.parametrize("loss", ["mse", "binary_crossentropy"])
def test_only_classes_can_be_known_by_heart(loss):
    assert judged(L.Dense(1), y=[0.0, 1.0], loss=loss) == []


def test_one_hot_labels_are_classes():
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    (finding,) = judged(L.Dense(3), y=np.eye(3), loss=loss)
    assert finding.figure == pytest.approx(1 / 3)


def test_the_model_itself_is_not_trained():
    model = keras.Sequential([keras.Input((2,)), L.Dense(2), L.Dropout(0.9)])
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    before = model.get_weights()
    assert overfit_batch(CheckContext(None, model, None, (np.eye(2), np.arange(2)), 2)) == []
    for value, kept in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(value, kept)
    assert model.layers[1].rate == 0.9
