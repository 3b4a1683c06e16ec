"""What a loss says of right answers and of wrong ones."""

from __future__ import annotations

import math

import keras
import numpy as np
import pytest

from suite.examination import ExaminationContext, Examples
from suite.examination.loss_direction import loss_direction

LABELS = np.arange(60) % 3
ROWS = np.ones((60, 2), "float32")
losses = keras.losses


def examined(loss, units=3, last=None, targets=LABELS, kind="classes"):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(units, activation=last)])
    model.compile("sgd", loss)
    return loss_direction(ExaminationContext(model, Examples(ROWS, targets), targets=kind))


def negated(y_true, y_pred):
    return -losses.sparse_categorical_crossentropy(y_true, y_pred)


def exchanged(y_true, y_pred):
    return losses.categorical_crossentropy(y_pred, y_true)


@pytest.mark.parametrize(
    ("loss", "last"),
    [
        (losses.SparseCategoricalCrossentropy(from_logits=True), None),
        ("sparse_categorical_crossentropy", "softmax"),
    ],
    ids=["logits", "probabilities"],
)
def test_cross_entropy(loss, last):
    found = examined(loss, last=last)
    assert found == pytest.approx({"right": -math.log(0.9), "wrong": -math.log(0.05)}, rel=1e-4)


def test_one_output():
    found = examined("binary_crossentropy", 1, "sigmoid", (LABELS > 0).astype("float32"))
    assert found == pytest.approx({"right": -math.log(0.9), "wrong": -math.log(0.1)}, rel=1e-4)


def test_values():
    values = np.linspace(-1, 1, 60, dtype="float32")[:, None]
    found = examined("mse", 1, targets=values, kind="values")
    assert found["right"] == 0
    assert found["wrong"] == pytest.approx(values.var(), rel=0.01)
    turned = examined(lambda y, f: -losses.mean_squared_error(y, f), 1, None, values, "values")
    assert turned["right"] > turned["wrong"]


def test_a_minus_sign():
    found = examined(negated, last="softmax")
    assert found["right"] == pytest.approx(math.log(0.9), rel=1e-4)
    assert found["wrong"] == pytest.approx(math.log(0.05), rel=1e-4)


@pytest.mark.parametrize(
    ("loss", "named"),
    [
        (exchanged, "categorical_crossentropy"),
        (lambda y, p: losses.kl_divergence(p, y), "kl_divergence"),
        (lambda y, p: losses.poisson(p, y), "poisson"),
        ("categorical_crossentropy", None),
        ("kl_divergence", None),
        ("mse", None),
        (lambda y, p: 2 * losses.categorical_crossentropy(y, p), None),
    ],
)
def test_labels_and_predictions_exchanged(loss, named):
    found = examined(loss, last="softmax", targets=np.eye(3, dtype="float32")[LABELS])
    assert found.get("exchanged") == named


def test_what_cannot_be_asked():
    several = (np.arange(180).reshape(60, 3) % 2).astype("float32")
    assert examined("binary_crossentropy", last="sigmoid", targets=several, kind="labels") is None
    assert examined("sparse_categorical_crossentropy", 2, "softmax") is None
