from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite.data.augmentation.mixup import Mixup
from tests.data.augmentation.draw import IMAGES, apply


def test_images_and_labels_are_blended_with_the_same_shares_and_partners():
    identity = np.eye(64, dtype=np.float32)  # a label that names its example
    images, mixed = apply(Mixup(0.5), labels=identity)
    np.testing.assert_allclose(mixed.sum(axis=1), 1, atol=1e-6)
    assert (np.count_nonzero(mixed > 1e-6, axis=1) <= 2).all()
    np.testing.assert_allclose(mixed.sum(axis=0) > 0, True)
    blended = np.tensordot(mixed, IMAGES.astype(np.float32), axes=1)
    np.testing.assert_allclose(images, blended, atol=1e-3)


@pytest.mark.parametrize("alpha", [0.001, 0.1, 1.0, 4.0])
def test_shares_follow_the_beta_distribution(alpha):
    count = 6000
    x = np.arange(count, dtype=np.float32)[:, None]
    one_hot = np.zeros((count, 2), np.float32)
    one_hot[:, 0] = 1
    key = tf.constant([0, 11], tf.int64)
    out = apply(Mixup(alpha), x, one_hot)[0][:, 0]
    permutation_key = tf.random.experimental.stateless_split(key, 2)[1]
    partner = tf.random.experimental.stateless_shuffle(tf.range(count), seed=permutation_key)
    gap = x[:, 0] - partner.numpy()
    share = ((out - partner.numpy())[gap != 0] / gap[gap != 0]).clip(0, 1)
    variance = 1 / (4 * (2 * alpha + 1))
    assert np.isfinite(share).all()
    assert abs(share.mean() - 0.5) < 5 * np.sqrt(variance / count)
    assert abs(share.var() - variance) < 0.01


def test_wrong_arguments_are_refused():
    with pytest.raises(ValueError, match="`alpha` must be > 0"):
        Mixup(0)
    with pytest.raises(ValueError, match="`labels` must be one-hot"):
        Mixup()(tf.zeros([3, 2]), tf.zeros([3], tf.int32), tf.constant([0, 0]))
