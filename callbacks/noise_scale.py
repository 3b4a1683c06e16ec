"""How noisy the gradient of one batch is."""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite.diagnostics.tools.measures import sums_of_squares
from suite.diagnostics.tools.probe import Batch, Probe


class NoiseScale(Probe):
    """Gradient noise scale: the batch size beyond which larger batches stop paying. On request.

        scale = tr(S) / |G|^2
        |G|^2 = 2 |g_B|^2 - |g_B/2|^2,   tr(S) = B (|g_B/2|^2 - |g_B|^2)

    with G the gradient of the mean loss, S the covariance of one sample's gradient, g_B/2 the
    gradients of the two halves of a batch of B samples and g_B their mean. Both estimates are
    unbiased, and are averaged over `batches` batches before they are divided. Batch normalization
    takes the statistics of each half.

    Logs `scale` in samples (infinite where the noise drowns the gradient), `gradient` (|G|^2) and
    `covariance` (tr S).

    Costs two passes over each half at every measurement, between two steps.

    Args:
        every: steps from one measurement to the next; None is an epoch.
        batches: the first of the training stream; at least 1.

    Example:
        >>> noise = NoiseScale(every=200, batches=4)
        >>> noise.name, noise.interval
        ('noise_scale', 200)

    Reference: McCandlish, Kaplan, Amodei, 2018, An empirical model of large-batch training.
    Topic: data/batch-size
    """

    keeps = frozenset()

    def __init__(self, every: int | None = None, batches: int = 8) -> None:
        super().__init__(every)
        if batches < 1:
            raise ValueError(f"Argument `batches` must be at least 1. Received: batches={batches}")
        self.batch_count = batches

    def build(self, model: keras.Model) -> None:
        super().build(model)
        self.squares = tf.function(self.squares_of, autograph=False, reduce_retracing=True)

    def measure(self) -> dict[str, Any]:
        weights, scale = self.weights(), tf.constant(self.loss_scale())
        covariances, gradients = [], []
        for batch in self.first_batches(self.batch_count):
            half, whole, size = (float(x) for x in self.squares(weights, batch, scale))
            gradients.append(2 * whole - half)
            covariances.append(size * (half - whole))
        gradient, covariance = np.mean(gradients), np.mean(covariances)
        scale = covariance / gradient if gradient > 0 else math.inf
        return {"scale": scale, "gradient": gradient, "covariance": covariance}

    def squares_of(
        self, weights: list[tf.Tensor], batch: Batch, scale: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Mean |g|^2 of the halves, |g|^2 of their mean, and the samples of both together."""
        length = tf.shape(tf.nest.flatten(batch[0])[0])[0] // 2
        first = self.gradient(weights, _slices(batch, 0, length), scale)
        second = self.gradient(weights, _slices(batch, length, 2 * length), scale)
        half = tf.reduce_sum(sums_of_squares([*first, *second])) / 2
        mean = [(a + b) / 2 for a, b in zip(first, second, strict=True)]
        return half, tf.reduce_sum(sums_of_squares(mean)), 2 * length

    def gradient(self, weights: list[tf.Tensor], batch: Batch, scale: tf.Tensor) -> list[tf.Tensor]:
        with tf.GradientTape() as tape:
            tape.watch(weights)
            loss = self.loss(weights, batch, training=True)
            scaled = loss * tf.cast(scale, loss.dtype)
        found = tape.gradient(scaled, weights, unconnected_gradients="zero")
        return [tf.cast(one, tf.float32) / scale for one in found]


def _slices(batch: Batch, start: tf.Tensor | int, end: tf.Tensor) -> Batch:
    """Some samples of a batch; absent sample weights stay absent."""
    x, y, weights = tf.nest.map_structure(lambda t: None if t is None else t[start:end], batch)
    return x, y, weights
