from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite.data.augmentation.random_rotation import RandomRotation
from tests.data.augmentation.draw import IMAGES, apply


def rotated(image, angle):
    """Bilinear reading at the turned coordinates, black outside."""
    height, width, _ = image.shape
    padded = np.pad(image.astype(np.float64), [(1, 1), (1, 1), (0, 0)])
    y, x = np.mgrid[:height, :width]
    y, x = y - (height - 1) / 2, x - (width - 1) / 2
    cos, sin = np.cos(angle), np.sin(angle)
    old_x = x * cos - y * sin + (width - 1) / 2
    old_y = x * sin + y * cos + (height - 1) / 2
    out = np.zeros(image.shape)
    left, top = np.floor(old_x).astype(int), np.floor(old_y).astype(int)
    for row, column in ((0, 0), (0, 1), (1, 0), (1, 1)):
        weight = (1 - np.abs(old_y - top - row)) * (1 - np.abs(old_x - left - column))
        i, j = top + row + 1, left + column + 1
        inside = (i >= 0) & (i < height + 2) & (j >= 0) & (j < width + 2)
        i, j = np.clip(i, 0, height + 1), np.clip(j, 0, width + 1)
        out += (weight * inside)[..., None] * padded[i, j]
    return out


@pytest.mark.parametrize("degrees", [10, 180])
def test_pixels_are_read_at_the_turned_coordinates(degrees):
    seed = tf.constant([5, 11], tf.int64)
    limit = np.deg2rad(degrees)
    angles = tf.random.stateless_uniform([64], seed, -limit, limit).numpy()
    expected = np.stack([rotated(*pair) for pair in zip(IMAGES, angles, strict=True)])
    exact = apply(RandomRotation(degrees), IMAGES.astype(np.float32), seed=5)[0]
    np.testing.assert_allclose(exact, expected, atol=0.02)
    rounded = apply(RandomRotation(degrees), seed=5)[0]
    np.testing.assert_allclose(rounded, expected, atol=0.52)


@pytest.mark.parametrize("degrees", [0, -5, 181])
def test_angles_out_of_range_are_refused(degrees):
    with pytest.raises(ValueError, match="`degrees` must be in"):
        RandomRotation(degrees)
