"""Slow and fast weights, against their recurrence in NumPy."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.training.step.lookahead import Lookahead, float_statistics

OPTIONS = {"every": 3, "alpha": 0.4, "power": 0.0, "steps": 30}


def weights() -> list[keras.Variable]:
    return [keras.Variable([1.0, -2.0], name="a"), keras.Variable([[4.0]], name="b")]


def values(variables) -> list[list]:
    return [variable.numpy().tolist() for variable in variables]


@pytest.mark.parametrize(
    ("every", "alpha", "power"), [(1, 0.5, 0.0), (3, 0.4, 0.0), (5, 0.2262, 3.0), (4, 1.0, 0.0)]
)
def test_both_follow_their_recurrence(every, alpha, power):
    known, moving = weights(), [keras.Variable([0.5], trainable=False, name="moving_mean")]
    lookahead = Lookahead(known, moving, every, alpha, power, steps=30)
    update = tf.function(lookahead.update, autograph=False)
    fast = [variable.numpy().astype("float64") for variable in (*known, *moving)]
    slow = [value.copy() for value in fast]
    random = np.random.default_rng(0)
    for step in range(33):
        for variable, value in zip((*known, *moving), fast, strict=True):
            change = random.normal(size=value.shape)
            variable.assign_add(change)
            value += change
        update(tf.constant(step, tf.int64))
        if (step + 1) % every == 0:
            share = 1 - (1 - alpha) * min((step + 1) / 30, 1) ** power
            for index, value in enumerate(fast):
                slow[index] = slow[index] + share * (value - slow[index])
                fast[index] = slow[index].copy()
    found = (*lookahead.averages, *lookahead.statistic_averages)
    for own, value in zip(found, slow, strict=True):
        np.testing.assert_allclose(own, value, rtol=1e-4, atol=1e-5)
    for variable, value in zip((*known, *moving), fast, strict=True):
        np.testing.assert_allclose(variable, value, rtol=1e-4, atol=1e-5)


def test_after_a_meeting_both_are_the_same_to_the_bit():
    known = weights()
    lookahead = Lookahead(known, [], **OPTIONS)
    for step in range(3):
        known[0].assign_add([0.1, 0.3])
        assert values(known) != values(lookahead.averages)
        lookahead.update(tf.constant(step))
    assert values(known) == values(lookahead.averages)


def test_a_share_of_1_leaves_training_as_it_is():
    known = weights()
    lookahead = Lookahead(known, [], every=2, alpha=1.0, power=0.0, steps=4)
    for step in range(4):
        known[0].assign([float(step), 0.5])
        lookahead.update(tf.constant(step))
    assert values(known[:1]) == [[3.0, 0.5]]


def test_the_slow_weights_stand_in_for_validation_and_for_good():
    known, moving = weights(), [keras.Variable([7.0], trainable=False, name="moving")]
    lookahead = Lookahead(known, moving, **OPTIONS)
    known[0].assign([5.0, 5.0])
    moving[0].assign([9.0])
    with lookahead.applied():
        assert values((*known, *moving)) == [[1.0, -2.0], [[4.0]], [7.0]]
    assert values((*known, *moving)) == [[5.0, 5.0], [[4.0]], [9.0]]
    lookahead.copy_to_model()
    assert values((*known, *moving)) == [[1.0, -2.0], [[4.0]], [7.0]]


def test_statistics_are_the_floats_that_do_not_train():
    layers = [keras.layers.Dense(2), keras.layers.BatchNormalization(), keras.layers.Dropout(0.5)]
    model = keras.Sequential([keras.Input((3,)), *layers])
    model.layers[0].trainable = False
    found = [variable.name for variable in float_statistics(model)]
    assert sorted(found) == ["bias", "kernel", "moving_mean", "moving_variance"]
