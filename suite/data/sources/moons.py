"""Two interlocking half circles."""

from __future__ import annotations

import numpy as np

from suite.data.dataset import Dataset
from suite.data.toy import check_toy, toy_dataset


def moons(samples: int = 1000, noise: float = 0.1, seed: int = 0) -> Dataset:
    """Two half circles of radius 1 that reach into each other, one per class.

    With t ~ U(0, pi) and e ~ N(0, I):

        class 0: x = (cos t, sin t) + noise e
        class 1: x = (1 - cos t, 1/2 - sin t) + noise e

    Args:
        samples: training points; validation and test have half as many each.
        noise: standard deviation added to both coordinates, >= 0.
        seed: equal seeds give equal points.

    Shapes:
        inputs: (N, 2), float32.

    Example:
        >>> data = moons(samples=100, noise=0.0)
        >>> upper = data.train.inputs[data.train.labels == 0]
        >>> bool(np.allclose(np.linalg.norm(upper, axis=1), 1.0))
        True

    Topic: foundations/universality
    """
    check_toy(noise=noise)

    def draw(generator: np.random.Generator, labels: np.ndarray) -> np.ndarray:
        angle = generator.uniform(0, np.pi, size=len(labels))
        upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
        points = np.where(labels[:, None] == 0, upper, lower)
        return points + noise * generator.normal(size=points.shape)

    return toy_dataset("moons", draw, samples, 2, seed)
