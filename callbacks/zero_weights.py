"""Weights that are zero, or next to it."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite import Diagnostic, Step
from suite.diagnostics.tools.rows import Rows
from suite.diagnostics.tools.weights import kernels


class ZeroWeights(Diagnostic):
    """Share of each kernel's weights that are zero, or next to zero: its sparsity.

        zero = |{i : w_i = 0}| / n,   near = |{i : |w_i| <= tolerance}| / n

    with w a kernel of n entries after the update of the measured step. L1 by gradient descent
    brings weights close to zero and lets them dance around it; proximal optimizers and FTRL set
    them to zero itself.

    Logs the share of zeros under each layer's name and `near/<layer>`, and over all kernels
    `overall` and `near/overall`, all of the last measured step. It has nothing to say.

    Args:
        every: measured at every so many steps; by default at each of a run of up to 1,000 steps,
            and at every 50th of a longer one.
        tolerance: what counts as next to zero, at least 0.

    Example:
        >>> sorted(ZeroWeights(every=10).needs)  # it looks at the variables themselves
        []
        >>> _shares(tf.constant([[0.0, 0.5], [-1e-4, -2.0]]), 1e-3).numpy().tolist()
        [0.25, 0.5]

    Reference: Tibshirani, 1996, Regression shrinkage and selection via the lasso; Duchi, Singer,
        2009, Efficient online and batch learning using forward backward splitting.
    Topic: reg/l1, optim/ftrl, optim/proximal-gd, optim/proximal-adagrad, init/sparse
    """

    needs = frozenset()
    keeps = frozenset()

    def __init__(self, every: int | None = None, tolerance: float = 1e-3) -> None:
        super().__init__(every)
        if not tolerance >= 0:
            raise ValueError(
                f"Argument `tolerance` must be at least 0. Received: tolerance={tolerance}"
            )
        self.tolerance = tolerance

    def build(self, model: keras.Model) -> None:
        self.kernels = kernels(model)
        by_path = {v.path: v for v in model.trainable_variables}
        self.variables = [by_path[weight.path] for weight in self.kernels.values()]
        self.sizes = np.array([weight.size for weight in self.kernels.values()], float)
        self.rows = Rows(self, shares=(len(self.variables), 2))

    def observe(self, step: Step) -> None:
        if self.variables:
            found = [_shares(v.value, self.tolerance) for v in self.variables]
            self.rows.write(step.iteration, shares=tf.stack(found))

    def report(self) -> dict[str, Any]:
        rows = self.rows.read()["shares"]
        if not len(rows) or not self.kernels:
            return {}
        zero, near = rows[-1].T
        overall = self.sizes / self.sizes.sum()
        return {
            **dict(zip(self.kernels, zero, strict=True)),
            "overall": zero @ overall,
            **{f"near/{name}": share for name, share in zip(self.kernels, near, strict=True)},
            "near/overall": near @ overall,
        }


def _shares(weights: tf.Tensor, tolerance: float) -> tf.Tensor:
    """Of zeros, and of weights that are at most `tolerance` away from it."""
    size = tf.abs(tf.convert_to_tensor(weights))
    flags = tf.stack([tf.reshape(size <= limit, [-1]) for limit in (0.0, tolerance)])
    return tf.reduce_mean(tf.cast(flags, tf.float32), axis=1)
