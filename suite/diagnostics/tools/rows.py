"""What was measured, step by step, kept on the device until the next report."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

from suite.diagnostics.diagnostic import Diagnostic

# The loop reads the diagnostics every 100 steps at the latest: the numbers of a report's steps
# differ modulo 100.
CAPACITY = 100


class Rows:
    """A row of named values for each measured step since the last report.

    All values of a step go into one row of one accumulator: a hundred single assignments would
    cost more than the measuring. What is done with the rows is done on the host.

        build:    self.rows = Rows(self, norm=(3,), loss=())
        observe:  self.rows.write(step.iteration, norm=norms, loss=step.loss)
        report:   rows = self.rows.read()      # rows["step"]: (n,), rows["norm"]: (n, 3)

    Replicas are averaged: values of global gradients are equal on all, those of samples are means.

    Args:
        diagnostic: whose accumulator it is.
        shapes: of each value; float32.

    Example:
        >>> rows = Rows(Diagnostic(), loss=())
        >>> rows.write(tf.constant(3, "int64"), loss=tf.constant(0.5))
        >>> rows.read()
        {'step': array([3]), 'loss': array([0.5])}
    """

    def __init__(self, diagnostic: Diagnostic, **shapes: tuple[int, ...]) -> None:
        self.shapes = shapes
        self.ends = np.cumsum([0, *(int(np.prod(shape)) for shape in shapes.values())])
        # float64 holds every step number exactly; -1 marks a row that is not filled.
        self.table = diagnostic.accumulator(
            "rows", (CAPACITY, 1 + self.ends[-1]), initial=-1.0, dtype="float64", reduce="mean"
        )

    def write(self, iteration: tf.Tensor, **values: tf.Tensor) -> None:
        """Add the row of this step, inside `observe`."""
        parts = [_flat(tf.cast(values[name], tf.float32)) for name in self.shapes]
        row = tf.concat(
            [[tf.cast(iteration, tf.float64)], tf.cast(tf.concat(parts, 0), tf.float64)], 0
        )
        # In its place, where a table that is assigned anew would be copied for one row.
        tf.raw_ops.ResourceScatterNdUpdate(
            ref=self.table.handle, indices=[[iteration % CAPACITY]], updates=[row]
        )

    def read(self) -> dict[str, np.ndarray]:
        """`step` and each value, an entry a measured step along the first axis."""
        table = self.table.numpy()
        table = table[table[:, 0] >= 0]
        table = table[np.argsort(table[:, 0])]
        read = {"step": table[:, 0].astype(int)}
        for (name, shape), start, end in zip(
            self.shapes.items(), self.ends, self.ends[1:], strict=False
        ):
            read[name] = table[:, 1 + start : 1 + end].reshape(len(table), *shape)
        return read


def _flat(values: tf.Tensor) -> tf.Tensor:
    return values if values.shape.rank == 1 else tf.reshape(values, [-1])
