"""The tensors of micro-batches, kept for the diagnostics of the whole batch."""

from __future__ import annotations

import tensorflow as tf

from suite.diagnostics import Observers
from suite.diagnostics.trace import Trace


class MicroBatchRows:
    """Collects the micro-batches' traces in steps that are measured, and in no others.

    Micro-batches are computed one after the other to save memory; keeping the activations of all
    of them gives that memory away, which a diagnostic may cost now and then, but not at each step.

    Args:
        observers: the diagnostics; None keeps nothing.
        count: the number of micro-batches.
        iteration: the step's.
    """

    def __init__(self, observers: Observers | None, count: int, iteration: tf.Tensor) -> None:
        self.kept = observers is not None
        self.count = count
        self.due = None if observers is None else observers.due(iteration)

    def start(self, first: Trace) -> list[tf.TensorArray]:
        """Arrays that hold the first micro-batch."""
        tensors = tf.nest.flatten(first) if self.kept else []
        # Written in any step: XLA learns the shape of an element from it.
        return [
            tf.TensorArray(t.dtype, self.count, element_shape=t.shape).write(0, t) for t in tensors
        ]

    def write(
        self, arrays: list[tf.TensorArray], index: tf.Tensor, trace: Trace
    ) -> list[tf.TensorArray]:
        """The arrays with one more micro-batch, if the step is measured."""
        if not self.kept:
            return arrays
        tensors = tf.nest.flatten(trace)

        def written() -> list[tf.TensorArray]:
            return [a.write(index, t) for a, t in zip(arrays, tensors, strict=True)]

        kept: list[tf.TensorArray] = tf.cond(self.due, written, lambda: arrays)
        return kept

    def joined(self, first: Trace, arrays: list[tf.TensorArray]) -> Trace:
        """The micro-batches' tensors as those of the whole batch."""
        if not self.kept:
            return first
        stacked = tf.nest.pack_sequence_as(first, [array.stack() for array in arrays])

        def whole(t: tf.Tensor) -> tf.Tensor:
            return tf.reshape(t, [-1, *t.shape[2:]])

        return Trace(
            tf.reduce_mean(stacked.loss),
            tf.nest.map_structure(whole, stacked.predictions),
            tf.nest.map_structure(whole, stacked.tapped),
            # Each part's loss is the mean of its own samples: the batch's is count times smaller.
            tf.nest.map_structure(lambda t: whole(t) / self.count, stacked.tapped_gradients),
        )
