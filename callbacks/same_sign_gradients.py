"""Units whose weights are all pushed the same way."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite import Diagnostic, Step
from suite.diagnostics.tools.incoming import incoming
from suite.diagnostics.tools.rows import Rows
from suite.diagnostics.tools.weights import gradients_of


class SameSignGradients(Diagnostic):
    """Share of a layer's units whose incoming weights all have gradients of one sign.

        agreement = |sum_i sign(g_i)| / |{i : g_i != 0}|,   same sign  iff  agreement = 1

    with g_i the gradients of a unit's incoming weights, before clipping: a column of a dense
    kernel, a filter of a convolution. Of a single sample g_i = delta x_i, so that they have one
    sign wherever the inputs x have: after a sigmoid or a ReLU, whose outputs are never negative.
    All weights of such a unit can then only grow together or shrink together, and descent zigzags.
    Over a batch the signs of delta mix, and with them those of g: n weights of random signs agree
    to about sqrt(2 / (pi n)). What the lectures say of one sample is measured with batches of one.

    Units of which fewer than two weights have a gradient do not count.

    Logs the share of same-signed units under each layer's name, and `agreement/<layer>`, the mean
    over its units; both are means over the steps since the last report. It has nothing to say: nets
    of ReLU learn well with it.

    Args:
        every: measured at every so many steps; by default at every tenth of a run of up to 1,000
            steps, and at every 50th of a longer one.

    Example:
        >>> sorted(SameSignGradients(every=10).needs)
        ['gradients']
        >>> gradient = tf.constant([[1.0, 1.0], [2.0, -3.0], [3.0, 0.0]])
        >>> sign_counts(gradient).numpy().tolist()  # units of one sign, sum of agreements, units
        [1.0, 1.0, 2.0]

    Reference: LeCun, Bottou, Orr, Müller, 1998, Efficient backprop.
    Topic: activations/sigmoid, activations/tanh, activations/relu, data/normalization
    """

    needs = frozenset({"gradients"})
    dense = 10
    keeps = frozenset()

    def __init__(self, every: int | None = None) -> None:
        super().__init__(every)

    def build(self, model: keras.Model) -> None:
        self.kernels = incoming(model)
        self.rows = Rows(self, counts=(len(self.kernels), 3))

    def observe(self, step: Step) -> None:
        gradients = gradients_of(step.gradients, [one.weight for one in self.kernels])
        if gradients:
            pairs = zip(self.kernels, gradients, strict=True)
            counts = [sign_counts(kernel.matrix(gradient)) for kernel, gradient in pairs]
            self.rows.write(step.iteration, counts=tf.stack(counts))

    def report(self) -> dict[str, Any]:
        same, agreement, units = np.moveaxis(self.rows.read()["counts"], -1, 0).sum(axis=1)
        report = {}
        for index, kernel in enumerate(self.kernels):
            if units[index]:
                report[kernel.name] = same[index] / units[index]
                report[f"agreement/{kernel.name}"] = agreement[index] / units[index]
        return report


def sign_counts(gradient: tf.Tensor) -> tf.Tensor:
    """Of a gradient (inputs, units): units of one sign, the sum of all agreements, and the units
    that count."""
    signs = tf.sign(tf.cast(gradient, tf.float32))
    known = tf.reduce_sum(tf.abs(signs), axis=0)
    agreement = tf.math.divide_no_nan(tf.abs(tf.reduce_sum(signs, axis=0)), known)
    counts = known >= 2.0
    figures = [agreement == 1.0, agreement, counts]
    return tf.stack([tf.reduce_sum(tf.where(counts, tf.cast(f, tf.float32), 0.0)) for f in figures])
