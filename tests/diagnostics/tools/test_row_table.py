"""Rows of several diagnostics side by side."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite import Diagnostic
from suite.diagnostics import Observers
from suite.diagnostics.tools.row_table import CAPACITY, RowTable
from suite.diagnostics.tools.rows import Rows, share_rows, tables_of
from tests.callbacks.nets import mlp, watch


class Measuring(Diagnostic):
    """Writes the loss so many times beside each other, at even steps only if it is told so."""

    keeps = frozenset({"read"})

    def __init__(self, width: int, every: int = 1, even: bool = False) -> None:
        super().__init__(every)
        self.width, self.even, self.read = width, even, []

    def build(self, model):
        self.rows = Rows(self, values=(self.width,), loss=())

    def observe(self, step):
        def write():
            values = self.width * tf.ones([self.width])
            self.rows.write(step.iteration, values=values, loss=step.loss)
            return tf.constant(True)

        if not self.even:
            write()
        else:
            tf.cond(step.iteration % 2 == 0, write, lambda: tf.constant(False))

    def report(self):
        self.read.append(self.rows.read())
        return {}


def steps(diagnostic: Measuring) -> list[list[int]]:
    return [read["step"].tolist() for read in diagnostic.read]


def test_those_of_a_cadence_share_a_table_that_the_first_one_owns():
    made = [Measuring(2), Diagnostic(), Measuring(3, every=5), Measuring(4), Measuring(1, every=5)]
    Observers(made, mlp())
    assert [list(one.accumulators) for one in made] == [["rows"], [], ["rows"], [], []]
    assert len(tables_of(made)) == 2
    assert made[0].rows.table is made[3].rows.table
    assert [table.variable.shape.as_list() for table in tables_of(made)] == [
        [CAPACITY, 2 + 3 + 5],
        [CAPACITY // 5, 2 + 4 + 2],
    ]


@pytest.mark.parametrize("options", [{}, {"jit_compile": True}, {"steps_per_execution": 1}])
def test_each_reads_what_it_has_written(options):
    made = [Measuring(2), Measuring(3, every=4), Measuring(1), Measuring(5, every=4)]
    watch(mlp(), made, epochs=3, **options)
    losses = {}
    for one in made:
        expected = [[s for s in range(e, e + 10) if s % one.every == 0] for e in (0, 10, 20)]
        assert steps(one) == expected
        for read in one.read:
            assert np.all(read["values"] == one.width)
            assert read["values"].shape == (len(read["step"]), one.width)
            for step, loss in zip(read["step"], read["loss"], strict=True):
                assert losses.setdefault(step, loss) == loss
    assert len(losses) == 30


def test_what_is_written_in_a_branch_lies_beside_the_rest():
    made = [Measuring(2), Measuring(3, even=True)]
    watch(mlp(), made, epochs=2)
    assert steps(made[0]) == [list(range(10)), list(range(10, 20))]
    assert steps(made[1]) == [[0, 2, 4, 6, 8], [10, 12, 14, 16, 18]]
    for read in made[1].read:
        assert np.all(read["values"] == 3)


@pytest.mark.parametrize("every", [1, 3, 50, 99, 100, 150])
def test_a_report_of_a_hundred_steps_fits_wherever_it_begins(every):
    for begin in (0, 1, every - 1, every, 7 * every + 3):
        table = RowTable(Diagnostic(every=every), [1])
        due = [step for step in range(begin, begin + 100) if step % every == 0]
        for step in due:
            table.write(0, tf.constant(step, tf.int64), [tf.constant([float(step)])])
        found, values = table.read(0)
        assert found.tolist() == due
        assert values[:, 0].tolist() == due


def test_the_device_is_read_once_while_the_table_is_held():
    one, other = Diagnostic(), Diagnostic()
    one.rows, other.rows = Rows(one, a=()), Rows(other, b=())
    share_rows([one, other])
    (table,) = tables_of([one, other])
    with table.open(tf.constant(4)):
        one.rows.write(tf.constant(4), a=1.0)
        other.rows.write(tf.constant(4), b=2.0)
    with table.held():
        one.accumulators["rows"].reset()
        assert other.rows.read()["b"].tolist() == [2.0]
    assert other.rows.read()["b"].tolist() == []


def test_a_diagnostic_that_fails_leaves_nothing_open():
    table = RowTable(Diagnostic(), [1])
    with pytest.raises(ZeroDivisionError), table.open(tf.constant(4)):
        table.write(0, tf.constant(4), [tf.constant([float(1 / 0)])])
    table.write(0, tf.constant(5), [tf.constant([5.0])])
    assert table.read(0)[0].tolist() == [5]
