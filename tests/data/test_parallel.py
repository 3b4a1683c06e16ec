"""Streams by several threads keep their order, and wait for nobody."""

from __future__ import annotations

import tensorflow as tf

from suite.data.parallel import parallel_map


def test_results_keep_their_order():
    doubled = parallel_map(tf.data.Dataset.range(100), lambda number: 2 * number)
    assert [int(one) for one in doubled] == list(range(0, 200, 2))
    assert int(doubled.cardinality()) == 100


def test_nothing_tunes_itself():
    options = parallel_map(tf.data.Dataset.range(3), lambda number: number).batch(2).options()
    assert options.autotune.enabled is False
    assert options.deterministic is not False
