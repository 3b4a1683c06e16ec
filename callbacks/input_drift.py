"""How far the inputs of layers move while training goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite import Diagnostic, Step
from suite.diagnostics.tools.layer_inputs import chosen_inputs
from suite.diagnostics.tools.units import check_positions, entries


class InputDrift(Diagnostic):
    """Drift of each layer's inputs from report to report: internal covariate shift.

        mean   = sqrt(E_c[(mu_c - mu'_c)^2]) / sqrt(E_c[v'_c])
        spread = |ln sqrt(E_c[v_c]) - ln sqrt(E_c[v'_c])|

    over the channels c of what a layer with a kernel takes in, with mu and v mean and variance of a
    channel over all entries of the steps measured since the last report, and mu', v' those of the
    report before. A mean drift of 1 has moved the inputs by their own deviation. What no trainable
    weights stand before does not move and is left out; of samples drawn anew n entries a
    report let a mean at rest seem to drift by about sqrt(2 / n).

    Logs the mean's drift under each layer's name, `spread/<layer>`, and `epoch/<layer>`, the mean's
    drift since the last report of the epoch before: at an epoch's end that of an epoch. Nothing
    where there is nothing to compare with yet. It has nothing to say: a net that learns moves.

    Args:
        every: measured at every so many steps; by default at every tenth of a run of up to 1,000
            steps, and at every 50th of a longer one.
        layers: only these; None is all layers with a kernel behind other trainable weights.
        positions: places of a feature map that are looked at, at least 1, evenly spread; None is
            all of them.

    Example:
        >>> now, before = np.array([[3.0, 1.0], [4.0, 4.0]]), np.array([[1.0, 1.0], [1.0, 1.0]])
        >>> round(_mean_drift(now, before), 3), round(_spread_drift(now, before), 3)
        (1.414, 0.693)

    Reference: Ioffe, Szegedy, 2015, Batch normalization: accelerating deep network training by
        reducing internal covariate shift.
    Topic: norm/batch
    """

    needs = frozenset({"activations"})
    dense = 10
    keeps = frozenset({"latest", "epoch_before"})

    def __init__(
        self,
        every: int | None = None,
        layers: Sequence[str] | None = None,
        positions: int | None = 32,
    ) -> None:
        super().__init__(every)
        check_positions(positions)
        self.chosen_layers = layers
        self.positions = positions

    def build(self, model: keras.Model) -> None:
        self.inputs = chosen_inputs(model, self.choose_layers(model, self.chosen_layers))
        self.layers = [one.source for one in self.inputs]
        self.ends = np.cumsum([one.channels for one in self.inputs], dtype=int)
        shape = 2, int(sum(one.channels for one in self.inputs))
        # Sums of means and of mean squares: their differences are small against them.
        self.moments = self.accumulator("moments", shape, dtype="float64", reduce="mean")
        self.steps = self.accumulator("steps", dtype="int64", reduce="same")
        self.latest: np.ndarray | None = None
        self.epoch_before: np.ndarray | None = None

    def observe(self, step: Step) -> None:
        if not self.inputs:
            return
        found = [_moments(entries(step.activations[name], self.positions)) for name in self.layers]
        self.moments.assign_add(tf.concat(found, axis=1))
        self.steps.assign_add(1)

    def report(self) -> dict[str, Any]:
        steps = int(self.steps.numpy())
        if not steps:
            return {}
        mean, square = self.moments.numpy() / steps
        before, self.latest = self.latest, np.stack([mean, np.maximum(square - mean**2, 0.0)])
        report: dict[str, float] = {}
        for name, now, then in self.compared(before):
            report |= {name: _mean_drift(now, then), f"spread/{name}": _spread_drift(now, then)}
        for name, now, then in self.compared(self.epoch_before):
            report[f"epoch/{name}"] = _mean_drift(now, then)
        return {name: value for name, value in report.items() if np.isfinite(value)}

    def compared(self, before: np.ndarray | None) -> list[tuple[str, np.ndarray, np.ndarray]]:
        """Each layer's mean and variance of now and of then, (2, channels), if there were any."""
        if before is None or self.latest is None:
            return []
        parts = [np.split(moments, self.ends[:-1], axis=1) for moments in (self.latest, before)]
        names = [one.layer for one in self.inputs]
        return list(zip(names, *parts, strict=True))

    def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
        """The epoch's last report is what the next epoch's are compared with."""
        self.epoch_before = self.latest


def _moments(values: tf.Tensor) -> tf.Tensor:
    """Mean and mean square of each channel of (entries, channels), in float64."""
    values = tf.cast(values, tf.float32)
    mean = tf.reduce_mean(values, axis=0)
    variance = tf.reduce_mean(tf.square(values - mean), axis=0)
    mean, variance = tf.cast(mean, tf.float64), tf.cast(variance, tf.float64)
    return tf.stack([mean, variance + tf.square(mean)])


def _mean_drift(now: np.ndarray, then: np.ndarray) -> float:
    """How far the means have moved, in deviations; not finite of inputs that did not vary."""
    with np.errstate(all="ignore"):
        return float(np.sqrt(np.mean((now[0] - then[0]) ** 2) / np.mean(then[1])))


def _spread_drift(now: np.ndarray, then: np.ndarray) -> float:
    """How far the deviation has moved, as the size of a factor's logarithm."""
    with np.errstate(all="ignore"):
        return float(abs(np.log(np.mean(now[1]) / np.mean(then[1]))) / 2)
