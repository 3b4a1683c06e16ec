"""The first batches of a stream: looked at, and not lost."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.training.fit.data.first_batches import MOST_BATCHES, SAMPLES, FirstBatches, take_first
from suite.training.fit.data.known_arrays import as_arrays, dataset_of, joined, known_classes
from suite.training.loop.steps_per_call import StepsPerCall


def summed(iterator, count):
    total = 0
    for taken in range(count):
        try:
            total += int(tf.reduce_sum(next(iterator)))
        except StopIteration:
            return taken, {"sum": total}
    return count, {"sum": total}


@pytest.mark.parametrize(("size", "kept"), [(1, MOST_BATCHES), (100, -(-SAMPLES // 100))])
def test_so_many_are_kept(size, kept):
    stream, first = iter(tf.data.Dataset.range(100 * size).batch(size)), FirstBatches()
    steps = StepsPerCall(3, wait=lambda: None)
    taken = sum(take_first(first, summed, stream, 3, steps)[0] for _ in range(33))
    assert taken == 99
    assert len(first.batches) == kept
    np.testing.assert_array_equal(np.concatenate(first.batches), np.arange(size * kept))


def test_the_end_is_found_by_the_step():
    stream, first = iter(tf.data.Dataset.range(2)), FirstBatches()
    steps = StepsPerCall(1, wait=lambda: None)
    assert take_first(first, summed, stream, 3, steps)[0] == 2
    with pytest.raises(StopIteration):
        take_first(first, summed, stream, 1, steps)


def test_a_look_is_taken_at_the_first_alone():
    looks = []
    stream, first = iter(tf.data.Dataset.range(9).batch(3)), FirstBatches(looks.append)
    while (alone := first.alone(stream)) is not None:
        next(alone)
    assert len(looks) == 1
    assert len(first.batches) == 3


def test_a_compiled_step_is_not_traced_again():
    traces = []

    @tf.function(reduce_retracing=True)
    def step(iterator):
        traces.append(1)
        return next(iterator)

    stream, first = iter(tf.data.Dataset.range(10).batch(2)), FirstBatches()
    assert step(first.alone(stream)).numpy().tolist() == [0, 1]
    assert step(stream).numpy().tolist() == [2, 3]
    assert len(traces) == 1


X, Y = np.zeros((6, 3), "float32"), np.array([1, 1, 3, 3, 1, 3])


def compiled(loss: str, units: int = 5, activation: str = "softmax") -> keras.Model:
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(units, activation)])
    model.compile("sgd", loss)
    return model


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ((X, Y, None), ((6, 3), (6,))),
        ((tf.constant(X), Y), ((6, 3), (6,))),
        ((X, None, None), None),
        ((iter(X), Y), None),
        ((X, Y[:5]), None),
        (None, None),
    ],
)
def test_what_is_arrays(data, expected):
    found = as_arrays(data)
    assert (None if found is None else (found[0].shape, found[1].shape)) == expected


def test_batches_are_joined():
    batches = [({"a": tf.zeros((2, 1))}, tf.ones((2,))), ({"a": tf.zeros((1, 1))}, tf.ones((1,)))]
    inputs, targets = joined(batches)
    assert (inputs["a"].shape, targets.shape) == ((3, 1), (3,))
    assert joined([]) is None
    assert joined([(tf.zeros((2, 3)), tf.ones(2)), (tf.zeros((2, 4)), tf.ones(2))]) is None


def test_a_data_set_of_the_classes_that_occur():
    model = compiled("sparse_categorical_crossentropy")
    found = dataset_of(model, (X, Y), (X[:2], Y[:2]))
    assert found.class_names == ("1", "3")
    assert found.train.labels.tolist() == [0, 0, 1, 1, 0, 1]
    assert found.validation.labels.tolist() == [0, 0]
    one_hot = dataset_of(compiled("categorical_crossentropy"), (X, np.eye(5)[Y]), None)
    assert one_hot.train.labels.tolist() == [0, 0, 1, 1, 0, 1]


def test_what_makes_no_data_set():
    model = compiled("sparse_categorical_crossentropy")
    assert dataset_of(model, None, None) is None
    assert dataset_of(model, (X, np.ones(6)), None) is None  # of one class
    assert dataset_of(model, ({"a": X}, Y), None) is None
    assert dataset_of(model, (X, Y), (X, Y + 1)).validation is None  # of other classes


def test_real_targets():
    found = dataset_of(compiled("mse"), (X.astype("float64"), Y / 2), (X, Y / 2))
    assert found.targets == "values"
    assert found.validation.labels.shape == (6, 1)


@pytest.mark.parametrize(
    ("model", "targets", "classes"),
    [
        (compiled("sparse_categorical_crossentropy"), Y, 5),
        (compiled("categorical_crossentropy"), np.eye(5)[Y], 5),
        (compiled("binary_crossentropy", 1, "sigmoid"), Y > 1, 2),
        (compiled("binary_crossentropy", 1, "sigmoid"), Y / 3, None),
        (compiled("binary_crossentropy", 5, "sigmoid"), np.eye(5)[Y], None),
        (compiled("mse"), Y, None),
    ],
)
def test_how_many_classes_the_loss_knows(model, targets, classes):
    assert known_classes(model, targets) == classes
