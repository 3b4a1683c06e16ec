"""Operations against torchvision and Pillow, and how often each is drawn."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image, ImageEnhance, ImageOps

from suite.data.augmentation.rand_augment import OPERATIONS, RandAugment
from tests.data.augmentation.draw import IMAGES, apply
from tests.data.augmentation.pictures import by_torchvision, pictures

COUNT = 4 * len(OPERATIONS)
BINS = 31
MOVED = {"shear_x", "shear_y", "translate_x", "translate_y", "rotate"}


def changed_and_draws(augmentation, images):
    key = tf.constant([3, 11], tf.int64)
    chosen, signs = augmentation.draw(key, len(images), images.shape[1:])
    out = apply(augmentation, images, np.eye(len(images), dtype=np.float32), seed=3)[0]
    return out, [[OPERATIONS[one] for one in row] for row in chosen.numpy()], signs.numpy()


def close(out, expected, most=1, share=0.03):
    """Whether nearly all values are equal, and the others differ by a rounding."""
    apart = np.abs(out.astype(int) - expected.astype(int))
    return apart.max() <= most and (apart > 0).mean() <= share


@pytest.mark.parametrize(("place", "channels"), [(0, 3), (9, 1), (9, 3), (21, 3), (30, 1)])
def test_every_operation_is_torchvisions(place, channels):
    images = pictures(COUNT, channels)
    out, names, signs = changed_and_draws(RandAugment(1, place, BINS), images)
    assert {name for (name,) in names} == set(OPERATIONS)
    for image, new, (name,), (sign,) in zip(images, out, names, signs, strict=True):
        assert close(new, by_torchvision(image, name, sign, place, BINS)), name


def test_one_operation_follows_the_other_as_torchvisions_do():
    images = pictures(COUNT)
    out, names, signs = changed_and_draws(RandAugment(3, 11, BINS), images)
    for image, new, row, of_row in zip(images, out, names, signs, strict=True):
        for name, sign in zip(row, of_row, strict=True):
            image = by_torchvision(image, name, sign, 11, BINS)
        # A rounding of the first may be another level of a later one.
        assert (np.abs(image.astype(int) - new) > 1).mean() < 0.02, row


@pytest.mark.parametrize("fill", [128, [10, 20, 30]])
def test_what_comes_in_at_the_border_has_the_color_that_is_asked_for(fill):
    images = pictures(COUNT)
    out, names, signs = changed_and_draws(RandAugment(1, 30, BINS, fill), images)
    for image, new, (name,), (sign,) in zip(images, out, names, signs, strict=True):
        if name in MOVED:
            assert (new == fill).all(axis=2).any()
            assert close(new, by_torchvision(image, name, sign, 30, BINS, fill), most=0)


def by_pillow(image, name, factor, place):
    picture = Image.fromarray(image)
    return np.array(
        {
            "identity": lambda: picture,
            "brightness": lambda: ImageEnhance.Brightness(picture).enhance(factor),
            "color": lambda: ImageEnhance.Color(picture).enhance(factor),
            "contrast": lambda: ImageEnhance.Contrast(picture).enhance(factor),
            "sharpness": lambda: ImageEnhance.Sharpness(picture).enhance(factor),
            "posterize": lambda: ImageOps.posterize(picture, round(8 - 4 * place / 30)),
            "solarize": lambda: ImageOps.solarize(picture, 255 * (1 - place / 30)),
            "autocontrast": lambda: ImageOps.autocontrast(picture),
            "equalize": lambda: ImageOps.equalize(picture),
        }[name]()
    )


@pytest.mark.parametrize("place", [8, 30])
def test_tones_are_pillows(place):
    images = pictures(COUNT)
    out, names, signs = changed_and_draws(RandAugment(1, place, BINS), images)
    seen = set()
    for image, new, (name,), (sign,) in zip(images, out, names, signs, strict=True):
        if name not in MOVED:
            seen.add(name)
            exact = name in ("identity", "posterize", "solarize", "equalize")
            expected = by_pillow(image, name, 1 + 0.9 * sign * place / 30, place)
            # Pillow rounds the gray image that the others are mixed with; here it is cut off.
            assert close(new, expected, most=0 if exact else 2, share=1), name
    assert seen == set(OPERATIONS) - MOVED


def test_translations_are_exact():
    images = pictures(COUNT)
    out, names, signs = changed_and_draws(RandAugment(1, 30, BINS, 7), images)
    across = int(150 / 331 * images.shape[2])
    for image, new, (name,), (sign,) in zip(images, out, names, signs, strict=True):
        if name == "translate_x":
            expected = np.full_like(image, 7)
            if sign > 0:
                expected[:, across:] = image[:, :-across]
            else:
                expected[:, :-across] = image[:, across:]
            np.testing.assert_array_equal(new, expected)


def test_operations_and_signs_are_drawn_evenly_and_independently():
    count, kinds = 40_000, len(OPERATIONS)
    chosen, signs = RandAugment(2).draw(tf.constant([5, 6]), count, [1, 1, 3])
    first, second = chosen.numpy().T
    pairs = np.bincount(kinds * first + second, minlength=kinds**2)
    expected = count / kinds**2
    # Chi-squared of 195 degrees of freedom: mean 195, standard deviation 20.
    assert 120 < ((pairs - expected) ** 2 / expected).sum() < 290
    assert set(np.unique(signs)) == {-1, 1}
    assert np.abs(signs.numpy().mean(axis=0)).max() < 5 / np.sqrt(count)
    assert abs(np.corrcoef(first, signs.numpy()[:, 0])[0, 1]) < 5 / np.sqrt(count)


def test_images_of_one_value_and_tiny_ones_stay_whole():
    even = np.full((COUNT, 8, 8, 3), 77, np.uint8)
    out, names, _ = changed_and_draws(RandAugment(1, 0), even)
    for new, (name,) in zip(out, names, strict=True):
        if name not in ("color", "contrast"):  # of which the gray one is a level darker
            assert (new == 77).all(), name
    tiny = even[:, :2, :2]
    out, names, _ = changed_and_draws(RandAugment(1, 30), tiny)
    assert all(
        (new == 77).all() for new, (name,) in zip(out, names, strict=True) if name == "sharpness"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"num_ops": 0}, "`num_ops` must be >= 1"),
        ({"magnitude": -1}, "`magnitude` must be >= 0"),
        ({"magnitude": 31}, "`magnitude` must be below `num_magnitude_bins`=31"),
        ({"magnitude": 0, "num_magnitude_bins": 1}, "`num_magnitude_bins` must be >= 2"),
        ({"fill": 256}, "`fill` must be a whole number in"),
        ({"fill": [0, 0]}, "`fill` must be a whole number in"),
    ],
)
def test_arguments_out_of_range_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        RandAugment(**arguments)


@pytest.mark.parametrize(
    ("augmentation", "images", "message"),
    [
        (RandAugment(), IMAGES.astype(np.float32), "must be uint8 with 1 or 3 channels"),
        (RandAugment(), IMAGES[..., :2], "must be uint8 with 1 or 3 channels"),
        (RandAugment(fill=[1, 2, 3]), IMAGES[..., :1], "`fill` must be a whole number, or one for"),
    ],
    ids=["floats", "two channels", "three colors for one channel"],
)
def test_images_that_it_is_not_defined_on_are_refused(augmentation, images, message):
    with pytest.raises(ValueError, match=message):
        augmentation(tf.constant(images), None, tf.constant([0, 0]))
