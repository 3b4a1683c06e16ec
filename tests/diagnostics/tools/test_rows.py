"""Rows of measurements on the device."""

from __future__ import annotations

import numpy as np
import tensorflow as tf

from suite import Diagnostic
from suite.diagnostics.tools.rows import CAPACITY, Rows
from suite.training.loop.loop import REPORT_STEPS


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
