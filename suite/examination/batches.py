"""Whether a batch holds samples of many classes."""

from __future__ import annotations

from typing import Any

import numpy as np

from suite.checks.data.batch_variety import expected_classes
from suite.examination.context import ExaminationContext
from suite.examination.support.labels import as_labels


def batches(context: ExaminationContext) -> dict[str, Any] | None:
    """How many classes the batches hold that a net was trained on.

        classes_per_batch   mean number of different classes in a batch
        expected            the same of batches that are drawn at random

    Batches of data that is sorted by class hold one or two classes: each undoes what the others
    have taught.

    Topic: data/batch-size

    Example:
        >>> from suite.examination import Examples
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Softmax()])
        >>> train = Examples(np.ones((8, 1)), np.arange(8) // 4)
        >>> given = [train.take(slice(0, 4)), train.take(slice(4, 8))]
        >>> context = ExaminationContext(model, train, targets="classes", batches=given)
        >>> batches(context)
        {'classes_per_batch': 1.0, 'expected': 1.875}
    """
    labels = context.train_labels
    if context.kind != "classes" or labels is None:
        return None
    counts = np.bincount(labels)
    found, expected = [], []
    for batch in context.trained_on:
        own = as_labels(batch.targets, "classes")
        if own is None:
            return None
        found.append(len(np.unique(own)))
        expected.append(expected_classes(counts, len(own)))
    if not found:
        return None
    return {"classes_per_batch": float(np.mean(found)), "expected": float(np.mean(expected))}
