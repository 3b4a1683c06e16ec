"""Units that have stopped firing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite import Diagnostic, Finding, Step
from suite.diagnostics import Edit
from suite.diagnostics.tools.edits import gradient_flow_edit, learning_rate_edit
from suite.diagnostics.tools.measures import column_sums
from suite.diagnostics.tools.rows import Rows
from suite.diagnostics.tools.stuck import PATIENCE, guessing_loss, penalty, stuck_limit
from suite.diagnostics.tools.units import (
    DYING,
    RECTIFIERS,
    Units,
    check_positions,
    chosen_units,
    entries,
)

LEAST_ACTIVE = 0.01
WARNING, NOTE = 0.5, 0.25
LEAST_STEPS, LEAST_MEASURED = 100, 10


class DeadNeurons(Diagnostic):
    """Dead units: those of the ReLU family that fire for next to none of their inputs any more.

        active share = its entries > 0 / its entries, of a unit, at a measured step
        dead         = the active share stays < 1 % for max(1 epoch, 100 steps)
        share        = dead units / units, of a layer

    A unit is a neuron or a channel of a convolution; its entries are its outputs for all samples
    and, in feature maps, at `positions` places, the same in every sample. The onset is the first
    step measured after the last one at which a unit was active. Ten measured steps are the least
    for a judgment; a run of less than 100 steps is judged by its last epoch.

    Logs the share of each layer under its name; lists `onset/<layer>`, the onsets of its dead
    units, and `active/<layer>`, the mean active share of each unit since the last report.

    Speaks where half of a layer is dead and the run is stuck or its loss is no number (warning), or
    a quarter (note), and says since when: a net can learn well with half of a layer dead. Leaky
    units still learn below zero, so that of them there are only notes.

    Args:
        every: measured at every so many steps; by default at every tenth of a run of up to 1,000
            steps, and at every 50th of a longer one.
        layers: only these; None is all layers with ReLU, ReLU6, LeakyReLU, PReLU, ELU, SELU or
            CELU, in whatever layer they stand, but for outputs of the model.
        positions: places of a feature map that are looked at, at least 1, evenly spread; with 32
            and a batch of 128 a unit has 4,096 entries. None is all of them, at a higher cost.

    Example:
        >>> sorted(DeadNeurons(every=10).needs)
        ['activations']
        >>> active_share(tf.constant([[1.0, 0.0], [2.0, 3.0]]), None).numpy().tolist()
        [1.0, 0.5]

    Reference: Lu, Shin, Su, Karniadakis, 2019, Dying ReLU and initialization.
    Topic: activations/dying-relu
    """

    needs = frozenset({"activations"})
    dense = 10
    keeps = frozenset({"first", "is_harmed", "last_active", "latest"})

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
        chosen = self.choose_layers(model, self.chosen_layers)
        self.units = chosen_units(model, chosen, RECTIFIERS)
        self.layers = [units.layer for units in self.units]
        self.ends = np.cumsum([units.count for units in self.units], dtype=int)
        count = sum(units.count for units in self.units)
        self.rows = Rows(self, active=(count,))
        self.is_harmed = False
        self.last_active = np.full(count, -1)
        self.first = self.latest = -1
        self.lower_rate = learning_rate_edit(model, 0.1)

    def observe(self, step: Step) -> None:
        shares = [active_share(step.activations[name], self.positions) for name in self.layers]
        if shares:
            self.rows.write(step.iteration, active=tf.concat(shares, 0))

    def report(self) -> dict[str, Any]:
        rows = self.rows.read()
        if len(steps := rows["step"]):
            # Not "at least 1 %": an activation that is not a number is no dead one.
            silent = rows["active"].astype("float32") < np.float32(LEAST_ACTIVE)
            active = np.where(silent, -1, steps[:, None]).max(axis=0)
            self.last_active = np.maximum(self.last_active, active)
            self.first = int(steps[0]) if self.first < 0 else self.first
            self.latest = int(steps[-1])
        dead = self.by_layer(self.dead)
        onsets = self.by_layer(self.onset)
        report = {name: dead[name].mean() for name in self.layers}
        report |= {f"onset/{name}": onsets[name][dead[name]] for name in self.layers}
        if len(steps):
            shares = self.by_layer(rows["active"].mean(axis=0))
            report |= {f"active/{name}": shares[name] for name in self.layers}
        return report

    @property
    def onset(self) -> np.ndarray:
        """For each unit the first measured step of its present silence."""
        return np.where(self.last_active < 0, self.first, self.last_active + self.every)

    @property
    def dead(self) -> np.ndarray:
        """For each unit whether it has been silent for the whole window."""
        epoch = self.params["steps"]
        run = epoch * self.params["epochs"]
        window = max(epoch, LEAST_STEPS) if run >= LEAST_STEPS else epoch
        measured = self.latest + self.every
        enough = self.latest >= 0 and measured - self.first >= min(run, LEAST_STEPS)
        window = max(window, LEAST_MEASURED * self.every)
        silent: np.ndarray = measured - self.onset >= window
        return silent & enough

    def by_layer(self, values: np.ndarray) -> dict[str, np.ndarray]:
        parts = np.split(values, self.ends)[:-1]
        return dict(zip(self.layers, parts, strict=True))

    def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
        """Judge by the epoch's loss whether the run learns; said at the next report."""
        if not logs or "loss" not in logs:
            return
        loss = logs["loss"] - penalty(self.model)
        epochs = self.params["epochs"]
        late = epoch + 1 >= min(epochs, max(2, PATIENCE * epochs))
        # Not "above": a loss that is no number is no better. Only guessing is a known measure.
        limit = stuck_limit(math.inf, guessing_loss(self.model))
        self.is_harmed = late and not loss <= limit

    def findings(self) -> list[Finding]:
        dead, onsets = self.by_layer(self.dead), self.by_layer(self.onset)
        return [
            self.finding(units, dead[units.layer], onsets[units.layer])
            for units in self.units
            if dead[units.layer].mean() >= NOTE
        ]

    def finding(self, units: Units, dead: np.ndarray, onsets: np.ndarray) -> Finding:
        share = float(dead.mean())
        severe = share >= WARNING and units.kind in DYING and self.is_harmed
        limit = WARNING if share >= WARNING else NOTE
        # The step at which the share reached the limit.
        since = int(np.sort(onsets[dead])[math.ceil(limit * units.count) - 1])
        from_start = since == self.first
        silent = "have never fired" if from_start else "no longer fire"
        consequence = "do not learn" if units.kind in DYING else "are linear ones"
        return Finding(
            self.name,
            f"{share:.0%} of `{units.layer}` is dead: {dead.sum()} of its {units.count} "
            f"{units.kind} units {silent} and so {consequence}.",
            "warning" if severe else "note",
            units.layer,
            since,
            share,
            limit,
            "activations/dying-relu",
            self.change(from_start) if severe else None,
        )

    def change(self, from_start: bool) -> Edit | None:
        """What a warning proposes; a net can train well with a quarter of a layer dead."""
        return _initial_edit(self.model) if from_start else self.lower_rate


def active_share(activations: tf.Tensor, positions: int | None) -> tf.Tensor:
    """Share of the entries of each unit that are not <= 0."""
    looked_at = entries(activations, positions)
    silent = tf.cast(looked_at <= 0, tf.float32)
    # A number where the size of the batch is known, which spares a dozen operations a layer.
    rows = silent.shape[0] or tf.shape(silent)[0]
    count = tf.cast(rows, tf.float32)
    return (count - column_sums(silent)) / count


def _initial_edit(model: keras.Model) -> Edit | None:
    """What brings units to life that were dead before the first update."""
    for layer in model.layers:
        initializer = getattr(layer, "bias_initializer", None)
        if isinstance(initializer, keras.initializers.Constant) and np.min(initializer.value) < 0:
            negative = {"kind": "constant", "value": float(np.min(initializer.value))}
            return Edit("model.bias_initializer", negative, "zeros")
    normalization = [one for one in model.layers if isinstance(one, keras.layers.Normalization)]
    if not normalization:
        return Edit("data.normalize", "none", "standard")
    if not np.any(normalization[0].mean):
        return Edit("data.normalize", "scale", "standard")
    return gradient_flow_edit(model)[0]
