"""How the entries of the gradients are spread."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite import Diagnostic, Step
from suite.diagnostics.tools.weights import gradients_of, kernels

LOWEST, HIGHEST = -12, 4
PER_DECADE = 2


class GradientHistogram(Diagnostic):
    """Counts of the gradient's entries by magnitude, on a fixed logarithmic scale.

        bin i counts  edge_i <= |g| < edge_(i+1),   edge = 0, 1e-12, 3.2e-12, 1e-11, ..., 1e4, inf

    with g the gradient of a kernel before clipping. The edges never change, so that histograms of
    different steps, layers and runs can be laid side by side; half a decade per bin tells a
    vanishing gradient from a healthy one. NaN is in no bin, infinity in the last.

    Logs `<layer>` as a list of counts, added up over the measured steps since the last report, and
    the list `edges`. Exact zeros are in the first bin. It has nothing to say.

    Args:
        every: measured at every so many steps; by default at every tenth of a run of up to 1,000
            steps, and at every 50th of a longer one.

    Example:
        >>> sorted(GradientHistogram(every=100).needs)
        ['gradients']
        >>> edges = np.array([0.0, 1.0, np.inf], "float32")
        >>> histogram(tf.constant([0.0, -0.5, 2.0]), edges).numpy().tolist()
        [2, 1]

    Topic: foundations/backprop, activations/sigmoid, init/small
    """

    needs = frozenset({"gradients"})
    dense = 10
    keeps = frozenset()

    def __init__(self, every: int | None = None) -> None:
        super().__init__(every)

    def build(self, model: keras.Model) -> None:
        self.kernels = kernels(model)
        decades = np.arange(LOWEST * PER_DECADE, HIGHEST * PER_DECADE + 1) / PER_DECADE
        self.edges = np.array([0.0, *10.0**decades, np.inf], "float32")
        self.counts = self.accumulator(
            "counts", (len(self.kernels), len(self.edges) - 1), dtype="int64", reduce="same"
        )

    def observe(self, step: Step) -> None:
        gradients = gradients_of(step.gradients, list(self.kernels.values()))
        counts = [histogram(gradient, self.edges) for gradient in gradients]
        if counts:
            self.counts.assign_add(tf.cast(tf.stack(counts), tf.int64))

    def report(self) -> dict[str, Any]:
        counts = self.counts.numpy()
        if not counts.any():
            return {}
        return {"edges": self.edges[:-1], **dict(zip(self.kernels, counts, strict=True))}


def histogram(gradient: tf.Tensor, edges: np.ndarray) -> tf.Tensor:
    """Entries of |gradient| in each interval between two edges."""
    magnitudes = tf.reshape(tf.abs(tf.cast(gradient, tf.float32)), [-1])
    bins = tf.searchsorted(tf.constant(edges[1:-1]), magnitudes, side="right")
    # A negative segment is left out.
    bins = tf.where(tf.math.is_nan(magnitudes), -1, bins)
    return tf.math.unsorted_segment_sum(tf.ones_like(bins), bins, len(edges) - 1)
