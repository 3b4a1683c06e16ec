from __future__ import annotations

import colorsys

import numpy as np
import pytest
import tensorflow as tf

from suite.data.augmentation.color_jitter import TO_YIQ, ColorJitter
from tests.data.augmentation.draw import IMAGES, apply

LUMA = np.array([0.299, 0.587, 0.114])
FLOATS = IMAGES.astype(np.float32)


def draws(strength, row, seed=2):
    key = tf.constant([seed, 11], tf.int64)
    return strength * tf.random.stateless_uniform([4, 64], key, -1.0, 1.0).numpy()[row]


def column(values):
    return values[:, None, None, None]


def test_brightness_scales_every_image():
    out = apply(ColorJitter(0.5, 0, 0, 0), FLOATS, seed=2)[0]
    np.testing.assert_allclose(out, FLOATS * column(1 + draws(0.5, 0)), atol=1e-2)


def test_contrast_scales_about_the_mean_luma():
    out = apply(ColorJitter(0, 0.5, 0, 0), FLOATS, seed=2)[0]
    mean = column((FLOATS @ LUMA).mean(axis=(1, 2)))
    factor = column(1 + draws(0.5, 1))
    np.testing.assert_allclose(out, mean + factor * (FLOATS - mean), atol=1e-2)


def test_saturation_scales_about_the_gray_image():
    out = apply(ColorJitter(0, 0, 0.5, 0), FLOATS, seed=2)[0]
    gray = (FLOATS @ LUMA)[..., None]
    factor = column(1 + draws(0.5, 2))
    np.testing.assert_allclose(out, gray + factor * (FLOATS - gray), atol=0.5)


def test_hue_turns_the_color_and_keeps_luma_and_chroma():
    out = apply(ColorJitter(0, 0, 0, 0.5), FLOATS, seed=2)[0]
    before, after = FLOATS @ TO_YIQ.T, out @ TO_YIQ.T
    np.testing.assert_allclose(after[..., 0], before[..., 0], atol=0.1)
    chroma = before[..., 1] + 1j * before[..., 2]
    turn = np.exp(2j * np.pi * draws(0.5, 3))[:, None, None]
    np.testing.assert_allclose(after[..., 1] + 1j * after[..., 2], chroma * turn, atol=0.1)


def test_yiq_is_the_standard_one():
    for rgb in ((1.0, 0, 0), (0, 1.0, 0), (0, 0, 1.0), (0.2, 0.5, 0.9)):
        np.testing.assert_allclose(TO_YIQ @ np.array(rgb), colorsys.rgb_to_yiq(*rgb), atol=0.01)


def test_bytes_are_rounded_and_clipped():
    jitter = ColorJitter(1.0, 1.0, 1.0, 0.5)
    exact = apply(jitter, FLOATS)[0]
    assert exact.min() < 0
    assert exact.max() > 255
    np.testing.assert_allclose(apply(jitter)[0], exact.clip(0, 255), atol=0.51)


def test_gray_images_have_brightness_and_contrast_only():
    gray = FLOATS[..., :1]
    plain = apply(ColorJitter(0.3, 0.3, 0, 0), gray)[0]
    np.testing.assert_array_equal(apply(ColorJitter(0.3, 0.3, 1, 0.5), gray)[0], plain)
    in_rgb = apply(ColorJitter(0.3, 0.3, 1, 0.5), gray.repeat(3, axis=3))[0]
    np.testing.assert_allclose(in_rgb, plain.repeat(3, axis=3), atol=0.5)


@pytest.mark.parametrize(
    "argument", [{"brightness": -0.1}, {"contrast": 1.1}, {"saturation": 2}, {"hue": 0.6}]
)
def test_strengths_out_of_range_are_refused(argument):
    with pytest.raises(ValueError, match=f"`{next(iter(argument))}` must be in"):
        ColorJitter(**argument)


def test_other_numbers_of_channels_are_refused():
    with pytest.raises(ValueError, match="must have 1 or 3 channels"):
        ColorJitter()(IMAGES[..., :2], None, [0, 0])


@pytest.mark.parametrize("strengths", [(0.4, 0, 0), (0, 0.4, 0), (0, 0, 0.4), (0.1, 0.1, 0.1)])
def test_brightness_contrast_and_saturation_are_torchvisions(strengths):
    """One after the other as torchvision does it, where nothing is clipped in between."""
    torch = pytest.importorskip("torch")
    functional = pytest.importorskip("torchvision.transforms.v2.functional")
    middle = (60 + FLOATS / 3) / 255  # of floats it knows that they end at 1
    out = apply(ColorJitter(*strengths, 0), middle, seed=2)[0]
    steps = (
        functional.adjust_brightness,
        functional.adjust_contrast,
        functional.adjust_saturation,
    )
    for row, (image, new) in enumerate(zip(middle, out, strict=True)):
        changed = torch.from_numpy(image.transpose(2, 0, 1).copy())
        for place, (step, strength) in enumerate(zip(steps, strengths, strict=True)):
            changed = step(changed, float(1 + draws(strength, place)[row]))
        # Its weights of the luma have four digits.
        np.testing.assert_allclose(changed.numpy().transpose(1, 2, 0), new, atol=2e-4)
