"""What a sample is, by its array and by the layers that take it."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.examination.outcome.sample_form import form_of

layers = keras.layers
PLAIN = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
WORDS = keras.Sequential([keras.Input((3,)), layers.Embedding(9, 2), layers.Flatten()])
STEPS = keras.Sequential([keras.Input((9, 9)), layers.LSTM(2)])


@pytest.mark.parametrize(
    ("model", "inputs", "form"),
    [
        (PLAIN, np.ones((2, 3)), "table"),
        (WORDS, np.ones((2, 3), int), "tokens"),
        (PLAIN, np.ones((2, 9, 9, 3), np.uint8), "image"),
        (PLAIN, np.ones((2, 9, 9)), "image"),
        (STEPS, np.ones((2, 9, 9)), "series"),
        (PLAIN, np.ones((2, 100, 2)), "series"),
        (PLAIN, np.ones((2, 4, 9, 9, 1)), "volume"),
        (PLAIN, np.array(["a", "b"], dtype=object), "text"),
        (PLAIN, np.array([["a"], ["b"]]), "text"),
        (PLAIN, np.array([["a", "b"]]), "other"),
        (PLAIN, np.ones((2, 3), complex), "other"),
        (PLAIN, np.ones(3), "other"),
        (PLAIN, [np.ones((2, 3)), np.ones((2, 3))], "other"),
    ],
)
def test_form(model, inputs, form):
    assert form_of(model, inputs) == form
