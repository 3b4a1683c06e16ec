"""How activations are distributed, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite import Diagnostic, Finding, Step
from suite.diagnostics import Edit
from suite.diagnostics.tools.edits import hidden_activation, snake_case
from suite.diagnostics.tools.rows import Rows
from suite.diagnostics.tools.units import Units, check_positions, chosen_units, entries

NEAR_ZERO = 1e-2
LIMIT = 0.5
RANGE, BINS = 5.0, 40
# Where f' < 0.05 max f', in terms of a = f(z).
SATURATED = {
    "sigmoid": lambda a: a * (1.0 - a) < 0.05 * 0.25,
    "tanh": lambda a: 1.0 - a * a < 0.05,
    "softsign": lambda a: tf.square(1.0 - tf.abs(a)) < 0.05,
    "hard_sigmoid": lambda a: (a <= 0.0) | (a >= 1.0),
    "hard_tanh": lambda a: tf.abs(a) >= 1.0,
}


class ActivationStats(Diagnostic):
    """Mean, deviation, near-zero share, saturation and histogram of each layer's activations.

        mean = E[a],   std = sqrt(E[a^2] - E[a]^2),   near_zero = P(|a| < 0.01)
        saturated = P(f'(z) < 0.05 max f')

    over a layer's entries a = f(z) of the measured steps: all channels and samples and, in feature
    maps, `positions` places, the same in every sample. For tanh saturated means |a| > 0.975, for
    the sigmoid a outside [0.0127, 0.987].

    Logs `mean/<layer>`, `std/<layer>`, `near_zero/<layer>` and, for activations with flat ends,
    `saturated/<layer>`; lists `histogram/<layer>`, the shares of 40 equal bins from -5 to 5, the
    first and the last with all that lies beyond.

    Speaks where more than half of a layer's activations are saturated: its gradients are next to
    zero.

    Args:
        every: measured at every so many steps.
        layers: only these; None is all hidden layers with an activation function.
        positions: places of a feature map that are looked at, at least 1; None is all of them.

    Example:
        >>> sorted(ActivationStats(every=50).needs)
        ['activations']
        >>> float(figures_of(tf.constant([0.0, 0.5, -0.99, 0.99]), "tanh")["saturated"])
        0.5

    Reference: Glorot, Bengio, 2010, Understanding the difficulty of training deep feedforward
        neural networks.
    Topic: activations/sigmoid, activations/tanh, init/small, init/large, init/xavier
    """

    needs = frozenset({"activations"})
    keeps = frozenset({"first", "saturated", "saturated_since"})

    def __init__(
        self, every: int = 50, layers: Sequence[str] | None = None, positions: int | None = 32
    ) -> None:
        super().__init__(every)
        check_positions(positions)
        self.chosen_layers = layers
        self.positions = positions

    def build(self, model: keras.Model) -> None:
        chosen = self.choose_layers(model, self.chosen_layers)
        self.units = chosen_units(model, chosen)
        self.layers = [units.layer for units in self.units]
        count = len(self.layers)
        values = {"mean": (count,), "square": (count,), "near_zero": (count,)}
        self.rows = Rows(self, **values, saturated=(count,), histogram=(count, BINS))
        self.saturated_since = np.full(count, -1)
        self.first = -1
        self.saturated = np.zeros(count)

    def observe(self, step: Step) -> None:
        figures = [
            figures_of(entries(step.activations[units.layer], self.positions), units.kind)
            for units in self.units
        ]
        if figures:
            values = {name: tf.stack([one[name] for one in figures]) for name in figures[0]}
            self.rows.write(step.iteration, **values)

    def report(self) -> dict[str, Any]:
        rows = self.rows.read()
        if not len(rows["step"]) or not self.units:
            return {}
        self.follow_saturation(rows)
        mean = rows["mean"].mean(0)
        deviation = np.sqrt(np.maximum(rows["square"].mean(0) - mean**2, 0.0))
        report = {}
        for index, units in enumerate(self.units):
            report[f"mean/{units.layer}"] = mean[index]
            report[f"std/{units.layer}"] = deviation[index]
            report[f"near_zero/{units.layer}"] = rows["near_zero"][:, index].mean()
            if units.kind in SATURATED:
                report[f"saturated/{units.layer}"] = self.saturated[index]
            report[f"histogram/{units.layer}"] = rows["histogram"][:, index].mean(0)
        return report

    def follow_saturation(self, rows: dict[str, np.ndarray]) -> None:
        """The share since the last report, and the first step of its present stay beyond 50 %."""
        self.saturated = rows["saturated"].mean(0)
        self.first = int(rows["step"][0]) if self.first < 0 else self.first
        for iteration, share in zip(rows["step"], rows["saturated"], strict=True):
            since = np.where(self.saturated_since < 0, iteration, self.saturated_since)
            self.saturated_since = np.where(share > LIMIT, since, -1)

    def findings(self) -> list[Finding]:
        return [
            self.finding(units, float(self.saturated[index]), int(self.saturated_since[index]))
            for index, units in enumerate(self.units)
            if self.saturated[index] > LIMIT and self.saturated_since[index] >= 0
        ]

    def finding(self, units: Units, share: float, since: int) -> Finding:
        change, topic = None, f"activations/{'tanh' if 'tanh' in units.kind else 'sigmoid'}"
        # What an inner gate does, as in squeeze-and-excitation, no key of the recipe decides.
        if units.kind == hidden_activation(self.model):
            if since == self.first:
                change, topic = _kernel_edit(self.model), "init/large"
            else:
                change = Edit("model.activation", units.kind, "relu")
        return Finding(
            self.name,
            f"{share:.0%} of the {units.kind} activations of `{units.layer}` are saturated: "
            "next to no gradient passes.",
            "warning",
            units.layer,
            since,
            share,
            LIMIT,
            topic,
            change,
        )


def figures_of(entries: tf.Tensor, kind: str) -> dict[str, tf.Tensor]:
    """What is measured of a layer's entries."""
    a = tf.reshape(tf.cast(entries, tf.float32), [-1])
    saturated = SATURATED.get(kind, tf.zeros_like)(a)
    return {
        "mean": tf.reduce_mean(a),
        "square": tf.reduce_mean(tf.square(a)),
        "near_zero": _share(tf.abs(a) < NEAR_ZERO),
        "saturated": _share(saturated),
        "histogram": histogram(a),
    }


def _share(flags: tf.Tensor) -> tf.Tensor:
    return tf.reduce_mean(tf.cast(flags, tf.float32))


def histogram(a: tf.Tensor) -> tf.Tensor:
    """Shares of the bins; what is no number falls into none."""
    bins = tf.clip_by_value(tf.floor((a + RANGE) * (BINS / (2 * RANGE))), 0.0, BINS - 1.0)
    index = tf.where(tf.math.is_nan(a), -1, tf.cast(bins, tf.int32))
    counts = tf.math.unsorted_segment_sum(tf.ones_like(a), index, BINS)
    return counts / tf.cast(tf.size(a), tf.float32)


def _kernel_edit(model: keras.Model) -> Edit | None:
    """Smaller first kernels, by Xavier's rule."""
    first = next((one for one in model.layers if hasattr(one, "kernel_initializer")), None)
    if first is None:
        return None
    kind = snake_case(type(first.kernel_initializer).__name__)
    return Edit("model.kernel_initializer", kind, "glorot_uniform")
