"""Gaussian clouds on a circle, which a linear classifier separates as well as can be."""

from __future__ import annotations

import numpy as np

from suite.data.dataset import Dataset
from suite.data.toy import check_toy, toy_dataset


def blobs(samples: int = 1000, classes: int = 3, noise: float = 0.3, seed: int = 0) -> Dataset:
    """Gaussian clouds whose centers lie evenly on the unit circle, one per class.

    For class j of K, with e ~ N(0, I):

        x = (cos 2 pi j / K, sin 2 pi j / K) + noise e

    Args:
        samples: training points; validation and test have half as many each.
        classes: number of clouds K >= 2.
        noise: standard deviation of a cloud, >= 0; 0 puts all its points on the center.
        seed: equal seeds give equal points.

    Shapes:
        inputs: (N, 2), float32.

    Example:
        >>> blobs(samples=100, noise=0.0).train.inputs[0].tolist()
        [1.0, 0.0]
    """
    check_toy(classes, noise)

    def draw(generator: np.random.Generator, labels: np.ndarray) -> np.ndarray:
        angle = 2 * np.pi * labels / classes
        center = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        return center + noise * generator.normal(size=center.shape)

    return toy_dataset("blobs", draw, samples, classes, seed)
