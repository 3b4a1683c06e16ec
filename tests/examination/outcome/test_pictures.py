"""Small PNG pictures: decoded again, they are what they were made of."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image

from suite.examination.outcome.pictures import SIDES, brightness, finite, pictures, png, shades


def decoded(text: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(text, validate=True))))


@pytest.mark.parametrize("shape", [(20, 30), (64, 64), (17, 5), (20, 30, 3)])
def test_an_image_of_up_to_64_pixels_comes_back_bit_for_bit(shape):
    image = np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)
    np.testing.assert_array_equal(decoded(pictures([image], 10**6)[0]), image)


def test_the_pixels_of_a_tiny_image_become_squares():
    image = np.random.default_rng(0).integers(0, 256, (8, 4, 3)).astype(np.uint8)
    np.testing.assert_array_equal(
        decoded(pictures([image], 10**6)[0]), image.repeat(8, axis=0).repeat(8, axis=1)
    )


def test_a_large_image_becomes_the_means_of_areas():
    image = np.random.default_rng(0).integers(0, 256, (128, 256)).astype(np.uint8)
    found = decoded(pictures([image], 10**6)[0]).astype(float)
    assert found.shape == (32, 64)
    means = image.reshape(32, 4, 64, 4).mean(axis=(1, 3))
    assert np.abs(found - means).max() <= 1


def test_where_they_are_too_many_bytes_all_of_them_become_smaller():
    random = np.random.default_rng(0)
    images = [random.integers(0, 256, (64, 64, 3)).astype(np.uint8) for _ in range(24)]
    texts = pictures(images, 110_000)
    sides = {max(decoded(text).shape[:2]) for text in texts}
    assert len(sides) == 1
    assert sides < set(SIDES[1:])
    assert sum(map(len, texts)) <= 110_000


def test_an_image_of_one_row():
    assert Image.open(io.BytesIO(png(np.zeros((1, 500), np.uint8)))).size == (64, 1)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([[[0.0], [1.0], [0.5]]], [[0, 255, 128]]),
        ([[[0.0, 1.0]]], [[128]]),  # of two channels the mean
        ([[[0.0, 0.5, 1.0]]], [[[0, 128, 255]]]),
        ([[[0.0, 0.5, 1.0, 0.3, 0.1]]], [[[0, 128, 255]]]),  # the first three
        ([[[np.nan], [np.inf], [-np.inf]]], [[0, 255, 0]]),
    ],
)
def test_shades(values, expected):
    assert shades(np.array(values), 0.0, 1.0).tolist() == expected


def test_shades_of_a_constant_image():
    assert shades(np.full((1, 2, 1), 5.0), 5.0, 5.0).tolist() == [[0, 0]]


@pytest.mark.parametrize(
    ("images", "expected"),
    [
        (np.array([0, 255], np.uint8), (0, 255)),
        (np.array([100, 230], np.uint8), (0, 255)),
        (np.array([0, 16], np.uint8), (0, 16)),
        (np.array([0, 1], np.uint8), (0, 1)),
        (np.array([0.1, 0.9], np.float32), (0, 1)),
        (np.array([-0.9, 0.9], np.float32), (-1, 1)),
        (np.array([-2.5, 3.5]), (-2.5, 3.5)),
        (np.array([0.0, 250.0]), (0, 255)),
        (np.array([np.nan, 0.0, 4.0, np.inf]), (0, 4)),
        (np.array([np.nan]), (0, 1)),
        (np.zeros(3), (0, 0)),
    ],
)
def test_black_and_white(images, expected):
    assert brightness(images) == expected


def test_numbers_of_a_net_that_has_diverged_can_be_drawn():
    values = finite(np.array([[[np.inf], [-np.inf], [np.nan], [1e308]]]))
    assert np.isfinite(values.max() - values.min())
    assert shades(values, values.min(), values.max()).shape == (1, 4)
