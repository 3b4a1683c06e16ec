"""Focal loss against its formula and Keras's losses."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.losses.sparse_categorical_focal_crossentropy import SparseCategoricalFocalCrossentropy

RANDOM = np.random.default_rng(0)
LOGITS = 3 * RANDOM.normal(size=(50, 6))
LABELS = RANDOM.integers(0, 6, 50)
ALPHA = RANDOM.uniform(0.1, 3, 6)


def losses(dtype="float64", **arguments):
    loss = SparseCategoricalFocalCrossentropy(**arguments, reduction=None, dtype=dtype)
    return keras.ops.convert_to_numpy(loss(LABELS, LOGITS))


def by_formula(gamma, alpha):
    p = np.exp(LOGITS) / np.exp(LOGITS).sum(axis=1, keepdims=True)
    p = p[np.arange(50), LABELS]
    return -alpha * (1 - p) ** gamma * np.log(p)


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0, 5.0])
def test_formula(gamma):
    np.testing.assert_allclose(losses(gamma=gamma), by_formula(gamma, 1), rtol=1e-6)
    np.testing.assert_allclose(losses(gamma=gamma, alpha=0.25), by_formula(gamma, 0.25), rtol=1e-6)
    weighted = losses(gamma=gamma, alpha=ALPHA.tolist())
    np.testing.assert_allclose(weighted, by_formula(gamma, ALPHA[LABELS]), rtol=1e-6)
    single = losses("float32", gamma=gamma)
    np.testing.assert_allclose(single, by_formula(gamma, 1), rtol=1e-4, atol=1e-7)


def test_gamma_0_is_the_cross_entropy():
    plain = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction=None)
    expected = keras.ops.convert_to_numpy(plain(LABELS, LOGITS))
    np.testing.assert_allclose(losses("float32", gamma=0.0), expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("alpha", [0.25, ALPHA.tolist()])
def test_keras_on_one_hot_labels(alpha):
    theirs = keras.losses.CategoricalFocalCrossentropy(
        alpha=alpha, gamma=2.0, from_logits=True, reduction=None, dtype="float64"
    )
    expected = theirs(np.eye(6)[LABELS], LOGITS)
    # Keras clips the probabilities at 1e-7.
    np.testing.assert_allclose(losses(gamma=2.0, alpha=alpha), expected, rtol=1e-6, atol=1e-9)


def test_an_easy_sample_counts_a_hundred_times_less():
    logits = np.log([[0.9, 0.1]])
    focal = float(SparseCategoricalFocalCrossentropy()(np.array([0]), logits))
    assert focal == pytest.approx(-np.log(0.9) / 100, rel=1e-4)


def test_gradient_at_certainty_is_zero():
    logits = tf.constant([[80.0, 0.0]])
    loss = SparseCategoricalFocalCrossentropy(gamma=0.5)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        value = loss(np.array([0]), logits)
    assert float(value) == 0
    np.testing.assert_array_equal(tape.gradient(value, logits), [[0, 0]])


def test_a_weight_for_each_class():
    with pytest.raises(ValueError, match="a number for each of the 6 classes"):
        losses(alpha=[1.0, 2.0])
