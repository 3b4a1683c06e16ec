"""The rows of one diagnostic, or of several side by side, in one variable."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import numpy as np
import tensorflow as tf

from suite.diagnostics.diagnostic import Diagnostic

# The loop reads the diagnostics every 100 steps at the latest: the numbers of a report's steps
# differ modulo 100.
CAPACITY = 100


class RowTable:
    """Rows of measured steps: the numbers of the steps first, then all values.

        [step of place 0 | step of place 1 | ... | values of place 0 | values of place 1 | ...]

    What is written while the table is `open` goes into it at once when it is closed: a concat, a
    cast and a scatter for all diagnostics, where each by itself would have its own.

    Args:
        owner: whose accumulator it is; its cadence is that of the rows.
        widths: of each place, the numbers in a row.

    Example:
        >>> table = RowTable(Diagnostic(every=50), [1, 2])
        >>> table.variable.shape.as_list()
        [2, 5]
        >>> with table.open(tf.constant(50)):
        ...     table.write(0, tf.constant(50), [tf.constant([7.0])])
        >>> [part.tolist() for place in (0, 1) for part in table.read(place)]
        [[50], [[7.0]], [], []]
    """

    def __init__(self, owner: Diagnostic, widths: Sequence[int]) -> None:
        self.every = owner.every
        self.capacity = -(-CAPACITY // owner.every)
        self.ends = len(widths) + np.cumsum([0, *widths])
        # float64 holds every step number exactly; -1 marks a row that is not filled.
        self.variable = owner.accumulator(
            "rows", (self.capacity, self.ends[-1]), initial=-1.0, dtype="float64", reduce="mean"
        )
        self._written: dict[int, list[tf.Tensor]] | None = None
        self._graph: tf.Graph | None = None
        self._branched = False  # whether some of the open step's row is written already
        self._held: np.ndarray | None = None

    @property
    def places(self) -> int:
        """How many diagnostics' rows lie side by side."""
        return int(self.ends[0])

    @contextlib.contextmanager
    def open(self, iteration: tf.Tensor) -> Iterator[None]:
        """Collect what is written of a step, and write it in one."""
        self._written, self._graph = {}, tf.compat.v1.get_default_graph()
        self._branched = False
        try:
            yield
            if self._branched:
                for place, parts in self._written.items():
                    self._write_one(iteration, place, parts)
            elif self._written:
                self._write_all(iteration, self._written)
        finally:
            self._written = self._graph = None

    def write(self, place: int, iteration: tf.Tensor, parts: list[tf.Tensor]) -> None:
        """Set the row of a step at a place: float32 vectors, laid end to end."""
        # What is written inside of a branch must stay in it.
        if self._written is not None and tf.compat.v1.get_default_graph() is self._graph:
            self._written[place] = parts
        else:
            self._branched = True
            self._write_one(iteration, place, parts)

    def _write_one(self, iteration: tf.Tensor, place: int, parts: list[tf.Tensor]) -> None:
        if self.places == 1:
            self._write_all(iteration, {place: parts})
            return
        self._assign(iteration, place, place + 1, [iteration])
        start, end = self.ends[place : place + 2]
        self._assign(iteration, start, end, tf.concat(parts, 0))

    def _write_all(self, iteration: tf.Tensor, written: dict[int, list[tf.Tensor]]) -> None:
        step = tf.cast(iteration, tf.float64)
        if len(written) == self.places:
            steps = tf.fill([self.places], step)
        else:
            steps = tf.stack([step if place in written else -1.0 for place in range(self.places)])
        parts = []
        for place, width in enumerate(np.diff(self.ends)):
            parts += written.get(place) or [tf.zeros([width])]
        row = tf.concat([steps, tf.cast(tf.concat(parts, 0), tf.float64)], 0)
        # In its place, where a table that is assigned anew would be copied for one row.
        tf.raw_ops.ResourceScatterNdUpdate(
            ref=self.variable.handle, indices=[[self._row(iteration)]], updates=[row]
        )

    def _assign(self, iteration: tf.Tensor, start: int, end: int, values: tf.Tensor) -> None:
        row = tf.cast(self._row(iteration), tf.int32)
        tf.raw_ops.ResourceStridedSliceAssign(
            ref=self.variable.handle,
            begin=[row, start],
            end=[row + 1, end],
            strides=[1, 1],
            value=tf.cast(values, tf.float64)[None],
        )

    def _row(self, iteration: tf.Tensor) -> tf.Tensor:
        return iteration // self.every % self.capacity

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Read the device once for all that is read in this block."""
        self._held = self.variable.numpy()
        try:
            yield
        finally:
            self._held = None

    def read(self, place: int) -> tuple[np.ndarray, np.ndarray]:
        """Steps, ascending, and the rows of a place."""
        table = self.variable.numpy() if self._held is None else self._held
        steps = table[:, place]
        filled = np.flatnonzero(steps >= 0)
        order = filled[np.argsort(steps[filled])]
        start, end = self.ends[place : place + 2]
        return steps[order].astype(int), table[order, start:end]
