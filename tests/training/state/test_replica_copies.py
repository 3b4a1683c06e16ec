"""Values that differ between replicas, and another number of replicas."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf

from suite.training.state.replica_copies import spread

SUM, MEAN = tf.VariableAggregation.SUM, tf.VariableAggregation.MEAN


@pytest.mark.parametrize("replicas", [1, 2, 4])
def test_what_is_summed_keeps_its_sum(replicas):
    found = spread(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], "float32"), SUM, replicas)
    assert found.shape == (replicas, 2)
    np.testing.assert_array_equal(found.sum(axis=0), [9.0, 12.0])


@pytest.mark.parametrize("aggregation", [MEAN, tf.VariableAggregation.NONE])
def test_other_floats_become_their_mean(aggregation):
    found = spread(np.array([[1.0], [4.0]], "float32"), aggregation, 3)
    np.testing.assert_array_equal(found, [[2.5]] * 3)


def test_whole_numbers_and_infinities_stay_what_they_are():
    assert spread(np.array([7, 9], "uint32"), MEAN, 2).tolist() == [7, 7]
    assert spread(np.array([np.inf, 1.0], "float32"), MEAN, 1).tolist() == [np.inf]
