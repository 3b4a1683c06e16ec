"""Points in the plane: what the lectures' toy sets share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from suite.data.dataset import Dataset, Split

Draw = Callable[[np.random.Generator, np.ndarray], np.ndarray]


def toy_dataset(name: str, draw: Draw, samples: int, classes: int, seed: int) -> Dataset:
    """Three independent splits of points, the classes in turn and so balanced.

    Args:
        name: of the set.
        draw: (generator, labels of shape (N,)) -> points of shape (N, 2).
        samples: training points; validation and test have half as many each.
        classes: at least 2.
        seed: equal seeds give equal points.
    """
    if samples < 2 * classes:
        raise ValueError(
            f"Argument `samples` must be at least 2 for each of {classes} classes. "
            f"Received: samples={samples}"
        )
    splits = []
    for index, count in enumerate((samples, samples // 2, samples // 2)):
        labels = np.arange(count, dtype=np.int32) % classes
        points = draw(np.random.default_rng([seed, index]), labels)
        splits.append(Split(points.astype(np.float32), labels))
    names = tuple(str(label) for label in range(classes))
    return Dataset(name, *splits, class_names=names, origin={})


def check_toy(classes: int = 2, noise: float = 0.0) -> None:
    """Refuse fewer than two classes and negative noise."""
    if classes < 2:
        raise ValueError(f"Argument `classes` must be at least 2. Received: classes={classes}")
    if noise < 0:
        raise ValueError(f"Argument `noise` must be >= 0. Received: noise={noise}")
