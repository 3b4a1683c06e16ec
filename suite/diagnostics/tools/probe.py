"""Diagnostics that measure between two steps, at the cost of whole passes over batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import tensorflow as tf

from suite.diagnostics.diagnostic import Diagnostic
from suite.diagnostics.step import Step

# Inputs, labels, and sample weights or None.
Batch = tuple[Any, Any, Any]


class Probe(Diagnostic):
    """A diagnostic on request: it measures on the host, with passes of its own.

    A subclass defines `measure`. Inside the step it does nothing but count.

    Args:
        every: steps from one measurement to the next, at least 1; in a recipe a duration such as
            `5ep`. Measured at the first report after so many steps, and reports come every 100
            steps and at each epoch's end. None is an epoch.

    Example:
        >>> class Weights(Probe):
        ...     def measure(self):
        ...         return {"largest": max(float(abs(w).max()) for w in self.weights())}
        >>> Weights(every=200).interval
        200
    """

    keeps = frozenset({"measured_at"})

    def __init__(self, every: int | None = None) -> None:
        super().__init__(1 if every is None else every)
        self.interval = every
        self.every = 1
        self.measured_at = 0

    def build(self, model: keras.Model) -> None:
        self.steps = self.accumulator("steps", dtype="int64", reduce="same", lasting=True)

    def observe(self, step: Step) -> None:
        self.steps.assign_add(1)

    def report(self) -> Mapping[str, Any]:
        steps = int(self.steps.numpy())
        if steps - self.measured_at < (self.interval or self.params["steps"]):
            return {}
        self.measured_at = steps
        return self.measure()

    def measure(self) -> Mapping[str, Any]:
        """What is reported, with the weights of this moment; must change no variable."""
        raise TypeError(f"{type(self).__name__} must define measure()")

    def first_batches(self, count: int) -> list[Batch]:
        """The first `count` batches of the training stream: (x, y, sample weights or None)."""
        if self.batches is None:
            raise TypeError(f"{type(self).__name__} measures in a run only")
        batches = self.batches(0).take(count)
        return [keras.utils.unpack_x_y_sample_weight(batch) for batch in batches]

    def probe_pieces(self, count: int, most: int, least: int = 1) -> list[Batch]:
        """The run's probe set: training samples that are the same ones for every seed and every
        batch size, without augmentation.

        Args:
            count: of the samples; all there are where the training set has fewer.
            most: samples in a piece; all pieces have the same, and a remainder is left out.
            least: pieces, where there are as many samples.
        """
        if self.probe_set is None:
            raise TypeError(f"{type(self).__name__} measures in a run only")
        whole = keras.utils.unpack_x_y_sample_weight(self.probe_set(count))
        found = int(tf.nest.flatten(whole[0])[0].shape[0])
        pieces = min(found, max(least, -(-found // most)))
        size = found // pieces
        return [_rows(whole, index * size, size) for index in range(pieces)]

    def loss(self, weights: Sequence[tf.Tensor], batch: Batch, training: bool) -> tf.Tensor:
        """The loss of a batch as a function of the trainable weights; leaves no trace.

        Statistics and seeds that the pass would move stay as they are.
        """
        x, y, sample_weight = batch
        mapping = zip(self.model.trainable_variables, weights, strict=True)
        with keras.StatelessScope(state_mapping=mapping, collect_losses=True):
            predictions = self.model(x, training=training)
            return self.model.compute_loss(x, y, predictions, sample_weight, training=training)

    def weights(self) -> list[tf.Tensor]:
        """The trainable weights of this moment."""
        return [tf.convert_to_tensor(v.value) for v in self.model.trainable_variables]

    def loss_scale(self) -> float:
        """By which a loss must be multiplied for its gradients not to vanish in float16."""
        return float(self.model.optimizer.scale_loss(tf.constant(1.0)))


def _rows(batch: Batch, start: int, count: int) -> Batch:
    """Some samples of a batch; absent sample weights stay absent."""
    x, y, weights = tf.nest.map_structure(
        lambda t: None if t is None else t[start : start + count], batch
    )
    return x, y, weights
