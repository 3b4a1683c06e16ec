"""The one place where a residual block chooses its shortcut."""

from __future__ import annotations

from typing import Any

import keras

from suite.models.parts.units import Units, subsample


def shortcut(
    x: Any, filters: int, strides: int, kind: str, units: Units, prefix: str, *, norm: bool
) -> Any:
    """Bring the input of a block to the shape of its output; nothing where they agree.

    Args:
        x: Input of the block.
        filters: Channels of the block's output.
        strides: Of the block.
        kind: `identity`: every `strides`-th pixel, new channels zero, no weights (option A of He
            et al. 2015); `projection`: 1x1 convolution (option B).
        units: Source of the convolution.
        prefix: Of the layers' names.
        norm: Whether the projection's norm follows it.

    Example:
        >>> from suite.models.parts.norm import Norm
        >>> units = Units("relu", Norm("batch"))
        >>> shortcut(keras.Input((8, 8, 16)), 32, 2, "identity", units, "skip_", norm=True).shape
        (None, 4, 4, 32)
    """
    if strides == 1 and x.shape[-1] == filters:
        return x
    if kind == "projection":
        norm_next = norm or units.norm_first
        x = units.conv(x, filters, 1, f"{prefix}conv", strides=strides, norm_next=norm_next)
        return units.norm.apply(x, f"{prefix}norm") if norm else x
    if strides > 1:
        x = subsample(x, strides, f"{prefix}subsample")
    missing = filters - x.shape[-1]
    if missing < 0:
        raise ValueError(
            "Argument `shortcut` must be 'projection' where a block has fewer channels than its "
            f"input ({filters} after {x.shape[-1]}). Received: shortcut='identity'"
        )
    return _pad_channels(x, missing, f"{prefix}pad") if missing else x


def _pad_channels(x: Any, missing: int, name: str) -> Any:
    # Told that the channels come first, ZeroPadding2D takes the width for its rows and the
    # channels for its columns: a plain Keras layer that pads channels and saves with the model.
    columns = (missing // 2, missing - missing // 2)
    layer = keras.layers.ZeroPadding2D(((0, 0), columns), data_format="channels_first", name=name)
    return layer(x)
