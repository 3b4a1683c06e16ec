"""Pictures of the first layer's filters."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import keras
import numpy as np

from suite.diagnostics.tools.pictures import tile, write_grid
from suite.diagnostics.tools.probe import Probe

PIXELS = 48


class Filters(Probe):
    """Pictures of the filters that look at the image, those of the first layer.

        brightness = 1/2 + w / (2 max |w|)

    over the weights w of a filter, so that mid-gray is 0. Three input channels are red, green and
    blue; of any other number the mean is gray. A dense layer that reads the pixels of an image has
    one filter per unit.

    Writes `<folder>/step-<step>.png`, and keeps the array in `images`: (filters, height, width,
    input channels). Logs nothing.

    Args:
        every: steps from one picture to the next; None is an epoch.
        most: at most so many filters, the first ones; at least 1.
        folder: in a run, inside its directory (`filters` by default); None writes nothing.

    Example:
        >>> model = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(4, 5)])
        >>> filters = Filters()
        >>> filters.build(model)
        >>> filters.measure(), filters.images.shape
        ({}, (4, 5, 5, 3))

    Reference: Krizhevsky, Sutskever, Hinton, 2012, ImageNet classification with deep convolutional
        neural networks.
    Topic: models/cnn, models/mlp
    """

    keeps = frozenset({"images"})

    def __init__(self, every: int | None = None, most: int = 64, folder: str | None = None) -> None:
        super().__init__(every)
        if most < 1:
            raise ValueError(f"Argument `most` must be at least 1. Received: most={most}")
        self.most = most
        self.folder = folder
        self.images: np.ndarray | None = None

    def build(self, model: keras.Model) -> None:
        super().build(model)
        self.layer, self.shape = _image_layer(model)

    def measure(self) -> dict[str, Any]:
        kernel = keras.ops.convert_to_numpy(self.layer.kernel).reshape(*self.shape, -1)
        self.images = np.moveaxis(kernel, -1, 0)[: self.most]
        if self.folder is not None:
            columns = math.ceil(math.sqrt(len(self.images)))
            tiles = [_filter_tile(one) for one in self.images]
            rows = [tiles[start : start + columns] for start in range(0, len(tiles), columns)]
            write_grid(Path(self.folder, f"step-{self.measured_at:06d}.png"), rows)
        return {}


def _filter_tile(weights: np.ndarray) -> np.ndarray:
    largest = float(np.abs(weights).max())
    return tile(weights, -largest, largest, PIXELS)


def _image_layer(model: keras.Model) -> tuple[keras.Layer, tuple[int, ...]]:
    """The layer whose kernel reads pixels, and the shape (height, width, channels) of a filter.

    Raises:
        ValueError: the model reads no images, or not by a convolution or dense layer.
    """
    pixels = tuple(model.inputs[0].shape[1:])
    layer: Any = next((one for one in model.layers if hasattr(one, "kernel")), None)
    inner = layer.layer if isinstance(layer, keras.layers.Wrapper) else layer
    if isinstance(inner, keras.layers.Conv2D):
        return layer, tuple(layer.kernel.shape[:3])
    is_dense = isinstance(inner, keras.layers.Dense)
    known = len(pixels) == 3 and None not in pixels
    if is_dense and known and layer.kernel.shape[0] == math.prod(pixels):
        return layer, pixels
    raise ValueError(
        "Filters are shown of models whose first layer with weights is a Conv2D, or a Dense that "
        f"reads the pixels of an image. Received: {model.name!r} with inputs of shape {pixels}"
    )
