"""How `suite.fit` understands its data."""

from __future__ import annotations

from typing import Any

import keras
from keras.src.trainers.data_adapters import array_slicing

Data = tuple[Any, Any, Any]


def inputs_and_targets(model: keras.Model, x: Any, y: Any, sample_weight: Any) -> Data:
    """(x, y, sample_weight), where `x` may be the tuple of them.

    Keras takes a tuple for several inputs without targets, which only a model with a loss of its
    own can learn from; with any other model the tuple is `(x, y)` or `(x, y, sample_weight)`.
    """
    if x is None:
        raise ValueError("Argument `x` must be given: it is what the model learns from.")
    if y is None and _is_whole(model, x):
        parts = keras.utils.unpack_x_y_sample_weight(x)
        if parts[2] is not None and sample_weight is not None:
            raise ValueError("Argument `sample_weight` is given twice: in `x` and by itself.")
        x, y, given = parts
        sample_weight = given if sample_weight is None else sample_weight
    return x, y, sample_weight


def _is_whole(model: keras.Model, x: Any) -> bool:
    """Whether `x` holds the targets too."""
    if not isinstance(x, (tuple, list)) or not 1 <= len(x) <= 3:
        return False
    inputs = len(getattr(model, "inputs", None) or [None])
    if isinstance(x, list) and inputs > 1:
        return False
    return len(x) != inputs or model.loss is not None


def validation_of(data: Data, validation_data: Any, validation_split: float) -> tuple[Data, Any]:
    """(training data, validation data or None), the latter split off the former if asked."""
    if validation_split and validation_data is None:
        data, held_out = array_slicing.train_validation_split(
            data, validation_split=validation_split
        )
        return data, held_out
    if validation_data is not None:
        validation_data = keras.utils.unpack_x_y_sample_weight(validation_data)
    return data, validation_data


def x_or_train(x: Any, train: Any) -> Any:
    """The one that is given."""
    if train is None:
        return x
    if x is not None:
        raise ValueError("Argument `train` is another name for `x`; give one of them.")
    return train
