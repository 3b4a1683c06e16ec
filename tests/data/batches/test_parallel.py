"""Streams by several threads keep their order, and wait for nobody."""

from __future__ import annotations

import pytest
import tensorflow as tf

from suite.data.batches.parallel import parallel_map, without_autotuning


def test_results_keep_their_order():
    doubled = parallel_map(tf.data.Dataset.range(100), lambda number: 2 * number)
    assert [int(one) for one in doubled] == list(range(0, 200, 2))
    assert int(doubled.cardinality()) == 100


def test_nothing_tunes_itself_any_more():
    plain = tf.data.Dataset.range(3).map(lambda number: number, tf.data.AUTOTUNE)
    fixed = without_autotuning(plain)
    assert plain.options().autotune.enabled is None
    assert fixed.options().autotune.enabled is False
    assert [int(one) for one in fixed] == [0, 1, 2]


def absolute(number):
    if number < 0:  # of a tensor, which Python alone cannot decide
        return -number
    return number


def test_only_a_function_that_is_translated_branches_on_tensors():
    numbers = tf.data.Dataset.range(-2, 3)
    translated = parallel_map(numbers, absolute, translated=True)
    assert [int(one) for one in translated] == [2, 1, 0, 1, 2]
    with pytest.raises(TypeError, match="bool"):
        parallel_map(numbers, absolute)
