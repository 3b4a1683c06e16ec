"""What a sample of the inputs is, and how it can be shown."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from suite.checks.support.thumbnails import is_image

# A sample of these is a picture.
PICTURED = ("image", "series", "volume")
_WIDTH, _HEIGHT = 64, 48
_SEQUENCES = (
    keras.layers.RNN,
    keras.layers.Bidirectional,
    keras.layers.Conv1D,
    keras.layers.MultiHeadAttention,
    keras.layers.GlobalAveragePooling1D,
    keras.layers.GlobalMaxPooling1D,
)


def form_of(model: keras.Model, inputs: Any) -> str:
    """What one sample is.

        table    a row of numbers
        tokens   the numbers of words or of other categories
        text     characters
        image    with channels on the last axis, or without any
        series   steps on the first axis, measured quantities on the second
        volume   layers of an image
        other    anything else; several inputs

    Args:
        model: that takes them: its layers tell tokens from a table, and a series from an image.
        inputs: an array, or what has its shape and type.

    Example:
        >>> form_of(keras.Sequential([keras.Input((3,))]), np.ones((2, 3)))
        'table'
    """
    dtype, shape = getattr(inputs, "dtype", None), getattr(inputs, "shape", ())
    if dtype is None or len(shape) < 1:
        return "other"
    if dtype.kind in "OSU":
        return "text" if int(np.prod(shape[1:])) == 1 else "other"
    if dtype.kind not in "biuf":
        return "other"
    layers = model._flatten_layers(include_self=False, recursive=True)
    kinds = [layer for layer in layers if isinstance(layer, (*_SEQUENCES, keras.layers.Embedding))]
    if len(shape) == 2:
        is_of_tokens = any(isinstance(layer, keras.layers.Embedding) for layer in kinds)
        return "tokens" if is_of_tokens else "table"
    if len(shape) == 3:
        like_image = is_image(np.empty((0, *shape[1:]), np.uint8)) and not kinds
        return "image" if like_image else "series"
    return {4: "image", 5: "volume"}.get(len(shape), "other")


def as_images(samples: np.ndarray, form: str) -> np.ndarray:
    """Samples of an image, a series or a volume as images.

    Of a series each quantity, of up to three, becomes a curve of its own color; of a volume the
    middle layer is shown.

    Shapes:
        (n, ...) -> (n, H, W, C).

    Example:
        >>> as_images(np.zeros((2, 5, 9, 7, 1)), "volume").shape
        (2, 9, 7, 1)
    """
    if form == "volume":
        return samples[:, samples.shape[1] // 2]
    if form == "series":
        return np.stack([_curves(sample) for sample in samples])
    return samples if samples.ndim == 4 else samples[..., None]


def _curves(series: np.ndarray) -> np.ndarray:
    """Light curves on black, from the least to the greatest value of the sample."""
    picture = np.zeros((_HEIGHT, _WIDTH, 3), np.uint8)
    values = np.nan_to_num(np.asarray(series[:, :3], np.float64))
    steps = np.linspace(0, len(values) - 1, _WIDTH).round().astype(int)
    span = float(np.ptp(values)) or 1.0
    heights = ((1 - (values[steps] - values.min()) / span) * (_HEIGHT - 1)).round().astype(int)
    for number in range(heights.shape[1]):
        channels = slice(None) if heights.shape[1] == 1 else number
        before = heights[0, number]
        for column, height in enumerate(heights[:, number]):
            low, high = sorted((int(before), int(height)))
            picture[low : high + 1, column, channels] = 255
            before = height
    return picture
