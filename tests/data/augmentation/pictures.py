"""Smooth pictures of several ranges, as photographs are, and operations of other libraries."""

from __future__ import annotations

import numpy as np
import pytest

HEIGHT, WIDTH = 40, 36


def pictures(count, channels=3):
    """Waves of random direction and length in each channel, between two random levels."""
    random = np.random.default_rng(0)
    y, x = np.mgrid[:HEIGHT, :WIDTH] / HEIGHT
    waves = random.uniform(-8, 8, (3, 2, count, channels, 1, 1))
    values = sum(np.sin(a * y + b * x) for a, b in waves)
    values -= values.min((2, 3), keepdims=True)
    values /= values.max((2, 3), keepdims=True)
    low = random.uniform(0, 60, (count, channels, 1, 1))
    high = random.uniform(150, 256, (count, channels, 1, 1))
    return (low + values * (high - low)).astype(np.uint8).transpose(0, 2, 3, 1)


def _torchvisions(name):
    return "AutoContrast" if name == "autocontrast" else name.title().replace("_", "")


def by_torchvision(image, name, sign, place, bins, fill=None):
    """What torchvision's RandAugment makes of an image by one operation."""
    torch = pytest.importorskip("torch")
    transforms = pytest.importorskip("torchvision.transforms.v2")
    ours = transforms.RandAugment(magnitude=place, num_magnitude_bins=bins, fill=fill)
    of, signed = ours._AUGMENTATION_SPACE[_torchvisions(name)]
    magnitudes = of(bins, *image.shape[:2])
    magnitude = 0.0 if magnitudes is None else float(magnitudes[place])
    changed = ours._apply_image_or_video_transform(
        torch.from_numpy(image.transpose(2, 0, 1).copy()),
        _torchvisions(name),
        sign * magnitude if signed else magnitude,
        interpolation=ours.interpolation,
        fill=ours._fill,
    )
    return changed.numpy().transpose(1, 2, 0)
