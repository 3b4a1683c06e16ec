"""The weights of the best epoch."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import keras
import numpy as np

from suite.runs.history import deciding_measure, lower_is_better
from suite.training.export.export import export_model
from suite.training.state.variables import value_of


class BestWeights(keras.callbacks.Callback):
    """Remembers the weights of the epoch in which a validation measure was best.

    They are copied when an epoch is better than all before it, the first of equals, and written
    once, after training. Checkpoints hold them in the meantime, as they hold every callback's
    state, so that a run that was killed and resumed keeps the same. With averaged weights
    (`training.ema`) these are meant: they are what was validated.

    Args:
        measure: as the history names it, such as `val_loss`; `auto`: `val_accuracy`, or `val_loss`
            without an accuracy, by which `summary.json` gives its `best_epoch`.

    Topic: reg/early-stopping

    Example:
        >>> best = BestWeights()
        >>> best.set_model(keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)]))
        >>> for epoch, accuracy in enumerate([0.5, 0.7, 0.6]):
        ...     best.on_epoch_end(epoch, {"val_accuracy": accuracy})
        >>> best.best
        0.7
    """

    def __init__(self, measure: str = "auto") -> None:
        super().__init__()
        self.measure = measure
        self.best: float | None = None
        self.weights: list[np.ndarray] = []

    def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
        logs = logs or {}
        name = deciding_measure(logs) if self.measure == "auto" else self.measure
        if name is None or not math.isfinite(value := float(logs.get(name, math.nan))):
            return
        is_better = self.best is None or (
            value < self.best if lower_is_better(name) else value > self.best
        )
        if is_better:
            self.best = value
            self._keep()

    def _keep(self) -> None:
        """Copy the model's weights, into the memory of those before: new memory takes the system
        twenty times as long as the copying."""
        variables = self.model.weights
        if len(self.weights) != len(variables):
            self.weights = self.model.get_weights()
            return
        for kept, variable in zip(self.weights, variables, strict=True):
            # Statistics may differ between replicas; their mean is what they are.
            np.copyto(kept, value_of(variable) if variable.trainable else variable.numpy())

    @property
    def are_present(self) -> bool:
        """Whether the model holds these very weights, as after a last epoch that was the best."""
        present = zip(self.weights, self.model.get_weights(), strict=False)
        return bool(self.weights) and all(np.array_equal(best, own) for best, own in present)

    def export(self, path: Path) -> None:
        """Write a model file with these weights, if an epoch was ever validated."""
        if self.weights:
            export_model(self.model, path, self.weights)
