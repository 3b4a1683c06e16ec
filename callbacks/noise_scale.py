"""How noisy the gradient of one batch is."""

from __future__ import annotations

import math
from typing import Any

import keras
import tensorflow as tf

from suite.diagnostics.tools.measures import sums_of_squares
from suite.diagnostics.tools.probe import Batch, Probe

# Samples in a piece: few, for then there are many pieces, and enough for a batch norm.
_PIECE = 64


class NoiseScale(Probe):
    """Gradient noise scale: the batch size beyond which larger batches stop paying. On request.

        scale = tr(S) / |G|^2
        |G|^2 = (K |g|^2 - E_k[|g_k|^2]) / (K - 1),   tr(S) = n K (E_k[|g_k|^2] - |g|^2) / (K - 1)

    with G the gradient of the mean loss, S the covariance of one sample's gradient, g_k the
    gradients of K pieces of n samples and g their mean. Both estimates are unbiased. The pieces,
    of up to 64 samples, make up `probe` training samples that are the same ones for every seed and
    every batch size, without augmentation: the figures of two runs can be compared. Batch
    normalization takes the statistics of each piece.

    Logs `scale` in samples (infinite where the noise drowns the gradient), `gradient` (|G|^2) and
    `covariance` (tr S).

    Costs a forward and a backward pass over the `probe` samples at every measurement, between two
    steps: as much as `probe` / batch size steps.

    Args:
        every: steps from one measurement to the next; None is an epoch.
        probe: samples, at least 2; all there are where the training set has fewer.

    Example:
        >>> noise = NoiseScale(every=200, probe=512)
        >>> noise.name, noise.interval
        ('noise_scale', 200)

    Reference: McCandlish, Kaplan, Amodei, 2018, An empirical model of large-batch training.
    Topic: data/batch-size
    """

    keeps = frozenset()

    def __init__(self, every: int | None = None, probe: int = 1024) -> None:
        super().__init__(every)
        if probe < 2:
            raise ValueError(f"Argument `probe` must be at least 2. Received: probe={probe}")
        self.probe = probe

    def build(self, model: keras.Model) -> None:
        super().build(model)
        self.slope = tf.function(self.gradient, autograph=False)

    def measure(self) -> dict[str, Any]:
        weights, scale = self.weights(), tf.constant(self.loss_scale())
        pieces = self.probe_pieces(self.probe, _PIECE, least=2)
        count, size = len(pieces), int(tf.nest.flatten(pieces[0][0])[0].shape[0])
        if count < 2:
            return {}
        total, square = self.slope(weights, pieces[0], scale)
        squares = [float(square)]
        for piece in pieces[1:]:
            gradients, square = self.slope(weights, piece, scale)
            total = [a + b for a, b in zip(total, gradients, strict=True)]
            squares.append(float(square))
        of_pieces = sum(squares) / count
        of_mean = float(tf.reduce_sum(sums_of_squares(total))) / count**2
        gradient = (count * of_mean - of_pieces) / (count - 1)
        covariance = size * count * (of_pieces - of_mean) / (count - 1)
        noise = covariance / gradient if gradient > 0 else math.inf
        return {"scale": noise, "gradient": gradient, "covariance": covariance}

    def gradient(
        self, weights: list[tf.Tensor], piece: Batch, scale: tf.Tensor
    ) -> tuple[list[tf.Tensor], tf.Tensor]:
        """The gradient of a piece's loss, and its squared norm."""
        with tf.GradientTape() as tape:
            tape.watch(weights)
            loss = self.loss(weights, piece, training=True)
            scaled = loss * tf.cast(scale, loss.dtype)
        found = tape.gradient(scaled, weights, unconnected_gradients="zero")
        gradients = [tf.cast(one, tf.float32) / scale for one in found]
        return gradients, tf.reduce_sum(sums_of_squares(gradients))
