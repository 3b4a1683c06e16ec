"""The convolution part of a CNN: blocks of convolutions that end in a pool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras

from suite.models.parts.units import Units

POOLS = {"max": keras.layers.MaxPooling2D, "average": keras.layers.AveragePooling2D}


@dataclass(frozen=True)
class ConvBlock:
    """Equal convolutions, each with norm and activation, then a pool.

    Args:
        filters: Channels.
        convs_per_block: Convolutions; the first one carries the stride.
        kernel_size: Of the square kernels.
        strides: Of the first convolution.
        padding: `same`: zeros keep the size; `valid`: no padding.
        pool: `max`, `average` or `none`, without padding.
        pool_size: Of the square pool.
        pool_strides: Of the pool; smaller than its size, the windows overlap.
        units: What the layers share.
    """

    filters: int
    convs_per_block: int
    kernel_size: int
    strides: int
    padding: str
    pool: str
    pool_size: int
    pool_strides: int
    units: Units

    def __call__(self, x: Any, name: str) -> Any:
        for index in range(1, self.convs_per_block + 1):
            if self.padding == "valid":
                _check_size(x, self.kernel_size, name, "convolution")
            x = self.units.conv(
                x,
                self.filters,
                self.kernel_size,
                f"{name}_conv{index}",
                strides=self.strides if index == 1 else 1,
                padding=self.padding,
                norm_next=self.units.norm_first,
            )
            x = self.units.norm_activation(x, f"{name}_", str(index))
        if self.pool == "none":
            return x
        _check_size(x, self.pool_size, name, "pool")
        layer = POOLS[self.pool](self.pool_size, strides=self.pool_strides, name=f"{name}_pool")
        return layer(x)


def _check_size(x: Any, window: int, name: str, operation: str) -> None:
    size = x.shape[1:3]
    if any(length is not None and length < window for length in size):
        raise ValueError(
            "Argument `inputs` must be larger images, or the model have fewer blocks, smaller "
            f"strides, `padding: same` or `pool: none`: the feature map would have size 0 at "
            f"{name} ({operation} {window}x{window}). Received: a map of size {size[0]}x{size[1]}"
        )
