"""The filters of the first layer as pictures."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from suite.checks.support import roles
from suite.examination.outcome.pictures import finite, pictures, shades

MOST = 64
MOST_BYTES = 50_000
_COLORS = (1, 3)


def filters(model: keras.Model) -> dict[str, Any] | None:
    """What the units of the first layer look for in an image.

        layer      its name
        size       height, width, and channels of a filter
        of         how many there are
        pictures   the first 64: brightness = 1/2 + w / (2 max |w|) over the weights w of a filter,
                   so that mid-gray is 0; PNG, in base64
        largest    max |w| of each

    None where the first layer with weights is neither a convolution of 1 or 3 channels nor a dense
    layer that reads the pixels of such an image, or where a filter is a single pixel.

    Reference: Krizhevsky, Sutskever, Hinton, 2012, ImageNet classification with deep convolutional
        neural networks.

    Example:
        >>> model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(4, 5)])
        >>> found = filters(model)
        >>> found["size"], len(found["pictures"])
        ([5, 5, 3], 4)
    """
    found = _first_kernel(model)
    if found is None:
        return None
    layer, kernel = found
    weights = np.moveaxis(kernel, -1, 0)
    shown = weights[:MOST]
    largest = np.abs(shown).max(axis=(1, 2, 3))
    images = [
        shades(one, -(most or 1), most or 1) for one, most in zip(shown, largest, strict=True)
    ]
    return {
        "layer": layer,
        "size": list(weights.shape[1:]),
        "of": len(weights),
        "pictures": pictures(images, MOST_BYTES),
        "largest": [float(f"{value:.4g}") for value in largest],
    }


def _first_kernel(model: keras.Model) -> tuple[str, np.ndarray] | None:
    """The name of the layer that reads pixels, and its kernel: (H, W, channels, filters)."""
    layer: Any = next((one for one in _layers(model) if _reads(one)), None)
    shape = getattr(model, "input_shape", None)
    if layer is None or not roles.has_kernel(layer) or not isinstance(shape, tuple):
        return None
    kernel = finite(keras.ops.convert_to_numpy(roles.kernel(layer)))
    if kernel.ndim == 2 and len(shape) in (3, 4):
        pixels = (*shape[1:], 1)[:3]
        if None in pixels or kernel.shape[0] != math.prod(pixels):
            return None
        kernel = kernel.reshape(*pixels, -1)
    is_picture = kernel.ndim == 4 and kernel.shape[2] in _COLORS and math.prod(kernel.shape[:2]) > 1
    return (layer.name, kernel) if is_picture else None


def _layers(model: keras.Model) -> Iterator[Any]:
    """Those of nested models in their place."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _layers(layer)
        else:
            yield layer


def _reads(layer: Any) -> bool:
    """Whether it has weights that are trained, and so may be the first to see the image."""
    return roles.has_kernel(layer) or bool(layer.trainable_variables)
