"""A function of five inputs with noise: regression whose best error is known."""

from __future__ import annotations

import numpy as np

from suite.data.dataset import Dataset, Split
from suite.data.toy import check_toy, three_splits


def friedman(samples: int = 1000, noise: float = 1.0, seed: int = 0) -> Dataset:
    """Friedman's first function of ten inputs, five of which do nothing.

        y = 10 sin(pi x_1 x_2) + 20 (x_3 - 1/2)^2 + 10 x_4 + 5 x_5 + noise e

    with x ~ U(0, 1)^10 and e ~ N(0, 1). No estimate has a root mean squared error below `noise`; y
    has a standard deviation of about 5.

    Args:
        samples: training points; validation and test have half as many each.
        noise: standard deviation added to y, >= 0.
        seed: equal seeds give equal points.

    Shapes:
        inputs: (N, 10), float32. targets: (N, 1), float32.

    Example:
        >>> data = friedman(samples=100, noise=0.0)
        >>> data.targets, data.input_shape, len(data.test)
        ('values', (10,), 50)

    Reference: Friedman, 1991, Multivariate adaptive regression splines.
    """
    check_toy(noise=noise)
    if samples < 4:
        raise ValueError(f"Argument `samples` must be at least 4. Received: samples={samples}")

    def draw(generator: np.random.Generator, count: int) -> Split:
        x = generator.uniform(size=(count, 10))
        y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2
        y += 10 * x[:, 3] + 5 * x[:, 4] + noise * generator.normal(size=count)
        return Split(x.astype(np.float32), y.astype(np.float32)[:, None])

    return three_splits("friedman", draw, samples, ("y",), seed, "values")
