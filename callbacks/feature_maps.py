"""Pictures of what a convolutional network sees."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from suite.diagnostics.tools.graph import output_of
from suite.diagnostics.tools.pictures import tile, write_grid
from suite.diagnostics.tools.probe import Probe
from suite.diagnostics.tools.units import activation_units

LEAST_PIXELS = 48


class FeatureMaps(Probe):
    """Pictures of activation maps: one row per sample, first the image itself, then its channels.

    The samples are the first of the training stream, always the same ones, in inference mode. In a
    channel black is its least activation over the samples, white its largest; a channel that is
    black everywhere does not fire.

    Writes `<folder>/step-<step>/<layer>.png`, and keeps the arrays in `maps`: layer -> (samples,
    height, width, channels). Logs nothing.

    Args:
        every: steps from one picture to the next; None is an epoch.
        layers: with maps as output; None is the first, the middle and the last activation of that
            kind.
        samples: rows, at least 1.
        channels: at most so many columns, the first ones; at least 1.
        folder: in a run, inside its directory (`feature_maps` by default); None writes nothing.

    Example:
        >>> convolution = keras.layers.Conv2D(4, 3, activation="relu", name="conv")
        >>> model = keras.Sequential([keras.Input((8, 8, 3)), convolution, keras.layers.Flatten()])
        >>> maps = FeatureMaps(every=100)
        >>> maps.build(model)
        >>> maps.drawn
        ['conv']

    Reference: Zeiler, Fergus, 2014, Visualizing and understanding convolutional networks.
    Topic: models/cnn
    """

    keeps = frozenset({"maps"})

    def __init__(
        self,
        every: int | None = None,
        layers: Sequence[str] | None = None,
        samples: int = 4,
        channels: int = 16,
        folder: str | None = None,
    ) -> None:
        super().__init__(every)
        for name, value in {"samples": samples, "channels": channels}.items():
            if value < 1:
                raise ValueError(f"Argument `{name}` must be at least 1. Received: {name}={value}")
        self.chosen_layers = layers
        self.samples = samples
        self.channels = channels
        self.folder = folder
        self.maps: dict[str, np.ndarray] = {}

    def build(self, model: keras.Model) -> None:
        super().build(model)
        chosen = self.choose_layers(model, self.chosen_layers) or _default_layers(model)
        for name in chosen:
            if len(model.get_layer(name).output.shape) != 4:
                raise ValueError(
                    "Argument `layers` must name layers whose output is feature maps. "
                    f"Received: {name!r} of shape {model.get_layer(name).output.shape}"
                )
        self.drawn = chosen
        if chosen:
            outputs = [output_of(model, name) for name in chosen]
            self.tap = keras.Model(model.inputs, outputs)

    def measure(self) -> dict[str, Any]:
        if not self.drawn:
            return {}
        (x, _, _) = self.first_batches(1)[0]
        images = np.asarray(x[: self.samples], "float32")
        outputs = self.tap(x[: self.samples], training=False)
        arrays = [np.asarray(one, "float32") for one in keras.tree.flatten(outputs)]
        self.maps = dict(zip(self.drawn, arrays, strict=True))
        if self.folder is not None:
            folder = Path(self.folder, f"step-{self.measured_at:06d}")
            for name, maps in self.maps.items():
                write_grid(folder / f"{name.replace('/', '-')}.png", self.rows(images, maps))
        return {}

    def rows(self, images: np.ndarray, maps: np.ndarray) -> list[list[np.ndarray]]:
        """Tiles: one row per sample."""
        size = max(LEAST_PIXELS, *images.shape[1:3], *maps.shape[1:3])
        shown = maps[..., : self.channels]
        low, high = shown.min(axis=(0, 1, 2)), shown.max(axis=(0, 1, 2))
        return [
            [
                tile(image, image.min(), image.max(), size),
                *(
                    tile(sample[..., c, None], low[c], high[c], size)
                    for c in range(shown.shape[-1])
                ),
            ]
            for image, sample in zip(images, shown, strict=True)
        ]


def _default_layers(model: keras.Model) -> list[str]:
    """The first, the middle and the last activation with maps; none in a net without any."""
    shapes = {one.layer: model.get_layer(one.layer).output.shape for one in activation_units(model)}
    # Inner gates, as in squeeze-and-excitation, have maps of one pixel.
    names = [name for name, shape in shapes.items() if len(shape) == 4 and shape[1:3] != (1, 1)]
    return list(dict.fromkeys([*names[:1], *names[len(names) // 2 :][:1], *names[-1:]]))
