"""An optimizer inside a step that has summed the gradients already."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.training.step.kernels.summed_once import summed_once, sums_again


class Replica:
    """A replica of two, whose gradients are the other's too."""

    num_replicas_in_sync = 2
    sums = 0

    def all_reduce(self, operation, tensors):
        self.sums += 1
        return [2 * t for t in tensors]


@pytest.fixture
def replica(monkeypatch):
    context = Replica()
    monkeypatch.setattr(tf.distribute, "get_replica_context", lambda: context)
    return context


@pytest.mark.parametrize("make", [keras.optimizers.SGD, keras.optimizers.AdamW])
@pytest.mark.parametrize("scaled", [False, True])
def test_the_gradients_are_taken_as_they_are(replica, make, scaled):
    optimizer = make(0.1)
    outer = keras.optimizers.LossScaleOptimizer(optimizer) if scaled else optimizer
    assert sums_again(outer)
    weights = [tf.Variable([1.0]) for _ in range(2)]
    pairs = [(tf.constant([3.0]), weights[0]), (None, weights[1])]
    with summed_once(outer):
        assert not sums_again(outer)
        (taken, _), (absent, _) = optimizer._all_reduce_sum_gradients(pairs)
    assert (np.array(taken), absent, replica.sums) == ([3.0], None, 0)
    assert sums_again(outer)
    ((taken, _),) = optimizer._all_reduce_sum_gradients(pairs[:1])
    assert (np.array(taken), replica.sums) == ([6.0], 1)


class OwnSum(keras.optimizers.SGD):
    def _all_reduce_sum_gradients(self, grads_and_vars):
        return super()._all_reduce_sum_gradients(grads_and_vars)


class OwnUpdate(keras.optimizers.SGD):
    def _backend_update_step(self, grads, trainable_variables, learning_rate):
        super()._backend_update_step(grads, trainable_variables, learning_rate)


@pytest.mark.parametrize("make", [OwnSum, OwnUpdate, lambda: None], ids=["sum", "update", "none"])
def test_what_is_done_in_another_way_is_left(make):
    optimizer = make()
    with summed_once(optimizer):
        assert optimizer is None or sums_again(optimizer)
