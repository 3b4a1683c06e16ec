"""How much each class counts in the training loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from suite.catalog import ComponentError
from suite.data.classes.class_numbers import class_numbers
from suite.data.dataset import Dataset

_KEY = "class_weights"


def class_weights(
    setting: Literal["balanced"] | Mapping[str, float] | None, dataset: Dataset
) -> np.ndarray | None:
    """A weight for every class, as `training.class_weights` asks for it.

    A sample's loss is multiplied by w(y) = sum over c of y_c w_c, with y its label as a vector:
    the weight of its class or, where an augmentation has mixed labels, the mean of the classes'
    weights by their shares. The batch's loss is divided by the number of samples, as in Keras, so
    that weights of mean 1 over the training set leave the size of a step as it is.

    Args:
        setting: None: no weights. A mapping of class names or numbers to weights of at least 0;
            classes that are not named weigh 1, and a weight of 0 leaves a class out of the loss.
            "balanced": n / (k n_c), with n the training examples, n_c those of class c and k the
            number of classes that occur, so that every class weighs the same in all.
        dataset: whose training split is counted, without what was held out for validation.

    Shapes:
        (classes,), float32.

    Raises:
        ComponentError: a class is unknown, or no example of the training split has a weight.

    Example:
        >>> from suite.data.sources.digits import digits
        >>> weights = class_weights("balanced", digits(only=[0, 1]))
        >>> [round(float(weight), 2) for weight in weights]
        [1.01, 0.99]

    Topic: loss/focal
    """
    if setting is None:
        return None
    counts = np.bincount(dataset.train.labels, minlength=dataset.classes)
    return _balanced(counts) if setting == "balanced" else _given(setting, counts, dataset)


def _balanced(counts: np.ndarray) -> np.ndarray:
    weights = np.ones(len(counts), np.float32)
    present = counts > 0
    weights[present] = counts.sum() / (present.sum() * counts[present])
    return weights


def _given(setting: Mapping[str, float], counts: np.ndarray, dataset: Dataset) -> np.ndarray:
    weights = np.ones(dataset.classes, np.float32)
    for number, (_, weight) in class_numbers(_KEY, setting, dataset.class_names).items():
        weights[number] = weight
    if not weights[counts > 0].any():
        raise ComponentError("every class weighs 0, so that nothing could be learned", (_KEY,))
    return weights
