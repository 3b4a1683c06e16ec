"""The tensors of micro-batches, kept for the diagnostics of the whole batch."""

from __future__ import annotations

import tensorflow as tf

from suite.diagnostics.step_observer import StepObserver
from suite.diagnostics.trace import Trace


class MicroBatchRows:
    """Collects the micro-batches' traces in a step that is observed, and in no other.

    Micro-batches are computed one after the other to save memory; keeping the activations of all
    of them gives that memory away, which a diagnostic may cost now and then, but not at each step.

    Args:
        observer: of the diagnostics that see the step; None keeps nothing.
        count: the number of micro-batches.
    """

    def __init__(self, observer: StepObserver | None, count: int) -> None:
        self.kept = observer is not None
        self.count = count

    def start(self, first: Trace) -> list[tf.TensorArray]:
        """Arrays that hold the first micro-batch."""
        tensors = tf.nest.flatten(first) if self.kept else []
        return [
            tf.TensorArray(t.dtype, self.count, element_shape=t.shape).write(0, t) for t in tensors
        ]

    def write(
        self, arrays: list[tf.TensorArray], index: tf.Tensor, trace: Trace
    ) -> list[tf.TensorArray]:
        """The arrays with one more micro-batch."""
        tensors = tf.nest.flatten(trace) if self.kept else []
        return [array.write(index, t) for array, t in zip(arrays, tensors, strict=True)]

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
