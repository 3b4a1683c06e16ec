"""`accuracy` fits the labels."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.metrics.accuracy import accuracy

LOGITS = np.eye(4, dtype="float32")[[0, 1, 2, 3, 0, 1, 2, 3]]
LABELS = np.array([0, 1, 2, 3, 0, 1, 3, 2])  # six of eight are right


@pytest.mark.parametrize(
    ("loss", "labels"),
    [
        ("SparseCategoricalCrossentropy", LABELS),
        ("CategoricalCrossentropy", np.eye(4, dtype="float32")[LABELS]),
    ],
)
def test_equals_the_share_of_right_answers(loss, labels):
    inputs = keras.Input((4,))
    model = keras.Model(inputs, keras.layers.Identity()(inputs))
    model.compile(loss=getattr(keras.losses, loss)(from_logits=True), metrics=[accuracy()])
    assert model.evaluate(LOGITS, labels, verbose=0)[1] == pytest.approx(6 / 8)
