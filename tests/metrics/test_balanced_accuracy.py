"""Balanced accuracy against scikit-learn's."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf
from sklearn.metrics import balanced_accuracy_score

from suite.metrics.balanced_accuracy import BalancedAccuracy

CLASSES = 5


@pytest.fixture(scope="module")
def answers():
    random = np.random.default_rng(0)
    labels = random.choice([0, 1, 3, 4], size=300, p=[0.7, 0.2, 0.07, 0.03])  # none of class 2
    outputs = random.normal(size=(300, CLASSES)).astype("float32")
    outputs[np.arange(300), labels] += 1
    outputs[:, 0] += 1
    return labels, outputs


def measured(batches, metric=None):
    metric = metric or BalancedAccuracy()
    for batch in batches:
        metric.update_state(*batch)
    return float(metric.result())


@pytest.mark.filterwarnings("ignore:y_pred contains classes not in y_true")
@pytest.mark.parametrize("form", ["sparse", "column", "one_hot"])
@pytest.mark.parametrize("size", [300, 7])
def test_equals_scikit_learn_however_it_is_cut_into_batches(answers, form, size):
    labels, outputs = answers
    expected = balanced_accuracy_score(labels, outputs.argmax(-1))
    y = {"sparse": labels, "column": labels[:, None], "one_hot": np.eye(CLASSES)[labels]}[form]
    batches = [(y[i : i + size], outputs[i : i + size]) for i in range(0, 300, size)]
    assert measured(batches) == pytest.approx(expected, rel=1e-6)
    assert expected != pytest.approx((labels == outputs.argmax(-1)).mean(), rel=0.05)


@pytest.mark.filterwarnings("ignore:y_pred contains classes not in y_true")
def test_sample_weights(answers):
    labels, outputs = answers
    weights = np.random.default_rng(1).uniform(0, 3, 300)
    expected = balanced_accuracy_score(labels, outputs.argmax(-1), sample_weight=weights)
    assert measured([(labels, outputs, weights)]) == pytest.approx(expected, rel=1e-5)


def test_a_guess_is_worth_one_over_the_classes(answers):
    labels, _ = answers
    assert measured([(labels, np.eye(CLASSES)[np.zeros(300, int)])]) == pytest.approx(1 / 4)


def test_reset_and_empty(answers):
    labels, outputs = answers
    metric = BalancedAccuracy()
    assert float(metric.result()) == 0
    once = measured([(labels, outputs)], metric)
    metric.reset_state()
    assert float(metric.result()) == 0
    assert measured([(labels, outputs)], metric) == once


def test_in_a_compiled_and_saved_model(answers, tmp_path):
    labels, outputs = answers
    inputs = keras.Input((CLASSES,))
    model = keras.Model(inputs, keras.layers.Identity()(inputs))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(loss=loss, metrics=[BalancedAccuracy()])
    figure = model.evaluate(outputs, labels, verbose=0, return_dict=True)["balanced_accuracy"]
    assert figure == pytest.approx(measured([(labels, outputs)]))
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras")
    assert again.evaluate(outputs, labels, verbose=0)[1] == pytest.approx(figure)


@pytest.mark.parametrize("shape", [(4, 1), (4,), (4, 3, 2)])
def test_outputs_must_be_one_a_class(shape):
    with pytest.raises(ValueError, match="`y_pred` must have an output for each of at least two"):
        BalancedAccuracy().update_state(np.zeros(4), tf.zeros(shape))


def test_configuration():
    metric = BalancedAccuracy(name="fair", dtype="float64")
    assert metric.get_config() == {"name": "fair", "dtype": "float64"}
    assert BalancedAccuracy.from_config(metric.get_config()).name == "fair"


@pytest.mark.parametrize(
    ("labels", "answers", "expected"),
    [
        ([0, 1], [0, 1], 1.0),
        ([0, 1], [1, 0], 0.0),
        ([0, 0, 0, 1], [0, 0, 0, 0], 0.5),
        ([0, 0, 1, 2], [0, 1, 1, 0], 0.5),
        ([2, 2], [2, 0], 0.5),
    ],
)
def test_by_hand(labels, answers, expected):
    assert measured([(np.array(labels), np.eye(3)[answers])]) == pytest.approx(expected)
