"""How many units of a layer are different ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite import Diagnostic, Finding, Step
from suite.diagnostics import Edit
from suite.diagnostics.tools.edits import snake_case
from suite.diagnostics.tools.units import Units, check_positions, chosen_units, entries, lattice

# A variance this small against the mean square is rounding: the unit says nothing.
_CONSTANT = 1e-10
# Outputs that differ by less, relative to their deviation, are the same.
_SAME = 1e-3
_LEAST_UNITS = 4


class DistinctUnits(Diagnostic):
    """Distinct units of each layer: those whose outputs no other unit before them repeats.

        r_ij = cov(a_i, a_j) / sqrt(var a_i var a_j)
        distinct  = |{j : |r_ij| <= limit for all i < j}|
        effective = k^2 / sum_ij r_ij^2

    over the entries a of the last measured batch: all samples and, in feature maps, `positions`
    places. Units that are constant over the batch, such as dead ones, are all alike: they count
    as one unit. `effective` is the participation ratio of the eigenvalues of r over the k
    units that are not constant: k where they are uncorrelated, 1 where all are one.

    Units that begin alike get the same gradients and stay one unit, however many there are.

    Logs the number of distinct units under each layer's name, `share/<layer>`, that number by the
    units looked at, and `effective/<layer>`.

    Speaks where all units of a hidden layer of four or more give the same output for each
    sample, one that differs from sample to sample.

    Args:
        every: measured at every so many steps; by default at every tenth of a run of up to 1,000
            steps, and at every 50th of a longer one.
        layers: only these; None is all hidden layers with an activation function.
        limit: correlation from which on two units are one, in (0, 1).
        most: units of a layer that are looked at, at least 1, evenly spread. The cost grows with
            their square.
        positions: places of a feature map that are looked at, at least 1, evenly spread; None is
            all of them.

    Example:
        >>> second = np.array([[1.0, 2.0, 0.0], [2.0, 4.0, 0.0], [0.0, 0.0, 0.0]])
        >>> _figures_of(np.zeros(3), second, limit=0.99)  # the second is twice the first
        (2, 1.0)

    Reference: Glorot, Bengio, 2010, Understanding the difficulty of training deep feedforward
        neural networks; Goodfellow, Bengio, Courville, 2016, Deep learning, section 8.4.
    Topic: init/zeros, init/constant, init/small
    """

    needs = frozenset({"activations"})
    dense = 10
    keeps = frozenset({"alike"})

    def __init__(
        self,
        every: int | None = None,
        layers: Sequence[str] | None = None,
        limit: float = 0.99,
        most: int = 128,
        positions: int | None = 8,
    ) -> None:
        super().__init__(every)
        check_positions(positions)
        if not 0 < limit < 1:
            raise ValueError(f"Argument `limit` must be in (0, 1). Received: limit={limit}")
        if most < 1:
            raise ValueError(f"Argument `most` must be at least 1. Received: most={most}")
        self.chosen_layers = layers
        self.limit = limit
        self.most = most
        self.positions = positions

    def build(self, model: keras.Model) -> None:
        self.units = chosen_units(model, self.choose_layers(model, self.chosen_layers))
        self.layers = [units.layer for units in self.units]
        self.looked_at = [lattice(one.count, min(one.count, self.most)) for one in self.units]
        # The last measured step's: a mean over steps would mix units that have moved meanwhile.
        self.step = self.accumulator("step", initial=-1, dtype="int64", reduce="same")
        self.means, self.seconds = [], []
        for index, rows in enumerate(self.looked_at):
            count = len(rows)
            mean, second = f"mean/{index}", f"second/{index}"
            self.means.append(self.accumulator(mean, (count,), dtype="float64", reduce="mean"))
            self.seconds.append(
                self.accumulator(second, (count, count), dtype="float64", reduce="mean")
            )
        self.alike: dict[str, int] = {}

    def observe(self, step: Step) -> None:
        accumulators = zip(self.layers, self.looked_at, self.means, self.seconds, strict=True)
        for layer, chosen, mean, second in accumulators:
            values = entries(step.activations[layer], self.positions)
            if values.shape[1] > len(chosen):
                values = tf.gather(values, chosen, axis=1)
            found = _moments(values)
            mean.assign(found[0])
            second.assign(found[1])
        self.step.assign(tf.cast(step.iteration, tf.int64))

    def report(self) -> dict[str, Any]:
        step = int(self.step.numpy())
        if step < 0:
            return {}
        report: dict[str, float] = {}
        for units, mean, second in zip(self.units, self.means, self.seconds, strict=True):
            average, square = mean.numpy(), second.numpy()
            if not np.all(np.isfinite(square)):
                continue
            distinct, effective = _figures_of(average, square, self.limit)
            report[units.layer] = distinct
            report[f"share/{units.layer}"] = distinct / len(average)
            report[f"effective/{units.layer}"] = effective
            if len(average) >= _LEAST_UNITS and _are_alike(average, square):
                self.alike.setdefault(units.layer, step)
        return report

    def findings(self) -> list[Finding]:
        return [self.finding(one) for one in self.units if one.layer in self.alike]

    def finding(self, units: Units) -> Finding:
        return Finding(
            self.name,
            f"All {units.count} units of `{units.layer}` give the same output: they began alike, "
            "get the same gradients, and stay one unit.",
            "warning",
            units.layer,
            self.alike[units.layer],
            1.0,
            1.0,
            "init/constant",
            _initial_edit(self.model),
        )


def _initial_edit(model: keras.Model) -> Edit | None:
    """Kernels drawn at random, where they are not."""
    first = next((one for one in model.layers if hasattr(one, "kernel_initializer")), None)
    kind = "" if first is None else snake_case(type(first.kernel_initializer).__name__)
    if kind not in ("zeros", "ones", "constant"):
        return None
    return Edit("model.kernel_initializer", kind, "glorot_uniform")


def _moments(values: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    """E[a_i] and E[a_i a_j] of (entries, units), in float64; exact where means are large."""
    values = tf.cast(values, tf.float32)
    mean = tf.reduce_mean(values, axis=0)
    centered = values - mean
    count = tf.cast(tf.shape(values)[0], tf.float32)
    covariance = tf.matmul(centered, centered, transpose_a=True) / count
    mean = tf.cast(mean, tf.float64)
    return mean, tf.cast(covariance, tf.float64) + mean[:, None] * mean


def _figures_of(mean: np.ndarray, second: np.ndarray, limit: float) -> tuple[int, float]:
    """Distinct units, and the effective number of those that are not constant."""
    covariance = second - np.outer(mean, mean)
    variance = np.diag(covariance)
    varies = variance > _CONSTANT * np.diag(second)
    deviation = np.sqrt(variance[varies])
    squares = (covariance[np.ix_(varies, varies)] / np.outer(deviation, deviation)) ** 2
    repeated = np.any(np.tril(squares, -1) > limit**2, axis=1)
    constant = int(not varies.all())
    effective = varies.sum() ** 2 / squares.sum() if varies.any() else float(constant)
    return int((~repeated).sum()) + constant, float(effective)


def _are_alike(mean: np.ndarray, second: np.ndarray) -> bool:
    """Whether all units give the same output, one that differs from entry to entry.

    E[(a_i - a_0)^2] = E[a_i^2] - 2 E[a_i a_0] + E[a_0^2]
    """
    square = np.diag(second)
    variance = square - mean**2
    if not np.all(variance > _CONSTANT * square):
        return False
    apart = square - 2 * second[0] + square[0]
    return bool(np.all(apart <= (_SAME**2) * variance[0]))
