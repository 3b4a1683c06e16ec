"""What the layers of a convolutional net make of one image."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite.diagnostics.tools.graph import output_of
from suite.diagnostics.tools.units import activation_units
from suite.examination.outcome.pictures import brightness, finite, pictures, shades

MOST = 16
MOST_BYTES = 40_000


def feature_maps(model: keras.Model, image: np.ndarray) -> dict[str, Any] | None:
    """The maps of the first and of a middle layer of activations, for one image.

        image               as it came, PNG in base64
        layers              each with
            layer           its name
            size, of        height and width of its maps, and how many there are
            channels        which are shown: the 16 that vary most over the image, in their order
            pictures        black is the least value of the map, white the greatest: its `extents`

    None of a model without maps, or whose inside cannot be reached.

    Args:
        model: its activations are looked at in inference mode; convolutions in their place, where
            no activation has maps.
        image: as the model takes it.

    Shapes:
        image: (H, W, C) or (H, W).

    Reference: Zeiler, Fergus, 2014, Visualizing and understanding convolutional networks.

    Example:
        >>> layers = [keras.layers.Conv2D(4, 3, activation="relu", name="conv")]
        >>> layers += [keras.layers.Flatten(), keras.layers.Dense(2)]
        >>> model = keras.Sequential([keras.Input((8, 8, 1)), *layers])
        >>> found = feature_maps(model, np.random.rand(8, 8, 1).astype("float32"))
        >>> [(one["layer"], one["size"], one["channels"]) for one in found["layers"]]
        [('conv', [6, 6], [0, 1, 2, 3])]
    """
    names = _layers(model)
    if not names:
        return None
    pixels = image if image.ndim == 3 else image[..., None]
    shown = shades(pixels, *brightness(pixels))
    layers = zip(names, _maps(model, names, image), strict=True)
    return {
        "image": pictures([shown], MOST_BYTES)[0],
        "layers": [{"layer": name, **_shown(maps)} for name, maps in layers],
    }


def _maps(model: keras.Model, names: list[str], image: np.ndarray) -> list[np.ndarray]:
    """The outputs of some layers, of shape (H, W, channels)."""
    tap = keras.Model(model.inputs, [output_of(model, name) for name in names])
    outputs = keras.tree.flatten(tap(tf.convert_to_tensor(image[None]), training=False))
    return [finite(keras.ops.convert_to_numpy(maps))[0] for maps in outputs]


def _shown(maps: np.ndarray) -> dict[str, Any]:
    """The maps of one layer, of shape (H, W, channels)."""
    spread = maps.std(axis=(0, 1))
    chosen = np.sort(np.argsort(-spread, kind="stable")[:MOST])
    extents = [(float(maps[..., c].min()), float(maps[..., c].max())) for c in chosen]
    images = [shades(maps[..., c, None], *extents[n]) for n, c in enumerate(chosen)]
    return {
        "size": list(maps.shape[:2]),
        "of": maps.shape[-1],
        "channels": chosen.tolist(),
        "pictures": pictures(images, MOST_BYTES),
        "extents": [[float(f"{one:.4g}") for one in extent] for extent in extents],
    }


def _layers(model: keras.Model) -> list[str]:
    """The first and the middle layer of activations with maps, else of convolutions."""
    if not getattr(model, "outputs", None) or len(model.inputs) != 1:
        return []
    active = [one.layer for one in activation_units(model)]
    convolutions = [one.name for one in model.layers if isinstance(one, keras.layers.Conv2D)]
    for names in (active, convolutions):
        shapes = [(name, getattr(output_of(model, name), "shape", ())) for name in names]
        # Inner gates, as in squeeze-and-excitation, have maps of one pixel.
        found = [name for name, shape in shapes if len(shape) == 4 and shape[1:3] != (1, 1)]
        if found:
            return list(dict.fromkeys([found[0], found[len(found) // 2]]))
    return []
