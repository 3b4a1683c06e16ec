"""Interleaved spiral arms, which no linear classifier separates."""

from __future__ import annotations

import numpy as np

from suite.data.dataset import Dataset
from suite.data.toy import check_toy, toy_dataset


def spiral(
    samples: int = 1000,
    classes: int = 3,
    turns: float = 0.6,
    noise: float = 0.03,
    seed: int = 0,
) -> Dataset:
    """Spiral arms in the unit disc, one per class.

    For class j of K, with radius r ~ U(0, 1) and e ~ N(0, 1):

        angle = 2 pi (j / K + turns r + noise e),  x = (r sin angle, r cos angle)

    Args:
        samples: training points; validation and test have half as many each.
        classes: number of arms K >= 2.
        turns: how often an arm winds round the center; 0 gives straight rays.
        noise: standard deviation of the angle, in turns, >= 0.
        seed: equal seeds give equal points.

    Shapes:
        inputs: (N, 2), float32.

    Example:
        >>> data = spiral(samples=90, turns=0.0, noise=0.0)
        >>> bool(np.allclose(data.train.inputs[::3, 0], 0.0))  # the ray of class 0 goes up
        True

    Topic: foundations/universality
    """
    check_toy(classes, noise)

    def draw(generator: np.random.Generator, labels: np.ndarray) -> np.ndarray:
        radius = generator.uniform(size=len(labels))
        wobble = noise * generator.normal(size=len(labels))
        angle = 2 * np.pi * (labels / classes + turns * radius + wobble)
        return np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)

    return toy_dataset("spiral", draw, samples, classes, seed)
