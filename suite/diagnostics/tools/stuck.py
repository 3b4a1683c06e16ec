"""Whether a classifier learns anything at all."""

from __future__ import annotations

import math

import keras
import numpy as np

from suite.diagnostics.start import start_of
from suite.diagnostics.tools.window import Window

SHARE = 0.9
EARLIEST = 200
# Nets rest on a plateau at first, and a warm-up takes its time: so much of a run is let pass.
PATIENCE = 0.25


class Stuck:
    """A run is stuck when the loss stays where it began.

        median of the last epoch's losses > 0.9 min(ln C, L0)

    with C the number of classes, so that ln C is the cross-entropy of guessing, and L0 the loss of
    the first batch in training mode; infinite where it was not seen, in a resumed run, and where
    the weights were trained before and know something. Penalties on weights are subtracted on both
    sides: they say nothing about what has been learned.

    That is for the end of a run. Before it, the last max(1 epoch, 100 steps) are judged from step
    200 on, and not in the first quarter of the run: many nets rest on a plateau at first.

    Several findings are only worth their words when the run is stuck: a healthy net can have small
    gradients too, or a layer half of which is dead.

    L0 lies in `first_loss` of the diagnostic, where checkpoints keep it; a class that declares what
    it `keeps` adds `Stuck.keeps`.

    Args:
        model: its number of outputs is C; a single output is two classes. With another loss than
            a cross-entropy L0 alone counts.
        window: holds `loss`; filled by its diagnostic.

    Example:
        >>> round(stuck_limit(first_loss=5.0, guessing=2.303), 3)
        2.073
    """

    keeps = frozenset({"first_loss"})

    def __init__(self, model: keras.Model, window: Window) -> None:
        self.model = model
        self.window = window
        window.diagnostic.first_loss = math.inf
        self.initial_penalty = penalty(model)

    def add(self, rows: dict[str, np.ndarray]) -> None:
        """Learn of L0; call it with each report's rows."""
        is_first = len(rows["step"]) and rows["step"][0] == 0
        if is_first and not start_of(self.model).is_trained:
            loss = float(rows["loss"][0]) - self.initial_penalty
            self.window.diagnostic.first_loss = loss

    @property
    def figure(self) -> float:
        """The median loss without penalties."""
        losses = self.window["loss"]
        if self.window.ended:
            losses = losses[self.window["step"] >= self.window.end - self.window.last_epoch]
        return float(np.median(losses)) - penalty(self.model)

    @property
    def limit(self) -> float:
        return stuck_limit(self.window.diagnostic.first_loss, guessing_loss(self.model))

    @property
    def is_harmed(self) -> bool:
        """Whether nothing is learned: stuck, or the loss is no number any more."""
        return bool(self) or (bool(self.window) and not math.isfinite(self.figure))

    def __bool__(self) -> bool:
        if not self.window:
            return False
        least = max(self.window.length, EARLIEST, PATIENCE * self.window.total)
        enough = self.window.seen >= least
        return (enough or self.window.ended) and self.figure > self.limit


def stuck_limit(first_loss: float, guessing: float) -> float:
    """0.9 min(ln C, L0)."""
    return SHARE * min(guessing, first_loss)


def guessing_loss(model: keras.Model) -> float:
    """ln C, or infinity where the loss is no cross-entropy and guessing has no known loss."""
    name = _loss_name(model)
    if "crossentropy" not in name:
        return math.inf
    if name.startswith("binary"):  # each output by itself is right or wrong
        return math.log(2)
    outputs = getattr(model, "outputs", None)  # a model with a `call` of its own has none
    return math.log(max(2, int(outputs[0].shape[-1]))) if outputs else math.inf


def loss_scale(model: keras.Model, first_loss: float) -> float:
    """What a loss's size must be measured by: 1 for classifiers; the first loss, if it is above 1,
    where real targets bring their unit with them."""
    name = _loss_name(model)
    if any(word in name for word in ("entropy", "hinge")) or not math.isfinite(first_loss):
        return 1.0
    return max(1.0, first_loss)


def _loss_name(model: keras.Model) -> str:
    name = getattr(model.loss, "name", None) or getattr(model.loss, "__name__", None)
    return str(name or model.loss)


def penalty(model: keras.Model) -> float:
    """What the weight regularizers add to the loss now."""
    weights = [v for v in model.trainable_variables if v.regularizer is not None]
    return float(sum(float(v.regularizer(v)) for v in weights))
