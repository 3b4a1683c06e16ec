"""The data of the public faults before anything is wrong with it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn import datasets

from benchmarks.doctor.public.photos import photos
from suite.data.targets import Targets

# How a set is shared out, in sevenths.
Split = tuple[np.ndarray, np.ndarray]
Splits = dict[str, Split]
PARTS = {"training": 4, "validation": 1, "test": 2}


@dataclass(frozen=True)
class Arrays:
    """Inputs and targets.

    Args:
        x: uint8 images or float32 rows.
        y: class numbers, or one value a row.
        targets: `classes` or `values`.
    """

    x: np.ndarray
    y: np.ndarray
    targets: Targets = "classes"


def _gray() -> Arrays:
    """The embedded digits in MNIST's form: 28x28 pixels from 0 to 255."""
    images, labels = datasets.load_digits(return_X_y=True)
    large = np.kron(images.reshape(-1, 8, 8), np.ones((3, 3)))
    padded = np.pad(large, ((0, 0), (2, 2), (2, 2)))[..., None]
    return Arrays((padded * 15.9).astype(np.uint8), labels)


def _photos() -> Arrays:
    """Automobiles, frogs and ships of CIFAR-10."""
    images, labels = photos()
    rows = np.isin(labels, (1, 6, 8))
    return Arrays(images[rows], np.searchsorted((1, 6, 8), labels[rows]))


def _ten_photos() -> Arrays:
    """All classes of CIFAR-10."""
    return Arrays(*photos())


def _cancer() -> Arrays:
    x, y = datasets.load_breast_cancer(return_X_y=True)
    return Arrays(x.astype(np.float32), y)


def _wine() -> Arrays:
    x, y = datasets.load_wine(return_X_y=True)
    return Arrays(x.astype(np.float32), y)


def _iris() -> Arrays:
    x, y = datasets.load_iris(return_X_y=True)
    return Arrays(x.astype(np.float32), y)


def _diabetes() -> Arrays:
    """Progression of a disease, in its own standard deviations."""
    x, y = datasets.load_diabetes(return_X_y=True)
    return Arrays(x.astype(np.float32), _standard(y)[:, None], "values")


def _surface() -> Arrays:
    """Friedman's first function, in its own standard deviations."""
    x, y = datasets.make_friedman1(n_samples=1400, noise=0.5, random_state=0)
    return Arrays(x.astype(np.float32), _standard(y)[:, None], "values")


def _rings() -> Arrays:
    """Two rings, one inside the other."""
    x, y = datasets.make_circles(n_samples=1400, noise=0.08, factor=0.5, random_state=0)
    return Arrays(x.astype(np.float32), y)


def _table() -> Arrays:
    """Four classes in 20 columns, two clusters each."""
    x, y = datasets.make_classification(
        1400,
        n_features=20,
        n_informative=10,
        n_classes=4,
        n_clusters_per_class=2,
        class_sep=1.6,
        random_state=0,
    )
    return Arrays(x.astype(np.float32), y)


def _standard(values: np.ndarray) -> np.ndarray:
    return ((values - values.mean()) / values.std()).astype(np.float32)


_SETS: dict[str, Callable[[], Arrays]] = {
    "gray": _gray,
    "photos": _photos,
    "ten_photos": _ten_photos,
    "cancer": _cancer,
    "wine": _wine,
    "iris": _iris,
    "diabetes": _diabetes,
    "surface": _surface,
    "rings": _rings,
    "table": _table,
}


@functools.cache
def arrays(name: str) -> Arrays:
    """A set by its name."""
    return _SETS[name]()


def splits(name: str, samples: int) -> Splits:
    """Training, validation and test set, drawn once and for all.

    Args:
        name: of the set.
        samples: for training, at most four sevenths of the set; a quarter as many are for
            validation, half as many for the test.
    """
    data = arrays(name)
    whole = sum(PARTS.values())
    unit = min(samples // PARTS["training"], len(data.x) // whole)
    order = np.random.default_rng(0).permutation(len(data.x))
    found, start = {}, 0
    for part, size in PARTS.items():
        rows = order[start : start + size * unit]
        found[part] = (data.x[rows], data.y[rows])
        start += size * unit
    return found
