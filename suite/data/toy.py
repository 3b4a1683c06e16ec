"""Points in the plane: what the lectures' toy sets share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from suite.data.dataset import Dataset, Split
from suite.data.targets import Targets

Draw = Callable[[np.random.Generator, np.ndarray], np.ndarray]
DrawSplit = Callable[[np.random.Generator, int], Split]


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

    def draw_split(generator: np.random.Generator, count: int) -> Split:
        labels = np.arange(count, dtype=np.int32) % classes
        return Split(draw(generator, labels).astype(np.float32), labels)

    names = tuple(str(label) for label in range(classes))
    return three_splits(name, draw_split, samples, names, seed)


def three_splits(
    name: str,
    draw: DrawSplit,
    samples: int,
    names: tuple[str, ...],
    seed: int,
    targets: Targets = "classes",
) -> Dataset:
    """A dataset that is drawn: `samples` for training, half as many for validation and for test."""
    train, validation, test = (
        draw(np.random.default_rng([seed, index]), count)
        for index, count in enumerate((samples, samples // 2, samples // 2))
    )
    return Dataset(name, train, validation, test, names, origin={}, targets=targets)


def check_toy(classes: int = 2, noise: float = 0.0) -> None:
    """Refuse fewer than two classes and negative noise."""
    if classes < 2:
        raise ValueError(f"Argument `classes` must be at least 2. Received: classes={classes}")
    if noise < 0:
        raise ValueError(f"Argument `noise` must be >= 0. Received: noise={noise}")
