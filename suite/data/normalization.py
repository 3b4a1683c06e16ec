"""Normalization of the inputs with the statistics of the training set."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import keras
import numpy as np

from suite.data.dataset import chunk_length
from suite.data.files.rows import Inputs, some_of
from suite.data.files.streaming.streamed import Streamed
from suite.errors import UserError
from suite.layers.input_whitening import InputWhitening
from suite.layers.nonlinear_normalization import Curve, NonlinearNormalization

_STREAMED_BYTES = 2**28  # 1,783 images of 224 pixels
_LINES = ("scale", "standard", "min_max")
_CURVES: dict[str, Curve] = {"log": "log", "arctan": "arctan", "exp": "exp"}
_WHITENING: dict[str, Literal["pca", "zca"]] = {"pca_whitening": "pca", "zca_whitening": "zca"}
KINDS = ("none", *_LINES, *_CURVES, *_WHITENING)


def fit_normalization(
    train_inputs: Inputs,
    kind: str,
    per: str = "channel",
    components: int | float | None = None,
    epsilon: float | None = None,
) -> keras.layers.Normalization | InputWhitening | NonlinearNormalization | None:
    """The layer that normalizes raw inputs, fitted on the training set alone.

    `log`, `arctan` and `exp`, curves for values with outliers, are described with
    `NonlinearNormalization`, whitening with `InputWhitening`. The others are y = (x - a) / b, with
    a and b of the training inputs x: `scale`: 0 and max |x|; `standard`: mean and deviation;
    `min_max`: min x and max x - min x. A b of 0 counts as 1.

    Args:
        train_inputs: (N, ..., C); of streamed images, 256 MB drawn at random count.
        kind: one of these, `pca_whitening`, `zca_whitening` or `none`.
        per: `channel`: an a and b for each entry of the last axis; `feature`: for every entry.
        components, epsilon: of whitening, see `InputWhitening`.

    Raises:
        UserError: whitening does not fit the data.

    Example:
        >>> float(fit_normalization(np.array([[1.0], [3.0]]), "standard")(np.array([[3.0]]))[0, 0])
        1.0

    Topic: data/normalization, data/pca-whitening
    """
    _check(kind, per)
    if kind == "none":
        return None
    drawn = some_of(train_inputs, _STREAMED_BYTES)
    if kind in _WHITENING:
        return _fit_whitening(drawn, _WHITENING[kind], components, epsilon)
    is_slow = isinstance(train_inputs, Streamed) and not train_inputs.is_quick
    counted = drawn if is_slow else train_inputs
    if kind in _CURVES:
        return _bent(counted, _CURVES[kind], per)
    return _normalization(*_shift_and_spread(counted, kind, per), per, counted.ndim)


def _check(kind: str, per: str) -> None:
    if kind not in KINDS:
        raise ValueError(f"Argument `kind` must be one of {', '.join(KINDS)}. Received: {kind!r}")
    if per not in ("channel", "feature"):
        raise ValueError(f"Argument `per` must be 'channel' or 'feature'. Received: {per!r}")


def _shift_and_spread(inputs: Inputs, kind: str, per: str) -> tuple[np.ndarray, np.ndarray]:
    if kind == "standard":
        return _mean_and_deviation(inputs, per)
    low, high = _extremes(inputs, per)
    if kind == "min_max":
        return low, high - low
    return np.zeros_like(low), np.maximum(np.abs(low), np.abs(high))


def _normalization(
    shift: np.ndarray, spread: np.ndarray, per: str, ndim: int
) -> keras.layers.Normalization:
    variance = np.where(spread > 0, spread, 1.0) ** 2
    return keras.layers.Normalization(
        axis=(-1,) if per == "channel" else tuple(range(1, ndim)),
        mean=shift.astype(np.float32).tolist(),
        variance=variance.astype(np.float32).tolist(),
        dtype="float32",
        name="normalization",
    )


def _bent(inputs: Inputs, curve: Curve, per: str) -> NonlinearNormalization:
    if curve == "log":
        low, high = _extremes(inputs, per)
        shift, spread = low, np.log1p(high - low)
    else:
        shift, spread = _mean_and_deviation(inputs, per)
    spread = np.where(spread > 0, spread, 1.0)
    numbers = (one.astype(np.float32).tolist() for one in (shift, spread))
    return NonlinearNormalization(curve, *numbers, dtype="float32", name="normalization")


def _fit_whitening(
    train_inputs: Inputs,
    kind: Literal["pca", "zca"],
    components: int | float | None,
    epsilon: float | None,
) -> InputWhitening:
    own = {} if epsilon is None else {"epsilon": epsilon}
    layer = InputWhitening(kind, components, dtype="float32", name="normalization", **own)
    try:
        layer.adapt(train_inputs)
    except ValueError as error:
        raise UserError(f"{kind}_whitening does not fit the training inputs: {error}") from error
    return layer


def _positions(array: np.ndarray) -> tuple[int, ...]:
    """The axes between the examples and the channels, of one example's statistics."""
    return tuple(range(array.ndim - 1))


def _mean_and_deviation(inputs: Inputs, per: str) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation, pieces merged as in Chan, Golub and LeVeque, 1979."""
    count = 0
    mean = scatter = np.zeros(inputs.shape[1:])
    for chunk in _pieces(inputs):
        size = len(chunk)
        own_mean = chunk.mean(axis=0, dtype=np.float64)
        own_scatter = np.square(chunk - own_mean).sum(axis=0)
        step = own_mean - mean
        mean = mean + step * size / (count + size)
        scatter = scatter + own_scatter + step**2 * count * size / (count + size)
        count += size
    variance = scatter / count
    if per == "channel":
        axes = _positions(mean)
        channel_mean = mean.mean(axis=axes)
        variance = (variance + np.square(mean - channel_mean)).mean(axis=axes)
        mean = channel_mean
    return mean, np.sqrt(variance)


def _extremes(inputs: Inputs, per: str) -> tuple[np.ndarray, np.ndarray]:
    low = np.full(inputs.shape[1:], np.inf)
    high = -low
    for chunk in _pieces(inputs):
        low = np.minimum(low, chunk.min(axis=0))
        high = np.maximum(high, chunk.max(axis=0))
    if per == "channel":
        axes = _positions(low)
        low, high = low.min(axis=axes), high.max(axis=axes)
    return low, high


def _pieces(inputs: Inputs) -> Iterator[np.ndarray]:
    """Pieces small enough that their float64 copies stay in the processor's cache."""
    size = max(1, chunk_length(inputs) // 64)
    for start in range(0, len(inputs), size):
        yield inputs[start : start + size]
