"""Rows of measurements on the device."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite import Diagnostic
from suite.diagnostics.tools.rows import CAPACITY, Rows
from suite.training.loop.engine import REPORT_STEPS


def test_hold_what_the_loop_lets_pile_up():
    assert CAPACITY >= REPORT_STEPS


def test_read_what_was_written():
    diagnostic = Diagnostic()
    rows = Rows(diagnostic, norm=(2, 3), loss=())
    write = tf.function(lambda i, x: rows.write(i, loss=x, norm=tf.fill([2, 3], 2 * x)))
    for step in (3, 6, 2**24 + 1):
        write(tf.constant(step, tf.int64), tf.constant(0.5 * (step % 7)))
    read = rows.read()
    assert read["step"].tolist() == [3, 6, 2**24 + 1]
    np.testing.assert_allclose(read["loss"], [1.5, 3.0, 1.0])
    assert read["norm"].shape == (3, 2, 3)
    np.testing.assert_allclose(read["norm"][1], 6.0)


def test_are_in_the_order_of_the_steps_wherever_a_report_begins():
    rows = Rows(Diagnostic(), loss=())
    for step in (98, 99, 100, 105):
        rows.write(tf.constant(step), loss=tf.constant(float(step)))
    assert rows.read()["step"].tolist() == rows.read()["loss"].tolist() == [98, 99, 100, 105]


def test_are_empty_at_first_and_after_a_reset():
    diagnostic = Diagnostic()
    rows = Rows(diagnostic, norm=(2,), loss=())
    assert rows.read()["norm"].shape == (0, 2)
    for step in range(CAPACITY):
        rows.write(tf.constant(step), norm=[1.0, 2.0], loss=-1.0)
    assert len(rows.read()["step"]) == CAPACITY
    for accumulator in diagnostic.accumulators.values():
        accumulator.reset()
    assert len(rows.read()["step"]) == 0


def test_values_are_laid_in_one_row_whatever_their_shapes():
    diagnostic = Diagnostic()
    rows = Rows(diagnostic, a=(), b=(2,), c=(2, 2), nothing=(0,))
    (accumulator,) = diagnostic.accumulators.values()
    assert accumulator.variable.shape == (CAPACITY, 1 + 1 + 2 + 4)
    values = {"a": 1.0, "b": [2.0, 3.0], "c": [[4.0, 5.0], [6.0, 7.0]]}
    rows.write(tf.constant(9), nothing=tf.zeros([0]), **values)
    read = rows.read()
    assert {name: value[0].tolist() for name, value in read.items() if name != "step"} == {
        **values,
        "nothing": [],
    }
    np.testing.assert_array_equal(accumulator.variable.numpy()[9], [9, 1, 2, 3, 4, 5, 6, 7])


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e-30, 3.4e38])
def test_what_is_hardly_a_number_comes_back_as_it_is(value):
    rows = Rows(Diagnostic(), loss=())
    rows.write(tf.constant(0), loss=tf.constant(value, tf.float32))
    np.testing.assert_array_equal(rows.read()["loss"], [np.float32(value)])


def test_half_precision_is_kept_as_it_is():
    rows = Rows(Diagnostic(), loss=())
    rows.write(tf.constant(5, tf.int64), loss=tf.constant(0.1, tf.bfloat16))
    assert rows.read()["loss"].tolist() == [float(np.asarray(tf.constant(0.1, tf.bfloat16), "f4"))]
