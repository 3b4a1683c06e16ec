from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite.data.augmentation.random_crop import RandomCrop
from tests.data.augmentation.draw import IMAGES, LABELS, apply


@pytest.mark.parametrize(("mode", "numpy_mode"), [("constant", "constant"), ("reflect", "reflect")])
@pytest.mark.parametrize("padding", [1, 4])
def test_windows_lie_where_the_offsets_say(padding, mode, numpy_mode):
    out = apply(RandomCrop(padding, mode), seed=3)[0]
    offsets = tf.random.stateless_uniform(
        [64, 2], tf.constant([3, 11], tf.int64), 0, 2 * padding + 1, dtype=tf.int32
    ).numpy()
    border = (padding, padding)
    padded = np.pad(IMAGES, [(0, 0), border, border, (0, 0)], mode=numpy_mode)
    for image, source, (top, left) in zip(out, padded, offsets, strict=True):
        np.testing.assert_array_equal(image, source[top : top + 9, left : left + 7])


def test_all_offsets_are_equally_frequent():
    images = np.zeros((9000, 3, 3, 1), np.uint8)
    images[:, 1, 1] = 1
    labels = np.zeros((9000, 1), np.float32)
    out = apply(RandomCrop(1), images, labels)[0]
    counts = out.sum(axis=0)[..., 0]  # the white pixel lands on all nine places
    assert np.abs(counts - 1000.0).max() < 5 * np.sqrt(9000 / 9 * 8 / 9)


def test_arguments_out_of_range_are_refused():
    with pytest.raises(ValueError, match="`padding` must be >= 1"):
        RandomCrop(0)
    with pytest.raises(ValueError, match="`mode` must be"):
        RandomCrop(1, "wrap")
    with pytest.raises(ValueError, match="`padding` must be smaller than the images"):
        RandomCrop(7, "reflect")(IMAGES, LABELS, [0, 0])
