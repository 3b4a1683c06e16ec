"""Names, forms and values of variables in a checkpoint."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from suite.training.replicas.agreement import Agreement
from suite.training.state.replica_copies import ReplicaCopies
from suite.training.state.stateful import State
from suite.training.state.variables import Variables, differing, dtype_name, numbered


def variable(value, name: str = "w", dtype: str = "float32") -> keras.Variable:
    return keras.Variable(np.asarray(value, dtype), name=name, dtype=dtype)


def test_equal_paths_are_told_apart_by_their_number():
    named = numbered("group", [variable([1.0], "a"), variable([2.0], "a"), variable([3.0], "b")])
    assert [*named] == ["group/0/a", "group/1/a", "group/2/b"]


@pytest.mark.parametrize("name", ["variable_7", "variable_123", "variable"])
def test_a_number_that_keras_counts_is_left_out(name):
    assert [*numbered("optimizer", [variable([1.0], name)])] == ["optimizer/0/variable"]


@pytest.mark.parametrize("name", ["my_variable_7", "variable_x"])
def test_a_user_s_own_number_is_kept(name):
    assert [*numbered("optimizer", [variable([1.0], name)])] == [f"optimizer/0/{name}"]


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "uint32", "bool"])
def test_a_type_has_the_name_that_numpy_gives_it(dtype):
    assert dtype_name(variable([1], dtype=dtype)) == dtype
    assert dtype_name(tf.Variable(np.ones(2, dtype))) == dtype


def test_values_come_back():
    weight, count = variable([[1.0, 2.0]]), variable(3, "count", "int64")
    part = Variables("weights", lambda: [weight, count])
    kept = part.state()
    assert kept.values == {}
    assert {name: array.tolist() for name, array in kept.arrays.items()} == {
        "weights/0/w": [[1.0, 2.0]],
        "weights/1/count": 3,
    }
    weight.assign([[5.0, 6.0]])
    count.assign(9)
    part.restore(State({"others": 1}, {**kept.arrays, "model/0/x": np.zeros(3)}))
    assert weight.numpy().tolist() == [[1.0, 2.0]]
    assert int(count) == 3


def test_the_variables_are_those_of_the_moment():
    known = [variable([1.0])]
    part = Variables("average", lambda: known)
    assert [*part.state().arrays] == ["average/0/w"]
    known.append(variable([2.0], "v"))
    assert [*part.forms()] == ["average/0/w", "average/1/v"]


def test_forms_are_shape_and_type():
    part = Variables("weights", lambda: [variable([[1.0, 2.0]]), variable(3, "n", "int64")])
    assert part.forms() == {"weights/0/w": ((1, 2), "float32"), "weights/1/n": ((), "int64")}


FLOATS = np.zeros((2, 3), "float32")


@pytest.mark.parametrize(
    ("arrays", "wanted", "names"),
    [
        ({}, {}, []),
        ({"a": FLOATS}, {"a": ((2, 3), "float32")}, []),
        ({"a": FLOATS}, {"a": ((None, 3), "float32")}, []),
        ({"a": FLOATS}, {"a": ((None, None), "float32")}, []),
        ({"a": FLOATS}, {"a": ((3, 2), "float32")}, ["a"]),
        ({"a": FLOATS}, {"a": ((2, 3), "float64")}, ["a"]),
        ({"a": FLOATS}, {"a": ((2,), "float32")}, ["a"]),
        ({"a": FLOATS}, {"a": ((2, 3, 1), "float32")}, ["a"]),
        ({"a": FLOATS}, {}, ["a"]),
        ({}, {"a": ((2, 3), "float32")}, ["a"]),
        ({"b": FLOATS, "a": FLOATS}, {"c": ((), "bool")}, ["a", "b", "c"]),
        ({"a": np.zeros((), "int64")}, {"a": ((), "int64")}, []),
    ],
)
def test_what_differs(arrays, wanted, names):
    assert differing(arrays, wanted) == names


def copies_of(**variables) -> ReplicaCopies:
    strategy = tf.distribute.get_strategy()
    return ReplicaCopies(variables, strategy, Agreement(strategy))


def test_copies_have_a_first_side_for_the_replicas():
    copies = copies_of(mean=variable([1.0, 2.0]), count=tf.Variable(4))
    kept = copies.state()
    assert {name: array.tolist() for name, array in kept.arrays.items()} == {
        "mean": [[1.0, 2.0]],
        "count": [4],
    }
    assert copies.forms() == {"mean": ((None, 2), "float32"), "count": ((None,), "int32")}
    assert copies.replicas_in(kept.arrays) == copies.replicas == 1


def test_copies_come_back():
    mean, count = variable([1.0, 2.0]), tf.Variable(4)
    copies = copies_of(mean=mean, count=count)
    kept = copies.state()
    mean.assign([9.0, 9.0])
    count.assign(0)
    copies.restore(kept)
    assert mean.numpy().tolist() == [1.0, 2.0]
    assert int(count) == 4


def test_copies_of_more_replicas_become_their_mean():
    mean = variable([0.0])
    copies = copies_of(mean=mean)
    arrays = {"mean": np.array([[1.0], [4.0]], "float32")}
    assert copies.replicas_in(arrays) == 2
    copies.restore(State(arrays=arrays))
    assert mean.numpy().tolist() == [2.5]
