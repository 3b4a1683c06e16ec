"""Data-dependent initialization, channel by channel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from suite.initializations._affine_maps import AffineMap, affine_maps, visit
from suite.initializations._sample import sample
from suite.initializations._say import Say


def data_dependent(
    model: keras.Model, inputs: Any, seed: int, say: Say, *, samples: int = 256
) -> None:
    """Give each channel's pre-activation mean 0 and variance 1 on training data.

    w_k <- w_k / s_k,   b_k <- (b_k - m_k) / s_k

    with m_k and s_k the mean and the standard deviation of channel k of y = W x + b over samples
    and positions, from the first layer to the last; x is what the layers before, already set, make
    of the batch. The directions of the weights stay as the model's initializer drew them. Dense and
    convolution layers are set, the logits too, also inside WeightNormalization (its length g, as
    Salimans and Kingma 2016 have it), DropConnect and Maxout; of a separable convolution it is the
    pointwise kernel. A layer without bias is only scaled, and a channel that does not vary stays.
    All other layers stay. Batch normalization counts as at inference.

    This is the within-layer step of the paper; rates of change are not balanced between layers.

    Args:
        say: Given a line with means and variances before, and what could not be set.
        samples: Of the batch, at least 2; all where the training set has fewer.

    Raises:
        ValueError: where an argument is out of range, the model has no such layer, or no channel of
            a layer varies, or one is not finite.

    Example:
        >>> model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
        >>> x = np.random.default_rng(0).normal(5.0, 2.0, (64, 3))
        >>> data_dependent(model, x, seed=0, say=lambda line: None)
        >>> np.std(model(x), axis=0).round(3).tolist()
        [1.0, 1.0]

    Reference: Kraehenbuehl, Doersch, Donahue, Darrell (2016), Data-dependent initializations of
        convolutional neural networks.

    Topic: norm/weight, init/bias
    """
    _Setting(model, sample(inputs, samples, seed)).run(say)


class _Setting:
    """One pass over a model with a batch."""

    def __init__(self, model: keras.Model, batch: np.ndarray) -> None:
        self.model = model
        self.batch = batch
        self.maps = affine_maps(model)
        # Read here: inside a layer's call mixed precision would round them.
        self.scales = {one: _in_double(one.scale) for one in self.maps}
        self.biases = {one: _in_double(one.bias) for one in self.maps if one.bias is not None}
        self.means: list[float] = []
        self.variances: list[float] = []
        self.still: list[str] = []  # layer of each channel that does not vary

    def run(self, say: Say) -> None:
        visit(self.model, self.maps, self.batch, self._measure)
        visit(self.model, self.maps, self.batch, self._adjust)
        text = (
            f"data_dependent: channels of {len(self.means)} layers on {len(self.batch)} samples: "
            f"means up to {max(self.means):.2g} and variances {min(self.variances):.2g} to "
            f"{max(self.variances):.2g} before, 0 and 1 after"
        )
        if without := [one.name for one in self.maps if one.bias is None]:
            text += f"; without bias, so only scaled: {', '.join(without)}"
        if self.still:
            text += f"; channels that do not vary: {len(self.still)}, the first in {self.still[0]}"
        say(text)

    def _measure(self, one: AffineMap, output: Callable[[], np.ndarray]) -> None:
        mean, deviation = _channel_statistics(output())
        self.means.append(np.abs(mean).max())
        self.variances.extend((deviation**2).tolist())

    def _adjust(self, one: AffineMap, output: Callable[[], np.ndarray]) -> None:
        mean, deviation = _channel_statistics(output())
        _check_varies(one, deviation)
        varies = deviation > 1e-6 * deviation.max()
        self.still.extend([one.name] * int((~varies).sum()))
        scale = np.where(varies, 1 / np.where(varies, deviation, 1), 1)
        one.scale.assign(self.scales[one] * one.factors(scale))
        if one.bias is not None:
            bias = self.biases[one]
            one.bias.assign(np.where(varies, bias - mean, bias) * scale)


def _in_double(variable: keras.Variable) -> np.ndarray:
    return np.asarray(keras.ops.convert_to_numpy(variable)).astype("float64")


def _channel_statistics(output: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each channel."""
    rows = output.reshape(-1, output.shape[-1])
    return rows.mean(axis=0), rows.std(axis=0)


def _check_varies(one: AffineMap, deviation: np.ndarray) -> None:
    """Refuse outputs that no scaling brings to variance 1."""
    if not (np.isfinite(deviation).all() and deviation.any()):
        state = "does not vary" if np.isfinite(deviation).all() else "is not finite"
        raise ValueError(
            f"the output of layer `{one.name}` {state} on the training data: look at the initial "
            "weights and the activation before it"
        )
