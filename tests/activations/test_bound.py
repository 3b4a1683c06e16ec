"""Activations with arguments."""

from __future__ import annotations

import keras
import numpy as np

from suite.activations.bound import BoundActivation

X = np.linspace(-3, 3, 13, dtype="float32")


def test_equals_the_closed_form():
    expected = np.where(X > 0, X, 2.0 * np.expm1(X / 2.0))
    np.testing.assert_allclose(
        BoundActivation(keras.activations.celu, alpha=2.0)(X), expected, 1e-6
    )


def test_survives_serialization():
    before = BoundActivation(keras.activations.gelu, approximate=True)
    after = keras.activations.get(keras.activations.serialize(before))
    assert after.arguments == {"approximate": True}
    np.testing.assert_array_equal(after(X), before(X))
