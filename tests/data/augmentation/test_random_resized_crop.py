"""`RandomResizedCrop` against torchvision's definition."""

from __future__ import annotations

import math

import numpy as np
import pytest
import tensorflow as tf
from scipy import stats

from suite.data.augmentation.random_resized_crop import RandomResizedCrop

SIZES = [(300, 400), (64, 500), (500, 64), (7, 5), (1, 1)]


def boxes(crop, size, count, seed=0):
    draws = crop.draw(tf.constant([seed, 1]), count, None)
    return crop.boxes(draws, tf.tile([size], [count, 1])).numpy()


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_windows_lie_in_the_image(size):
    top, left, height, width = boxes(RandomResizedCrop(), size, 500).T
    assert min(top.min(), left.min()) >= 0
    assert min(height.min(), width.min()) >= 1
    assert np.all(top + height <= size[0])
    assert np.all(left + width <= size[1])


@pytest.mark.parametrize(
    ("size", "scale", "ratio"),
    [((300, 400), (0.08, 1.0), (3 / 4, 4 / 3)), ((60, 200), (0.3, 0.9), (0.5, 2.0))],
)
def test_windows_have_the_distribution_of_torchvision(size, scale, ratio):
    torch = pytest.importorskip("torch")
    theirs = pytest.importorskip("torchvision.transforms").RandomResizedCrop
    torch.manual_seed(0)
    image = torch.empty(3, *size)
    wanted = np.array([theirs.get_params(image, scale, ratio) for _ in range(3000)]).T
    got = boxes(RandomResizedCrop(scale, ratio), size, 3000).T
    for one, other in zip(got, wanted, strict=True):
        assert stats.ks_2samp(one, other).pvalue > 1e-3


def test_a_window_is_the_formula():
    """Twice the formula of torchvision's `get_params`, of given draws, in Python."""
    crop, size = RandomResizedCrop((0.2, 1.0), (0.4, 2.5)), (90, 160)
    draws = crop.draw(tf.constant([3, 4]), 200, None).numpy()
    for row, box in zip(draws, boxes_of(crop, draws, size), strict=True):
        assert tuple(box) == _by_torchvision(row, size, crop.scale, crop.ratio)


def boxes_of(crop, draws, size):
    return crop.boxes(tf.constant(draws), tf.tile([size], [len(draws), 1])).numpy()


def _by_torchvision(row, size, scale, ratio):
    height, width = size
    for area, shape in zip(row[:10], row[10:20], strict=True):
        target = height * width * (scale[0] + (scale[1] - scale[0]) * area)
        low, high = math.log(ratio[0]), math.log(ratio[1])
        aspect = math.exp(low + (high - low) * shape)
        w, h = round(math.sqrt(target * aspect)), round(math.sqrt(target / aspect))
        if 0 < w <= width and 0 < h <= height:
            return int((height - h + 1) * row[20]), int((width - w + 1) * row[21]), h, w
    if width / height < min(ratio):
        w, h = width, round(width / min(ratio))
    elif width / height > max(ratio):
        w, h = round(height * max(ratio)), height
    else:
        w, h = width, height
    return (height - h) // 2, (width - w) // 2, h, w


def test_where_no_window_fits_it_is_the_largest_in_the_middle():
    crop = RandomResizedCrop((1.0, 1.0), (1.0, 1.0))
    assert boxes(crop, (10, 40), 3).tolist() == [[0, 15, 10, 10]] * 3
    assert boxes(crop, (41, 10), 2).tolist() == [[15, 0, 10, 10]] * 2


@pytest.mark.parametrize("shape", [(24, 24, 3), (9, 17, 1)])
def test_pixels_are_those_of_torchvision(shape):
    torch = pytest.importorskip("torch")
    functional = pytest.importorskip("torchvision.transforms.v2.functional")
    images = np.random.default_rng(0).random((6, *shape), np.float32)
    crop, seed = RandomResizedCrop(), tf.constant([5, 6])
    got = crop(tf.constant(images), tf.zeros([6]), seed)[0].numpy()
    found = crop.boxes(crop.draw(seed, 6, None), tf.tile([shape[:2]], [6, 1])).numpy()
    for image, box, one in zip(images, found.tolist(), got, strict=True):
        planes = torch.from_numpy(image.transpose(2, 0, 1))
        theirs = functional.resized_crop(planes, *box, size=list(shape[:2]), antialias=False)
        np.testing.assert_allclose(one, theirs.numpy().transpose(1, 2, 0), atol=1e-5)


def test_uint8_is_rounded():
    images = np.random.default_rng(0).integers(0, 256, (8, 12, 12, 3), np.uint8)
    crop, seed = RandomResizedCrop(), tf.constant([5, 6])
    exact = crop(tf.constant(images, tf.float32), tf.zeros([8]), seed)[0].numpy()
    assert np.array_equal(crop(images, tf.zeros([8]), seed)[0].numpy(), np.round(exact))


@pytest.mark.parametrize(
    "arguments",
    [
        {"scale": (0.0, 1.0)},
        {"scale": (0.5, 1.1)},
        {"scale": (0.9, 0.5)},
        {"scale": (0.5,)},
        {"ratio": (0.0, 1.0)},
        {"ratio": (2.0, 1.0)},
        {"ratio": (1.0, math.inf)},
    ],
    ids=str,
)
def test_arguments_out_of_range(arguments):
    with pytest.raises(ValueError, match="Received"):
        RandomResizedCrop(**arguments)
