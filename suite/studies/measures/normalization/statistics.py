"""Which numbers each normalization takes its mean and variance over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from suite.errors import UserError

if TYPE_CHECKING:
    import keras

# Samples, rows, columns, groups of channels, channels of a group.
_SIZES = {"n": 8, "h": 4, "w": 5, "g": 2, "c": 3}
_CHANNELS = _SIZES["g"] * _SIZES["c"]
_NORMS = ("none", "batch", "layer", "instance", "group", "weight")


def mean_left(norm: str, axes: str) -> float:
    """The largest mean that is left over some axes, of maps that a normalization has put out.

        max |mean over the axes of y|

    with y (8 samples, 4 x 5 places, 6 channels in 2 groups) from drawn maps whose samples, places
    and channels all differ in mean and deviation.

    Args:
        norm: none, batch, layer, instance, group or weight (around a 1 x 1 convolution).
        axes: of `n` (samples), `h`, `w` (rows, columns), `g` (groups), `c` (channels of a group):
            those that a mean is taken over.

    Example:
        >>> mean_left("batch", "nhw") < 1e-5 < mean_left("batch", "hw")
        True
    """
    y = _by_axes(_outputs(norm, _maps()))
    return float(np.abs(y.mean(axis=_chosen(axes))).max())


def variance_off(norm: str, axes: str) -> float:
    """How far the variance over some axes is from 1, at most; see `mean_left`.

    max |variance over the axes of y - 1|
    """
    y = _by_axes(_outputs(norm, _maps()))
    return float(np.abs(y.var(axis=_chosen(axes)) - 1).max())


def batch_effect(norm: str) -> float:
    """How much a sample's output moves in training where the others of its batch are exchanged.

    max |y_1 - y'_1|

    with y_1 the output for the first sample beside seven others, y'_1 beside seven other ones;
    `norm` as in `mean_left`. It is 0, to the last bit, where a sample is looked at alone.
    """
    maps, others = _maps(), _maps(seed=1)
    exchanged = np.concatenate([maps[:1], others[1:]])
    return float(np.abs(_outputs(norm, maps)[0] - _outputs(norm, exchanged)[0]).max())


def stored_statistics(norm: str) -> float:
    """How many numbers a normalization of 6 channels keeps for inference, beside its weights."""
    return float(sum(int(np.prod(v.shape)) for v in _model(norm).non_trainable_weights))


def output_deviation(norm: str, scale: float) -> float:
    """The deviation of a layer's outputs in training, its kernel multiplied by `scale`.

    Args:
        norm: as in `mean_left`; the layer is a 1 x 1 convolution, of 6 channels to 6.
        scale: what the kernel is multiplied by, before training.
    """
    return float(_outputs(norm, _maps(), scale).std())


def numbers_squared(norm: str, batch: float, size: float, kernel: float, channels: float) -> float:
    """How many numbers a convolution's normalization squares and adds up in a training step.

        batch  B S^2 C        weight  K^2 C^2

    Args:
        norm: batch or weight.
        batch: B, samples of a batch.
        size: S, rows and columns of the map.
        kernel: K, rows and columns of a kernel.
        channels: C, of the input and of the output.
    """
    counts = {"batch": batch * size**2 * channels, "weight": kernel**2 * channels**2}
    if norm not in counts:
        raise UserError(f"`norm` is batch or weight. Received: {norm}")
    return float(counts[norm])


def _maps(seed: int = 0) -> np.ndarray:
    """Maps that differ in mean and deviation along every axis."""
    draws = np.random.default_rng(seed)
    maps = draws.normal(size=tuple(_SIZES.values()))
    for axis in range(maps.ndim):
        shape = [size if axis == at else 1 for at, size in enumerate(maps.shape)]
        maps = maps * draws.uniform(0.5, 2.0, shape) + draws.normal(size=shape)
    n, h, w = maps.shape[:3]
    return np.asarray(maps.reshape(n, h, w, _CHANNELS), np.float32)


def _model(norm: str) -> keras.Model:
    import keras

    from suite.models.parts.norm import Norm

    if norm not in _NORMS:
        raise UserError(f"`norm` is one of {', '.join(_NORMS)}. Received: {norm}")
    chosen = Norm(norm, groups=_SIZES["g"])
    inputs = keras.Input((_SIZES["h"], _SIZES["w"], _CHANNELS))
    initializer = keras.initializers.GlorotNormal(seed=0)
    convolution = keras.layers.Conv2D(_CHANNELS, 1, use_bias=False, kernel_initializer=initializer)
    return keras.Model(inputs, chosen.apply(chosen.wrap(convolution)(inputs), "norm"))


def _outputs(norm: str, maps: np.ndarray, scale: float = 1.0) -> np.ndarray:
    """What a drawn 1 x 1 convolution with a normalization makes of maps."""
    model = _model(norm)
    for weight in model.trainable_weights:
        if weight.name in ("kernel", "g"):  # the length g of a kernel is set when it is made
            weight.assign(scale * weight)
    return np.asarray(model(maps, training=True), np.float64)


def _by_axes(maps: np.ndarray) -> np.ndarray:
    return maps.reshape(tuple(_SIZES.values()))


def _chosen(axes: str) -> tuple[int, ...]:
    known = "".join(_SIZES)
    if not axes or set(axes) - set(known):
        raise UserError(f"`axes` is some of the letters {known}. Received: {axes}")
    return tuple(known.index(letter) for letter in axes)
