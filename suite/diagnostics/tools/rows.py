"""What was measured, step by step, kept on the device until the next report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import tensorflow as tf

from suite.diagnostics.diagnostic import Diagnostic
from suite.diagnostics.tools.row_table import CAPACITY, RowTable

__all__ = ["CAPACITY", "Rows"]


class Rows:
    """A row of named values for each measured step since the last report.

    All values of a step go into one row of one accumulator: a hundred single assignments would
    cost more than the measuring. Diagnostics of one cadence even share a row (`share_rows`). What
    is done with the rows is done on the host.

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
        self.lie_in(RowTable(diagnostic, [self.width]), 0)

    @property
    def width(self) -> int:
        """Numbers in a row, without its step."""
        return int(self.ends[-1])

    def lie_in(self, table: RowTable, place: int) -> None:
        """Be the rows at a place of a table from now on."""
        self.table, self.place = table, place

    def write(self, iteration: tf.Tensor, **values: tf.Tensor) -> None:
        """Add the row of this step, inside `observe`."""
        parts = [_flat(tf.cast(values[name], tf.float32)) for name in self.shapes]
        self.table.write(self.place, iteration, parts)

    def read(self) -> dict[str, np.ndarray]:
        """`step` and each value, an entry a measured step along the first axis."""
        steps, table = self.table.read(self.place)
        read = {"step": steps}
        for (name, shape), start, end in zip(
            self.shapes.items(), self.ends, self.ends[1:], strict=False
        ):
            read[name] = table[:, start:end].reshape(len(table), *shape)
        return read


def share_rows(diagnostics: Iterable[Diagnostic]) -> None:
    """Lay the rows of all diagnostics of a cadence into one table, which the first of them owns.

    Call it when all of them are built, in the scope in which they were.

    Example:
        >>> one, other = Diagnostic(), Diagnostic()
        >>> one.rows, other.rows = Rows(one, loss=()), Rows(other, norm=(3,))
        >>> share_rows([one, other])
        >>> len(tables_of([one, other])), list(one.accumulators), list(other.accumulators)
        (1, ['rows'], [])
    """
    groups: dict[int, list[tuple[Diagnostic, Rows]]] = defaultdict(list)
    for diagnostic in diagnostics:
        groups[diagnostic.every] += [(diagnostic, rows) for rows in rows_of(diagnostic)]
    for group in groups.values():
        if len(group) > 1:
            for diagnostic, _ in group:
                diagnostic.discard("rows")
            table = RowTable(group[0][0], [rows.width for _, rows in group])
            for place, (_, rows) in enumerate(group):
                rows.lie_in(table, place)


def tables_of(diagnostics: Iterable[Diagnostic]) -> list[RowTable]:
    """The tables in which the rows of diagnostics lie, each once."""
    found = [rows.table for diagnostic in diagnostics for rows in rows_of(diagnostic)]
    return list(dict.fromkeys(found))


def rows_of(diagnostic: Diagnostic) -> list[Rows]:
    """Those that a diagnostic writes."""
    return [value for value in vars(diagnostic).values() if isinstance(value, Rows)]


def _flat(values: tf.Tensor) -> tf.Tensor:
    return values if values.shape.rank == 1 else tf.reshape(values, [-1])
