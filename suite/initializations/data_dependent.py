"""Data-dependent initialization, channel by channel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from suite.initializations._affine_maps import AffineMap, affine_maps, visit
from suite.initializations._sample import sample


def data_dependent(
    model: keras.Model,
    inputs: Any,
    seed: int,
    say: Callable[[str], object],
    *,
    samples: int = 256,
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
        model: Its weights are changed.
        inputs: Raw training inputs.
        seed: Of the batch.
        say: Given a line with means and variances before, and what could not be set.
        samples: Of the batch, at least 2; all where the training set has fewer.

    Raises:
        ValueError: where an argument is out of range, the model has no such layer, or no channel of
            a layer varies, or one is not finite.

    Reference:
        Kraehenbuehl, Doersch, Donahue, Darrell (2016), Data-dependent initializations of
        convolutional neural networks.

    Topic: norm/weight, init/bias
    """
    batch = sample(inputs, samples, seed)
    maps = affine_maps(model)
    # Read here: inside a layer's call mixed precision would round them.
    scales = {one: keras.ops.convert_to_numpy(one.scale).astype("float64") for one in maps}
    biases = {
        one: None if one.bias is None else keras.ops.convert_to_numpy(one.bias).astype("float64")
        for one in maps
    }
    means, variances, still = [], [], []

    def measure(one: AffineMap, output: Callable[[], np.ndarray]) -> None:
        mean, deviation = channel_statistics(output())
        means.append(np.abs(mean).max())
        variances.extend((deviation**2).tolist())

    def adjust(one: AffineMap, output: Callable[[], np.ndarray]) -> None:
        mean, deviation = channel_statistics(output())
        check_varies(one, deviation)
        varies = deviation > 1e-6 * deviation.max()
        still.extend([one.name] * int((~varies).sum()))
        scale = np.where(varies, 1 / np.where(varies, deviation, 1), 1)
        one.scale.assign(scales[one] * one.factors(scale))
        if biases[one] is not None:
            one.bias.assign(np.where(varies, biases[one] - mean, biases[one]) * scale)

    visit(model, maps, batch, measure)
    visit(model, maps, batch, adjust)
    text = (
        f"data_dependent: channels of {len(means)} layers on {len(batch)} samples: means up to "
        f"{max(means):.2g} and variances {min(variances):.2g} to {max(variances):.2g} before, "
        "0 and 1 after"
    )
    if without := [one.name for one in maps if one.bias is None]:
        text += f"; without bias, so only scaled: {', '.join(without)}"
    if still:
        text += f"; channels that do not vary: {len(still)}, the first in {still[0]}"
    say(text)


def channel_statistics(output: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each channel."""
    rows = output.reshape(-1, output.shape[-1])
    return rows.mean(axis=0), rows.std(axis=0)


def check_varies(one: AffineMap, deviation: np.ndarray) -> None:
    """Refuse outputs that no scaling brings to variance 1."""
    if not (np.isfinite(deviation).all() and deviation.any()):
        state = "does not vary" if np.isfinite(deviation).all() else "is not finite"
        raise ValueError(
            f"the output of layer `{one.name}` {state} on the training data: look at the initial "
            "weights and the activation before it"
        )
