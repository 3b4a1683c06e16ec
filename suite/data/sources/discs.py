"""Points that lie in any number of overlapping discs: several labels per sample."""

from __future__ import annotations

import numpy as np

from suite.data.dataset import Dataset, Split
from suite.data.toy import check_toy, three_splits


def discs(samples: int = 1000, labels: int = 3, noise: float = 0.1, seed: int = 0) -> Dataset:
    """Points of the plane, each with the labels of all discs that it lies in.

    Disc k of K has the radius 1 and the center (cos 2 pi k / K, sin 2 pi k / K) / 2, so that the
    discs overlap; of three, a point lies in none, some or all of them. With x ~ U(-2, 2)^2 and
    e ~ N(0, I):

        y_k = 1 where |x + noise e - c_k| < 1, else 0

    Args:
        samples: training points; validation and test have half as many each.
        labels: K >= 1, the number of discs.
        noise: standard deviation of the place that the labels are taken at, >= 0.
        seed: equal seeds give equal points.

    Shapes:
        inputs: (N, 2), float32. targets: (N, K), float32.

    Example:
        >>> data = discs(samples=100, labels=2)
        >>> data.targets, data.train.labels.shape
        ('labels', (100, 2))
    """
    check_toy(noise=noise)
    for name, value, least in (("samples", samples, 4), ("labels", labels, 1)):
        if value < least:
            raise ValueError(
                f"Argument `{name}` must be at least {least}. Received: {name}={value}"
            )
    angles = 2 * np.pi * np.arange(labels) / labels
    centers = np.stack([np.cos(angles), np.sin(angles)], axis=1) / 2

    def draw(generator: np.random.Generator, count: int) -> Split:
        points = generator.uniform(-2, 2, size=(count, 2))
        places = points + noise * generator.normal(size=points.shape)
        distances = np.linalg.norm(places[:, None] - centers[None], axis=-1)
        return Split(points.astype(np.float32), (distances < 1).astype(np.float32))

    names = tuple(str(number) for number in range(labels))
    return three_splits("discs", draw, samples, names, seed, "labels")
