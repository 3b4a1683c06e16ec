"""The one place where a model chooses its normalization."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras

from suite.layers.local_response_normalization import LocalResponseNormalization
from suite.layers.weight_normalization import WeightNormalization
from suite.models.parts.choices import check_count, check_rate


@dataclass(frozen=True)
class Norm:
    """A normalization and its constants.

    `batch` normalizes a channel over the batch and all positions; the others look at one sample
    alone: `layer` over everything, `instance` each channel, `group` each group of channels.
    `weight` reparameterizes the kernels instead, `local_response` is AlexNet's, `none` is none.

    Args:
        kind: One of the names above.
        momentum: Of the moving statistics of `batch`, in [0, 1); 0.9 as in the papers.
        epsilon: Added to the variance, positive.
        groups: Groups of `group`; must divide the channels.
        scale: Whether `batch` learns a scale beside its offset.

    Example:
        >>> Norm("group", groups=4).apply(keras.Input((8, 8, 16)), "norm").shape
        (None, 8, 8, 16)
        >>> Norm("batch").has_offset, Norm("weight").has_offset
        (True, False)
    """

    kind: str
    momentum: float = 0.9
    epsilon: float = 1e-5
    groups: int = 8
    scale: bool = True

    def __post_init__(self) -> None:
        check_rate("norm_momentum", self.momentum)
        check_count("norm_groups", self.groups)
        if not self.epsilon > 0:
            raise ValueError(
                f"Argument `norm_epsilon` must be positive. Received: norm_epsilon={self.epsilon!r}"
            )

    @property
    def has_offset(self) -> bool:
        """Whether the norm adds a learned offset, so that a bias just before it is idle."""
        return self.kind in ("batch", "group", "layer", "instance")

    @property
    def is_layer(self) -> bool:
        return self.has_offset or self.kind == "local_response"

    def wrap(self, layer: keras.layers.Layer) -> keras.layers.Layer:
        """The layer itself, or with normalized weights."""
        return WeightNormalization(layer, name=layer.name) if self.kind == "weight" else layer

    def apply(self, x: Any, name: str, *, zero_gamma: bool = False) -> Any:
        """Normalize feature maps or vectors; `zero_gamma` starts the scale at 0 instead of 1."""
        if not self.is_layer:
            return x
        if self.kind == "local_response":
            return LocalResponseNormalization(name=name)(x)
        common = {
            "epsilon": self.epsilon,
            "gamma_initializer": "zeros" if zero_gamma else "ones",
            "name": name,
        }
        if self.kind == "batch":
            return keras.layers.BatchNormalization(
                momentum=self.momentum, scale=self.scale, **common
            )(x)
        return keras.layers.GroupNormalization(groups=self._groups(x, name), **common)(x)

    def _groups(self, x: Any, name: str) -> int:
        # Layer and instance normalization are the two ends of group normalization, and so keep one
        # scale and offset per channel (Wu and He 2018), where LayerNormalization over whole maps
        # would hold one per pixel.
        channels = int(x.shape[-1])
        if self.kind == "layer":
            return 1
        if self.kind == "instance":
            return channels
        if channels % self.groups:
            raise ValueError(
                f"Argument `norm_groups` must divide the {channels} channels at {name}. "
                f"Received: norm_groups={self.groups}"
            )
        return self.groups
