"""Inputs as rows of comparable numbers."""

from __future__ import annotations

import keras
import numpy as np

from suite.checks.support.thumbnails import is_image, thumbnails, with_channels
from suite.examination.context import ExaminationContext

SIDE = 12
# With so many columns, those that hardly vary, such as an image's border, keep to that.
MANY_COLUMNS = 64
_LEAST_SPREAD = 0.1


def flat(array: np.ndarray, side: int = SIDE) -> np.ndarray:
    """A row of numbers for each sample: of an image its thumbnail."""
    if is_image(array):
        array = thumbnails(with_channels(array), side)
    return np.nan_to_num(array.reshape(len(array), -1).astype(np.float32))


def scaled(train: np.ndarray, *others: np.ndarray) -> list[np.ndarray]:
    """Rows whose columns have the mean 0 and the deviation 1 in the first of the arrays.

    A constant column becomes 0. Where there are 64 columns or more, one whose deviation is less
    than a tenth of the usual is divided by that tenth: it does not become as loud as the others.
    """
    mean, spread = train.mean(axis=0), train.std(axis=0)
    if len(spread) >= MANY_COLUMNS:
        spread = np.maximum(spread, _LEAST_SPREAD * float(np.sqrt(np.mean(spread**2))))
    factor = np.where(spread > 0, 1 / np.where(spread > 0, spread, 1), 0)
    return [((array - mean) * factor).astype(np.float32) for array in (train, *others)]


def arrays(context: ExaminationContext) -> tuple[np.ndarray, np.ndarray | None] | None:
    """The samples of both sets as arrays; None where their numbers cannot be compared: several
    inputs, or the numbers of words."""
    layers = context.model._flatten_layers(include_self=False, recursive=True)
    if any(isinstance(layer, keras.layers.Embedding) for layer in layers):
        return None
    train, validation = context.train_sample.array, context.validation_sample
    if train is None or train.ndim < 2:
        return None
    return train, None if validation is None else validation.array
