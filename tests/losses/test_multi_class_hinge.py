"""Multi-class hinge losses against their formulas, PyTorch and Keras."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.losses.multi_class_hinge import MultiClassHinge

RANDOM = np.random.default_rng(0)
SCORES = 2 * RANDOM.normal(size=(50, 7))
LABELS = RANDOM.integers(0, 7, 50)


def losses(variant, margin):
    loss = MultiClassHinge(variant, margin, reduction=None, dtype="float64")
    return keras.ops.convert_to_numpy(loss(LABELS, SCORES))


@pytest.mark.parametrize("margin", [0.2, 1.0, 3.0])
def test_formulas(margin):
    near, worst = [], []
    for s, y in zip(SCORES, LABELS, strict=True):
        gaps = [max(0.0, margin + s[j] - s[y]) for j in range(7) if j != y]
        near.append(sum(gaps))
        worst.append(max(gaps))
    np.testing.assert_allclose(losses("weston_watkins", margin), near, rtol=1e-12)
    np.testing.assert_allclose(losses("crammer_singer", margin), worst, rtol=1e-12)
    assert not np.allclose(near, worst)


@pytest.mark.parametrize("margin", [0.2, 1.0, 3.0])
def test_pytorch_divides_by_the_number_of_classes(margin):
    torch = pytest.importorskip("torch")
    theirs = torch.nn.MultiMarginLoss(margin=margin, reduction="none")
    expected = theirs(torch.tensor(SCORES), torch.tensor(LABELS)).numpy() * 7
    np.testing.assert_allclose(losses("weston_watkins", margin), expected, rtol=1e-6)


def test_keras_has_crammer_and_singer_for_one_hot_labels():
    """For scores that are not negative: Keras takes the largest of them and of 0."""
    scores = SCORES - SCORES.min()
    ours = MultiClassHinge("crammer_singer", reduction=None, dtype="float64")(LABELS, scores)
    theirs = keras.losses.CategoricalHinge(reduction=None, dtype="float64")
    expected = theirs(np.eye(7)[LABELS], scores)
    np.testing.assert_allclose(ours, expected, rtol=1e-6)


def test_equal_scores():
    scores = np.zeros((1, 10))
    assert float(MultiClassHinge()(np.array([3]), scores)) == 9.0
    assert float(MultiClassHinge("crammer_singer")(np.array([3]), scores)) == 1.0
