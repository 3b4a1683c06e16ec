"""Figures of single images that tell how, not what, they show."""

from __future__ import annotations

import numpy as np

from suite.checks.support.thumbnails import thumbnails

COARSE = 4
# Of a side, for the quantiles: more pixels cost more and tell no more.
_LOOKED_AT = 16
_SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)


def picture_features(images: np.ndarray) -> np.ndarray:
    """For each image and channel: mean, deviation, five quantiles, the mean size of the step from
    pixel to pixel, and the means of 4 by 4 fields; and the deviation between its channels.

    Shapes:
        (N, H, W, C) -> (N, F).

    Example:
        >>> picture_features(np.ones((2, 8, 8, 1))).shape
        (2, 25)
    """
    count, channels = len(images), images.shape[-1]
    pixels = images.reshape(count, -1, channels)
    rows, columns = (-(-side // _LOOKED_AT) for side in images.shape[1:3])
    some = np.sort(images[:, ::rows, ::columns].reshape(count, -1, channels), axis=1)
    quantiles = [some[:, round(share * (some.shape[1] - 1))] for share in _SHARES]
    colors = images.std(axis=-1).mean(axis=(1, 2))[:, None]
    steps = sum(np.abs(np.diff(images, axis=axis)).mean(axis=(1, 2)) for axis in (1, 2))
    fields = thumbnails(images, COARSE).reshape(count, -1)
    parts = [pixels.mean(axis=1), pixels.std(axis=1), *quantiles, steps, fields, colors]
    return np.nan_to_num(np.concatenate(parts, axis=1).astype(np.float32))
