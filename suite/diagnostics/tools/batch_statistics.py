"""The statistics by which a BatchNormalization layer normalized a batch."""

from __future__ import annotations

from collections.abc import Mapping

import keras
import tensorflow as tf


class BatchStatistics:
    """Mean and biased variance of a batch, read off what the layer did to its moving statistics.

        moving <- m moving + (1 - m) batch    hence    batch = (after - m before) / (1 - m)

    The layer has computed them already; a pass over its input would cost far more, and would miss
    what the layer does itself: synchronize, mask. The price is rounding, about 1 / (1 - m) times
    that of the moving statistics: a relative error of 1e-5 at m = 0.99.

    A batch that is computed in k micro-batches updates k times; with m^k for m this gives their
    mean with the weights m^(k - 1), ..., m, 1.

    Args:
        layer: updates its moving statistics.
        updates: in a step, k.

    Raises:
        ValueError: the layer keeps no moving statistics, or is frozen.

    Example:
        >>> norm = keras.layers.BatchNormalization(momentum=0.5)
        >>> norm.build((None, 1))
        >>> statistics = BatchStatistics(norm, updates=1)
        >>> before = statistics.before()
        >>> _ = norm(np.array([[1.0], [3.0]]), training=True)
        >>> [float(value[0]) for value in statistics(before)]
        [2.0, 1.0]
    """

    def __init__(self, layer: keras.layers.BatchNormalization, updates: int) -> None:
        check_updates(layer)
        self.kept = layer.momentum**updates
        self.moving = (layer.moving_mean, layer.moving_variance)

    def before(self) -> dict[str, tf.Tensor]:
        """The moving statistics as they are now, by their variables' paths."""
        return {variable.path: tf.identity(variable.value) for variable in self.moving}

    def __call__(self, before: Mapping[str, tf.Tensor]) -> tuple[tf.Tensor, tf.Tensor]:
        """Mean and variance, after the layer's updates."""
        mean, variance = (
            (variable.value - self.kept * before[variable.path]) / (1 - self.kept)
            for variable in self.moving
        )
        return mean, tf.maximum(variance, 0.0)


def updates_statistics(layer: keras.Layer) -> bool:
    """Whether training moves the moving statistics of a layer."""
    is_norm = isinstance(layer, keras.layers.BatchNormalization)
    return is_norm and layer.trainable and layer.momentum < 1


def check_updates(layer: keras.Layer) -> None:
    """Refuse a layer whose batch statistics cannot be known."""
    if not updates_statistics(layer):
        raise ValueError(
            "Batch statistics must be asked of BatchNormalization layers that are trainable and "
            f"have a momentum below 1. Received: {layer.name!r}, {type(layer).__name__}"
        )
