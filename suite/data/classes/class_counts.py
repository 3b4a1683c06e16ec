"""A training set made imbalanced on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from suite.catalog import ComponentError
from suite.data.classes.class_numbers import class_numbers
from suite.data.dataset import Dataset

_KEY = "class_counts"


def with_class_counts(dataset: Dataset, counts: Mapping[str, int], seed: int) -> Dataset:
    """The dataset with fewer training examples of some classes.

    The training split alone shrinks, after validation was held out: validation and test keep the
    balance of the data. What is kept of a class does not depend on the other classes, and more of
    a class contain what fewer do.

    Args:
        dataset: all splits.
        counts: class name or number -> examples to keep, at least 1 and at most those there are;
            classes that are not named stay whole.
        seed: decides which.

    Raises:
        ComponentError: a class is unknown or has fewer examples.
    """
    labels = dataset.train.labels
    dropped = []
    for number, (written, count) in class_numbers(_KEY, counts, dataset.class_names).items():
        rows = np.flatnonzero(labels == number)
        if count > len(rows):
            raise ComponentError(
                f"class {dataset.class_names[number]!r} has {len(rows)} training examples. "
                f"Received: {count}",
                (_KEY, written),
            )
        generator = np.random.default_rng([seed, 0xC1A5, number])
        dropped.append(generator.permutation(rows)[count:])
    if not dropped:
        return dataset
    kept = np.setdiff1d(np.arange(len(labels)), np.concatenate(dropped), assume_unique=True)
    return replace(dataset, train=dataset.train.subset(kept))
