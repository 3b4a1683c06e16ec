"""How sharp the minimum is that training has found."""

from __future__ import annotations

from typing import Any, TypeAlias

import keras
import numpy as np
import tensorflow as tf

from suite.diagnostics.tools.probe import Batch, Probe

# The eigenvalue has settled when it moves by less, relative to itself.
SETTLED = 1e-3
FLAT = 1e-20
# Samples in one pass: a Hessian's product keeps the activations of two.
PIECE = 128

Tensors: TypeAlias = list[tf.Tensor]


class Sharpness(Probe):
    """Sharpness of the loss around the weights, and its largest curvature. On request.

        sharpness  = 100 max_z (f(w + z) - f(w)) / (1 + f(w)),   |z_i| <= epsilon (|w_i| + 1)
        eigenvalue = v^T H v,   v <- H v / |H v|

    with f the loss of `probe` training samples in inference mode, so that nothing in it is random,
    and H its Hessian. The samples are the same ones for every seed and every batch size, without
    augmentation: the figures of two runs can be compared. The power iteration finds the eigenvalue
    of largest magnitude, by products H v that cost two passes. The maximum is sought among the
    corners of the box, by steps z <- epsilon (|w| + 1) sign(grad f(w + z)) from 0 and from both
    signs of v, where Keskar et al. took ten steps of L-BFGS-B: a lower bound, as theirs.

    Logs `sharpness` (per cent), `eigenvalue` and `loss` (f(w)).

    Costs at most 2 power_steps + 3 ascent_steps + 4 forward and backward passes over the samples at
    every measurement, 79 by default, between two steps.

    Args:
        every: steps from one measurement to the next; None is an epoch.
        epsilon: half the width of the box for a weight of 0, positive; the paper took 1e-3 and
            5e-4.
        ascent_steps: from each start, at least 1.
        power_steps: at most so many products H v, at least 1.
        probe: samples, at least 2; all there are where the training set has fewer.

    Example:
        >>> sharpness = Sharpness(every=200, epsilon=5e-4)
        >>> sharpness.name, sharpness.interval
        ('sharpness', 200)

    Reference: Keskar, Mudigere, Nocedal, Smelyanskiy, Tang, 2017, On large-batch training for deep
        learning: generalization gap and sharp minima.
    Topic: data/batch-size
    """

    keeps = frozenset()

    def __init__(
        self,
        every: int | None = None,
        epsilon: float = 1e-3,
        ascent_steps: int = 5,
        power_steps: int = 30,
        probe: int = 512,
    ) -> None:
        super().__init__(every)
        if probe < 2:
            raise ValueError(f"Argument `probe` must be at least 2. Received: probe={probe}")
        limits = {"epsilon": epsilon, "ascent_steps": ascent_steps, "power_steps": power_steps}
        for name, value in limits.items():
            if not value > 0:
                raise ValueError(f"Argument `{name}` must be positive. Received: {name}={value}")
        self.epsilon = epsilon
        self.ascent_steps = ascent_steps
        self.power_steps = power_steps
        self.probe = probe

    def build(self, model: keras.Model) -> None:
        super().build(model)
        self.slope_of = tf.function(self.loss_and_gradient, autograph=False)
        self.bend_of = tf.function(self.hessian_product, autograph=False)

    def measure(self) -> dict[str, Any]:
        pieces = self.probe_pieces(self.probe, PIECE)
        weights = self.weights()
        loss, _ = self.slope(weights, pieces)
        eigenvalue, vector = self.power_iteration(weights, pieces)
        bound = [self.epsilon * (tf.abs(w) + 1.0) for w in weights]
        starts = [[tf.zeros_like(v) for v in vector], vector, [-v for v in vector]]
        highest = max(self.ascend(weights, pieces, bound, start) for start in starts)
        rise = max(0.0, highest - loss)
        sharpness = 100.0 * rise / (1.0 + loss)
        return {"sharpness": sharpness, "eigenvalue": eigenvalue, "loss": loss}

    def ascend(
        self, weights: Tensors, pieces: list[Batch], bound: Tensors, start: Tensors
    ) -> float:
        """The highest loss on the way from one corner of the box to the next."""
        losses = []
        direction = start
        for _ in range(self.ascent_steps + 1):
            corner = [w + b * tf.sign(d) for w, b, d in zip(weights, bound, direction, strict=True)]
            loss, direction = self.slope(corner, pieces)
            losses.append(loss)
        return float(np.max(losses))

    def power_iteration(self, weights: Tensors, pieces: list[Batch]) -> tuple[float, Tensors]:
        """The eigenvalue of largest magnitude, and its vector."""
        # A fixed start: the same weights give the same figure, and no generator is touched.
        vector = [tf.random.stateless_normal(w.shape, [0, i]) for i, w in enumerate(weights)]
        vector = [one / tf.sqrt(_dot(vector, vector)) for one in vector]
        eigenvalue = 0.0
        for _ in range(self.power_steps):
            product = self.bend(weights, vector, pieces)
            last, eigenvalue = eigenvalue, float(_dot(vector, product))
            length = float(tf.sqrt(_dot(product, product)))
            # A flat loss has no direction, and what is no number has none either.
            if abs(eigenvalue - last) <= SETTLED * abs(eigenvalue) or not length > FLAT:
                break
            vector = [one / length for one in product]
        return eigenvalue, vector

    def slope(self, weights: Tensors, pieces: list[Batch]) -> tuple[float, Tensors]:
        """Loss and gradient of all samples."""
        scale = tf.constant(self.loss_scale())
        found = [self.slope_of(weights, piece, scale) for piece in pieces]
        return float(np.mean([loss for loss, _ in found])), _mean([slope for _, slope in found])

    def bend(self, weights: Tensors, vector: Tensors, pieces: list[Batch]) -> Tensors:
        """H v of all samples."""
        scale = tf.constant(self.loss_scale())
        return _mean([self.bend_of(weights, vector, piece, scale) for piece in pieces])

    def loss_and_gradient(
        self, weights: Tensors, batch: Batch, scale: tf.Tensor
    ) -> tuple[tf.Tensor, Tensors]:
        with tf.GradientTape() as tape:
            tape.watch(weights)
            loss = self.loss(weights, batch, training=False)
            scaled = loss * tf.cast(scale, loss.dtype)
        gradient = tape.gradient(scaled, weights, unconnected_gradients="zero")
        return loss, [one / scale for one in gradient]

    def hessian_product(
        self, weights: Tensors, vector: Tensors, batch: Batch, scale: tf.Tensor
    ) -> Tensors:
        """H v of a piece, as the gradient of v^T grad f."""
        with tf.GradientTape() as tape:
            tape.watch(weights)
            _, gradient = self.loss_and_gradient(weights, batch, scale)
            slope = _dot(gradient, vector) * scale
        product = tape.gradient(slope, weights, unconnected_gradients="zero")
        return [one / scale for one in product]


def _mean(pieces: list[Tensors]) -> Tensors:
    """Of the pieces' tensors, one by one."""
    return [tf.add_n(column) / len(pieces) for column in zip(*pieces, strict=True)]


def _dot(a: Tensors, b: Tensors) -> tf.Tensor:
    return tf.add_n([tf.reduce_sum(x * y) for x, y in zip(a, b, strict=True)])
