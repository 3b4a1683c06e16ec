"""The moving average of the weights, against its recurrence in NumPy."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.training.step.slow_weights import averaged
from suite.training.step.weight_average import WeightAverage


def weights() -> list[keras.Variable]:
    return [keras.Variable([1.0, -2.0], name="a"), keras.Variable([[4.0]], name="b")]


def values(variables) -> list[list]:
    return [variable.numpy().tolist() for variable in variables]


@pytest.mark.parametrize("decay", [0.05, 0.5, 0.9, 0.999])
def test_it_follows_its_recurrence(decay):
    known = weights()
    average = WeightAverage(known, decay)
    expected = [variable.numpy().astype("float64") for variable in known]
    random = np.random.default_rng(0)
    for step in range(30):
        for variable in known:
            variable.assign(random.normal(size=variable.shape))
        average.update(tf.constant(step))
        d = min(decay, (1 + step) / (10 + step))
        for value, variable in zip(expected, known, strict=True):
            value += (1 - d) * (variable.numpy() - value)
    for value, own in zip(expected, average.averages, strict=True):
        np.testing.assert_allclose(own, value, rtol=1e-5)


def test_it_begins_with_the_weights():
    known = weights()
    average = WeightAverage(known, 0.9)
    assert values(average.averages) == values(known)
    assert [own.name for own in average.averages] == ["a_average", "b_average"]
    assert not any(own.trainable for own in average.averages)


def test_the_first_steps_forget_fast():
    known = [keras.Variable([0.0])]
    average = WeightAverage(known, 0.999)
    known[0].assign([1.0])
    average.update(tf.constant(0))
    assert float(average.averages[0][0]) == pytest.approx(0.9)


def test_weights_that_stand_still_are_their_average():
    known = weights()
    average = WeightAverage(known, 0.9)
    for step in range(5):
        average.update(tf.constant(step))
    assert values(average.averages) == values(known)


def shifted() -> tuple[list[keras.Variable], WeightAverage]:
    known = weights()
    average = WeightAverage(known, 0.9)
    for own in average.averages:
        own.assign(own + 10.0)
    return known, average


def test_inside_the_block_the_model_holds_the_averages():
    known, average = shifted()
    with average.applied():
        assert values(known) == [[11.0, 8.0], [[14.0]]]
    assert values(known) == [[1.0, -2.0], [[4.0]]]


def test_an_error_inside_gives_the_weights_back_too():
    known, average = shifted()
    with pytest.raises(ValueError, match="as asked"), average.applied():
        raise ValueError("as asked")
    assert values(known) == [[1.0, -2.0], [[4.0]]]


def test_for_good():
    known, average = shifted()
    average.copy_to_model()
    assert values(known) == [[11.0, 8.0], [[14.0]]]


def test_without_an_average_the_block_changes_nothing():
    known, average = shifted()
    with averaged(None):
        assert values(known) == [[1.0, -2.0], [[4.0]]]
    with averaged(average):
        assert values(known) == [[11.0, 8.0], [[14.0]]]


def test_half_precision_keeps_its_type():
    known = [keras.Variable([1.0], dtype="float16")]
    average = WeightAverage(known, 0.5)
    known[0].assign([3.0])
    average.update(tf.constant(100))
    assert average.averages[0].dtype == "float16"
    assert float(average.averages[0][0]) == 2.0
