"""Exclusive or of two signs: the smallest task that needs a hidden layer."""

from __future__ import annotations

import numpy as np

from suite.data.dataset import Dataset
from suite.data.toy import check_toy, toy_dataset


def xor(samples: int = 1000, noise: float = 0.05, seed: int = 0) -> Dataset:
    """Four squares round the origin; the class says whether the coordinates' signs differ.

    With u1, u2 ~ U(0, 1), a random sign s, label y in {0, 1} and e ~ N(0, I):

        x = (s u1, s (-1)^y u2) + noise e

    Args:
        samples: training points; validation and test have half as many each.
        noise: standard deviation added to both coordinates, >= 0; 0 makes the classes separable.
        seed: equal seeds give equal points.

    Shapes:
        inputs: (N, 2), float32.

    Example:
        >>> data = xor(samples=100, noise=0.0)
        >>> x, y = data.train.inputs, data.train.labels
        >>> bool(np.all((x[:, 0] * x[:, 1] < 0) == y))
        True

    Reference: Minsky and Papert, 1969, Perceptrons.
    Topic: foundations/universality
    """
    check_toy(noise=noise)

    def draw(generator: np.random.Generator, labels: np.ndarray) -> np.ndarray:
        size = generator.uniform(size=(len(labels), 2))
        sign = generator.choice([-1.0, 1.0], size=len(labels))
        signs = np.stack([sign, np.where(labels == 1, -sign, sign)], axis=1)
        return signs * size + noise * generator.normal(size=size.shape)

    return toy_dataset("xor", draw, samples, 2, seed)
