"""Measured rows of checkpoints that were written when each diagnostic had a table of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import keras
import numpy as np

from suite.diagnostics import Diagnostic
from suite.diagnostics.tools.row_table import RowTable
from suite.diagnostics.tools.rows import rows_of

_ROWS = "rows"


def rows_together(
    arrays: Mapping[str, np.ndarray], callbacks: Sequence[keras.callbacks.Callback]
) -> dict[str, np.ndarray]:
    """The arrays of a checkpoint, with the rows of a cadence side by side, as they lie now.

    A row says of which step it is, so that it can be put where that step's row is now. Arrays that
    fit no table are left, for the check of all variables to refuse.

    Example:
        >>> from suite.diagnostics.tools.rows import Rows, share_rows
        >>> one, other = Diagnostic(), Diagnostic()
        >>> one.rows, other.rows = Rows(one, loss=()), Rows(other, norm=())
        >>> share_rows([one, other])
        >>> names = [f"diagnostics/{index}/diagnostic/rows" for index in (0, 1)]
        >>> apart = {names[0]: np.array([[[3.0, 0.5]]]), names[1]: np.array([[[3.0, 7.0]]])}
        >>> rows_together(apart, [one, other])[names[0]][0, 3].tolist()
        [3.0, 3.0, 0.5, 7.0]
    """
    places: dict[RowTable, dict[int, str]] = defaultdict(dict)
    owners: dict[RowTable, str] = {}
    for index, callback in enumerate(callbacks):
        if isinstance(callback, Diagnostic):
            name = f"diagnostics/{index}/{callback.name}/{_ROWS}"
            for rows in rows_of(callback):
                places[rows.table][rows.place] = name
                if _ROWS in callback.accumulators:
                    owners[rows.table] = name
    found = dict(arrays)
    for table, owner in owners.items():
        names = [places[table][place] for place in range(table.places)]
        apart = [arrays[name] for name in names if name in arrays]
        if _were_apart(apart, table):
            for name in names:
                del found[name]
            found[owner] = _joined(apart, table)
    return found


def _were_apart(arrays: Sequence[np.ndarray], table: RowTable) -> bool:
    """Whether these are tables of one place each: replicas, rows, a step and its values."""
    widths = [1 + int(width) for width in np.diff(table.ends)]
    if [array.shape[-1] for array in arrays if array.ndim == 3] != widths:
        return False
    replicas = {array.shape[0] for array in arrays}
    return len(replicas) == 1 and (table.places > 1 or arrays[0].shape[1] != table.capacity)


def _joined(arrays: Sequence[np.ndarray], table: RowTable) -> np.ndarray:
    joined = np.full((len(arrays[0]), table.capacity, int(table.ends[-1])), -1.0)
    for place, array in enumerate(arrays):
        start, end = table.ends[place : place + 2]
        for replica, rows in enumerate(array):
            for step, *values in rows[rows[:, 0] >= 0]:
                row = int(step) // table.every % table.capacity
                joined[replica, row, place] = step
                joined[replica, row, start:end] = values
    return joined
