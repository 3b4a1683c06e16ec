"""Small images of images, by which they are compared."""

from __future__ import annotations

import numpy as np

_LEAST_SIDE = 4


def is_image(array: np.ndarray) -> bool:
    """Whether samples are pictures, with channels on the last axis or without any."""
    sides = array.shape[1:3] if array.ndim == 4 else array.shape[1:]
    least = _LEAST_SIDE if array.ndim == 4 else 2 * _LEAST_SIDE
    return len(sides) == 2 and min(sides) >= least


def with_channels(images: np.ndarray) -> np.ndarray:
    """(N, H, W, C), of images without channels with C = 1."""
    return images if images.ndim == 4 else images[..., None]


def thumbnails(images: np.ndarray, side: int) -> np.ndarray:
    """Images of at most `side` by `side`: means of squares of pixels; a rest is cut off.

    Shapes:
        (N, H, W, C) -> (N, h, w, C), h and w at most `side`.

    Example:
        >>> thumbnails(np.arange(16.0).reshape(1, 4, 4, 1), side=2)[0, :, :, 0].tolist()
        [[2.5, 4.5], [10.5, 12.5]]
    """
    count, height, width, channels = images.shape
    rows, columns = -(-height // side), -(-width // side)
    cut = images[:, : height // rows * rows, : width // columns * columns]
    blocks = cut.reshape(count, height // rows, rows, width // columns, columns, channels)
    return np.asarray(blocks.mean(axis=(2, 4), dtype=np.float32))
