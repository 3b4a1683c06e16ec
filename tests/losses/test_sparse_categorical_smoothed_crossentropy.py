"""Label smoothing against its formula, PyTorch and Keras on one-hot labels."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.losses.sparse_categorical_smoothed_crossentropy import (
    SparseCategoricalSmoothedCrossentropy,
)

RANDOM = np.random.default_rng(0)
LOGITS = 3 * RANDOM.normal(size=(50, 6))
LABELS = RANDOM.integers(0, 6, 50)
every_smoothing = pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.5, 0.99])


def losses(smoothing, dtype="float64"):
    loss = SparseCategoricalSmoothedCrossentropy(smoothing, reduction=None, dtype=dtype)
    return keras.ops.convert_to_numpy(loss(LABELS, LOGITS))


@every_smoothing
def test_formula(smoothing):
    log_p = LOGITS - np.log(np.exp(LOGITS).sum(axis=1, keepdims=True))
    target = (1 - smoothing) * np.eye(6)[LABELS] + smoothing / 6
    expected = -(target * log_p).sum(axis=1)
    np.testing.assert_allclose(losses(smoothing), expected, rtol=1e-6)
    np.testing.assert_allclose(losses(smoothing, "float32"), expected, rtol=1e-4, atol=1e-6)


@every_smoothing
def test_pytorch(smoothing):
    torch = pytest.importorskip("torch")
    theirs = torch.nn.CrossEntropyLoss(label_smoothing=smoothing, reduction="none")
    expected = theirs(torch.tensor(LOGITS), torch.tensor(LABELS)).numpy()
    np.testing.assert_allclose(losses(smoothing), expected, rtol=1e-6)


@every_smoothing
def test_keras_on_one_hot_labels(smoothing):
    theirs = keras.losses.CategoricalCrossentropy(
        from_logits=True, label_smoothing=smoothing, reduction=None, dtype="float64"
    )
    expected = theirs(np.eye(6)[LABELS], LOGITS)
    np.testing.assert_allclose(losses(smoothing), expected, rtol=1e-6)


def test_a_class_that_is_ruled_out_needs_no_smoothing():
    logits = np.array([[0.0, 1.0, -np.inf]])
    loss = SparseCategoricalSmoothedCrossentropy(0.0)
    assert float(loss(np.array([1]), logits)) == pytest.approx(np.log1p(np.exp(-1)), rel=1e-6)
