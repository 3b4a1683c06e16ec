"""Convolutions that begin by passing their inputs on."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from suite.tensors import Tensor


@keras.saving.register_keras_serializable(package="suite")
class Dirac(keras.initializers.Initializer):
    """Kernels whose first outputs are the inputs: the identity, as far as the channels go.

    W[c, i, o] = 1 if o = i and c is the center, else 0    for o < n,
    W[..., o] ~ U(-1 / sqrt(fan), 1 / sqrt(fan))           for o >= n

    with i and o the channels in and out, n the number of the former, c a position of the filter and
    fan the inputs of a unit, height and width of the filter included. A signal then goes through
    any number of layers from the first step on, as through a shortcut, and the outputs beyond n are
    free to look for something new. A dense kernel is the case without positions. The center of an
    even size is the position behind the middle, k // 2.

    Args:
        seed: of the outputs beyond n; a whole number, or None for one by chance.

    Shapes:
        (..., n, outputs), two axes at least.

    Raises:
        ValueError: the shape has less than two axes.

    Example:
        >>> kernel = Dirac(seed=0)((3, 3, 2, 4))
        >>> print(np.array(kernel[1, 1, :, :2]))
        [[1. 0.]
         [0. 1.]]

    Reference:
        Zagoruyko, Komodakis (2017), DiracNets: training very deep neural networks without
        skip-connections; Jordan (2024), 94% on CIFAR-10 in 3.29 seconds on a single GPU, section
        3.3.

    Topic: models/resnet
    """

    def __init__(self, seed: int | None = None) -> None:
        # U(-a, a) has the variance a^2 / 3.
        self._free = keras.initializers.VarianceScaling(1 / 3, "fan_in", "uniform", seed=seed)

    def __call__(self, shape: tuple[int, ...], dtype: str | None = None) -> Tensor:
        if len(shape) < 2:
            raise ValueError(
                f"Argument `shape` must have at least two axes. Received: shape={tuple(shape)}"
            )
        identity = np.zeros(shape)
        passed = np.arange(min(shape[-2:]))
        center = tuple(size // 2 for size in shape[:-2])
        place: tuple[Any, ...] = (*center, passed, passed)
        identity[place] = 1
        is_free = np.arange(shape[-1]) >= shape[-2]
        return keras.ops.where(
            is_free, self._free(shape, dtype), keras.ops.convert_to_tensor(identity, dtype)
        )

    def get_config(self) -> dict[str, Any]:
        return {"seed": self._free.get_config()["seed"]}
