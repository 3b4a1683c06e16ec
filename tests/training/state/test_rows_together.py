"""Rows of a checkpoint in which each diagnostic had a table of its own."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite import Diagnostic
from suite.diagnostics.tools.rows import Rows, share_rows
from suite.training.state.rows_together import rows_together

NAMES = ["diagnostics/0/diagnostic/rows", "diagnostics/2/diagnostic/rows"]


def diagnostics(every: int = 1) -> list[keras.callbacks.Callback]:
    one, other = Diagnostic(every=every), Diagnostic(every=every)
    one.rows, other.rows = Rows(one, loss=()), Rows(other, norm=(2,))
    share_rows([one, other])
    return [one, keras.callbacks.Callback(), other]


def apart(steps: list[int], capacity: int = 100) -> dict[str, np.ndarray]:
    """As they were: a row a step, at its number modulo the capacity."""
    tables = [np.full((1, capacity, width), -1.0) for width in (2, 3)]
    for step in steps:
        tables[0][0, step % capacity] = [step, step / 2]
        tables[1][0, step % capacity] = [step, -step, 10 * step]
    return dict(zip(NAMES, tables, strict=True))


@pytest.mark.parametrize(("every", "steps"), [(1, [99, 100, 101]), (5, [195, 200, 205])])
def test_rows_are_read_as_they_were_and_go_on(every, steps):
    one, _, other = found = diagnostics(every)
    arrays = rows_together(apart(steps), found)
    assert list(arrays) == [NAMES[0]]
    one.rows.table.variable.assign(arrays[NAMES[0]][0])
    following = steps[-1] + every
    with one.rows.table.open(tf.constant(following)):
        one.rows.write(tf.constant(following), loss=tf.constant(7.0))
        other.rows.write(tf.constant(following), norm=tf.constant([8.0, 9.0]))
    loss, norm = one.rows.read(), other.rows.read()
    assert loss["step"].tolist() == norm["step"].tolist() == [*steps, following]
    assert loss["loss"].tolist() == [*(step / 2 for step in steps), 7.0]
    assert norm["norm"].tolist() == [*([-step, 10 * step] for step in steps), [8.0, 9.0]]


def test_a_table_of_one_diagnostic_gets_its_present_height():
    one = Diagnostic(every=50)
    one.rows = Rows(one, loss=())
    (arrays,) = rows_together({NAMES[0]: apart([50])[NAMES[0]]}, [one]).values()
    assert arrays.tolist() == [[[-1, -1], [50, 25]]]


def test_what_lies_together_is_left():
    found = diagnostics()
    arrays = {NAMES[0]: np.zeros((1, 100, 5)), "weights/0/kernel": np.zeros(3)}
    assert rows_together(arrays, found) == arrays


@pytest.mark.parametrize("width", [2, 4])
def test_rows_of_another_width_are_left_to_be_refused(width):
    arrays = apart([3]) | {NAMES[1]: np.zeros((1, 100, width))}
    assert rows_together(arrays, diagnostics()).keys() == arrays.keys()
