"""What the weights look like."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from suite import Diagnostic, Step
from suite.diagnostics.tools.rows import Rows
from suite.diagnostics.tools.weights import kernels


class WeightStats(Diagnostic):
    """Mean, standard deviation, L2 norm and extremes of each kernel.

        mean = sum_i w_i / n,   std = sqrt(sum_i (w_i - mean)^2 / n),   norm = sqrt(sum_i w_i^2)

    with w a kernel of n entries before the update of the measured step: at step 0 it is the
    initialization.

    Logs the norm under each layer's name; `<layer>/stats` lists mean, std, norm, min and max. Both
    are of the last measured step. It has nothing to say: it is there to be plotted.

    Args:
        every: measured at every so many steps; by default at every tenth of a run of up to 1,000
            steps, and at every 50th of a longer one.

    Example:
        >>> sorted(WeightStats(every=100).needs)
        ['weights']
        >>> _five_figures(tf.constant([[3.0, -4.0]])).numpy().tolist()
        [-0.5, 3.5, 5.0, -4.0, 3.0]

    Topic: init/xavier, init/he, reg/l2, reg/max-norm
    """

    needs = frozenset({"weights"})
    dense = 10
    keeps = frozenset()

    def __init__(self, every: int | None = None) -> None:
        super().__init__(every)

    def build(self, model: keras.Model) -> None:
        self.kernels = kernels(model)
        self.rows = Rows(self, stats=(len(self.kernels), 5))

    def observe(self, step: Step) -> None:
        values = [step.weights[weight.path] for weight in self.kernels.values()]
        self.rows.write(step.iteration, stats=[_five_figures(value) for value in values])

    def report(self) -> dict[str, Any]:
        stats = self.rows.read()["stats"]
        if not len(stats):
            return {}
        measured: dict[str, Any] = {}
        for name, figures in zip(self.kernels, stats[-1], strict=True):
            measured |= {name: figures[2], f"{name}/stats": figures}
        return measured


def _five_figures(values: tf.Tensor) -> tf.Tensor:
    """Mean, standard deviation, L2 norm, minimum and maximum."""
    mean, variance = tf.nn.moments(values, list(range(values.shape.rank)))
    norm = tf.sqrt(2.0 * tf.nn.l2_loss(values))
    extremes = [tf.reduce_min(values), tf.reduce_max(values)]
    return tf.stack([mean, tf.sqrt(variance), norm, *extremes])
