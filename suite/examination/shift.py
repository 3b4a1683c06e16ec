"""Whether validation samples are of the distribution of the training samples."""

from __future__ import annotations

from typing import Any

import numpy as np

from suite.checks.support.thumbnails import is_image, thumbnails, with_channels
from suite.examination.context import ExaminationContext
from suite.examination.support.features import MANY_COLUMNS, SIDE, arrays, flat, scaled
from suite.examination.support.picture_features import COARSE, picture_features
from suite.examination.support.two_sample import two_sample_auc

# Images whose pixels are all looked at.
PICTURES = 1000
MOST_CHANNELS = 8


def shift(context: ExaminationContext) -> dict[str, Any] | None:
    """Statistics of the inputs of both sets, and what would make the one the other.

        channels        mean and deviation of each channel, or column of a table of fewer than 64
        two_sample      area under the ROC curve of a small classifier that tells the sets apart by
                        simple figures of each sample; 0.5 is chance
        inverted        -r(mean training image, mean validation image), r the correlation over
                        pixels: near -1 as it should be, near 1 if light and dark are exchanged
        channel_order   own, best: mean square of the deviations, in standard errors, between the
                        channels' mean 4 by 4 thumbnails as they are, and with the channels of
                        validation in the best order; own is near 1 as it should be

    Reference: Rabanser, Günnemann, Lipton, 2019, Failing loudly.
    Topic: data/normalization

    Example:
        >>> from suite.examination import Examples
        >>> rows = np.random.default_rng(0).normal(size=(200, 3))
        >>> model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        >>> context = ExaminationContext(model, Examples(rows, rows), Examples(5 * rows, rows))
        >>> round(shift(context)["channels"][0]["validation_std"], 1)
        5.1
    """
    found = arrays(context)
    if found is None or found[1] is None or not np.isfinite(found[0]).all():
        return None
    train, validation = found
    assert validation is not None
    if not np.isfinite(validation).all() or validation.shape[1:] != train.shape[1:]:
        return None
    if is_image(train):
        return _of_images(with_channels(train), with_channels(validation))
    return _of_rows(flat(train), flat(validation))


def _of_rows(train: np.ndarray, validation: np.ndarray) -> dict[str, Any]:
    figures = _channels(train, validation) if train.shape[1] < MANY_COLUMNS else {}
    one, other = scaled(train, validation)
    # With squares, by which another scale shows, as long as the columns are few.
    if train.shape[1] < MANY_COLUMNS:
        one, other = np.hstack([one, one**2]), np.hstack([other, other**2])
    area = two_sample_auc(one, other)
    return figures if area is None else {**figures, "two_sample": area}


def _of_images(train: np.ndarray, validation: np.ndarray) -> dict[str, Any]:
    figures = _channels(train, validation) if train.shape[-1] < MANY_COLUMNS else {}
    one, other = picture_features(train[:PICTURES]), picture_features(validation[:PICTURES])
    area = two_sample_auc(one, other)
    if area is not None:
        figures["two_sample"] = area
    means = [thumbnails(images, SIDE).mean(axis=0).ravel() for images in (train, validation)]
    if min(mean.std() for mean in means) > 0:
        figures["inverted"] = -float(np.corrcoef(*means)[0, 1])
    if 1 < train.shape[-1] <= MOST_CHANNELS:
        figures["channel_order"] = channel_order(train, validation)
    return figures


def _channels(train: np.ndarray, validation: np.ndarray) -> dict[str, Any]:
    axes = tuple(range(train.ndim - 1))
    columns = {
        f"{name}_{what}": getattr(array, what)(axis=axes, dtype=np.float64)
        for name, array in (("train", train), ("validation", validation))
        for what in ("mean", "std")
    }
    names = list(columns)
    rows = zip(*columns.values(), strict=True)
    return {"channels": [dict(zip(names, map(float, row), strict=True)) for row in rows]}


def channel_order(train: np.ndarray, validation: np.ndarray) -> dict[str, Any]:
    """In which order the channels of validation are most like those of training.

    Shapes:
        (N, H, W, C) and (M, H, W, C).

    Example:
        >>> images = np.random.default_rng(0).normal(size=(99, 4, 4, 3)) + [0, 5, 9]
        >>> channel_order(images, images[..., ::-1])["order"]
        [2, 1, 0]
    """
    from scipy.optimize import linear_sum_assignment  # comes with scikit-learn

    one, other = (_fields(images) for images in (train, validation))
    errors = one.var(axis=0) / len(one), other.var(axis=0) / len(other)
    difference = one.mean(axis=0)[:, None] - other.mean(axis=0)[None]
    error = np.maximum(errors[0][:, None] + errors[1][None], 1e-12)
    distances = (difference**2 / error).mean(axis=2)
    rows, order = linear_sum_assignment(distances)
    own, best = distances.trace() / len(rows), distances[rows, order].mean()
    return {"order": order.tolist(), "own": float(own), "best": float(best)}


def _fields(images: np.ndarray) -> np.ndarray:
    """(N, C, 16): coarse thumbnails of each channel."""
    small = thumbnails(images, COARSE).astype(np.float64)
    return np.moveaxis(small, -1, 1).reshape(len(images), images.shape[-1], -1)
