"""Whether alike inputs have alike labels."""

from __future__ import annotations

from typing import Any

import numpy as np

from suite.data.targets import Targets
from suite.examination.context import ExaminationContext
from suite.examination.support.answers import explained
from suite.examination.support.features import arrays, flat, scaled
from suite.examination.support.nearest import nearest

K = 5
FEWEST = 20


def neighbors(context: ExaminationContext) -> dict[str, Any] | None:
    """Labels by those of the nearest inputs: k-nearest-neighbors with k = 5, leave one out.

        agreement              over the training sample
        chance                 the same with its labels in random order
        validation_agreement   over the validation sample, with neighbors in the training sample
        validation_chance      the same with the training labels in random order
        samples                of training

    Distances are Euclidean, of columns scaled to deviation 1, of images between thumbnails. Of
    classes the neighbors' majority is compared, the figure is the share of right ones; of several
    labels each by itself; of values their mean, by the explained variance. Labels that have nothing
    to do with the inputs agree as by chance, whatever the net is.

    Reference: Cover & Hart, 1967, Nearest neighbor pattern classification.
    Topic: practice/babysitting

    Example:
        >>> from suite.examination import Examples
        >>> model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2, "softmax")])
        >>> train = Examples(np.arange(40.0)[:, None], np.arange(40) // 20)
        >>> neighbors(ExaminationContext(model, train, targets="classes"))["agreement"] > 0.9
        True
    """
    found, labels, kind = arrays(context), context.train_labels, context.kind
    if found is None or labels is None or kind is None or len(labels) < FEWEST:
        return None
    rows, *others = scaled(*(flat(array) for array in found if array is not None))
    places, _ = nearest(rows, rows, K, own=True)
    mixed = np.random.default_rng(0).permutation(labels)
    figures = {
        "agreement": _agreement(labels, labels[places], kind),
        "chance": _agreement(mixed, mixed[places], kind),
        "samples": len(labels),
    }
    if others and (held := context.validation_labels) is not None:
        places, _ = nearest(rows, others[0], K)
        figures["validation_agreement"] = _agreement(held, labels[places], kind)
        figures["validation_chance"] = _agreement(held, mixed[places], kind)
    return figures


def _agreement(labels: np.ndarray, near: np.ndarray, kind: Targets) -> float:
    """How well labels are told by those of their neighbors, the nearest first."""
    if kind == "values":
        return explained(labels, near.mean(axis=1))
    if kind == "labels":
        return float(np.mean((near.mean(axis=1) > 0.5) == (labels > 0.5)))
    votes = np.zeros((len(near), int(max(labels.max(), near.max())) + 1))
    for place in range(near.shape[1]):
        # Of two classes with as many votes the one of the nearer neighbors wins.
        votes[np.arange(len(near)), near[:, place]] += 1 - 1e-3 * place
    return float(np.mean(votes.argmax(axis=1) == labels))
