"""What a dataset says of data that cannot be trained on, word for word."""

from __future__ import annotations

import numpy as np
import pytest

from suite.data.dataset import Dataset, Split, check_finite
from suite.data.targets import check_targets
from suite.errors import UserError

NAMES = ("cat", "dog")


def split(count=4, shape=(2,), dtype=np.float32, labels=(0, 1, 0, 1)) -> Split:
    return Split(np.zeros((count, *shape), dtype), np.array(labels))


def message(train=None, validation=None, test=None, **more) -> str:
    with pytest.raises(UserError) as caught:
        Dataset("mine", train or split(), validation, test, **{"class_names": NAMES, **more})
    return str(caught.value)


REFUSED = {
    "more inputs than labels": (
        lambda: message(split(5)),
        "Data `mine`, training split: 5 inputs, but 4 labels.",
    ),
    "fewer inputs than labels": (
        lambda: message(validation=split(3)),
        "Data `mine`, validation split: 3 inputs, but 4 labels.",
    ),
    "an empty split": (
        lambda: message(test=split(0, labels=np.array([], int))),
        "Data `mine`, test split: no examples.",
    ),
    "another shape": (
        lambda: message(test=split(shape=(3,))),
        "Data `mine`, test split: inputs of shape (3,), but the training inputs have shape (2,). "
        "All splits must share one shape.",
    ),
    "another type": (
        lambda: message(test=split(dtype=np.uint8)),
        "Data `mine`, test split: inputs are uint8, but the training inputs are float32. All "
        "splits must share one type.",
    ),
    "a type that is not taken": (
        lambda: message(split(dtype=np.float64)),
        "Data `mine`, training split: inputs must be uint8 or float32, not float64.",
    ),
    "a label below zero": (
        lambda: message(split(labels=(0, -1, 1, -2))),
        "Data `mine`, training split: 2 labels out of range, the first at index 1: -1. With 2 "
        "classes, labels must be 0 to 1.",
    ),
    "a label without a name": (
        lambda: message(validation=split(labels=(0, 1, 2, 0))),
        "Data `mine`, validation split: 1 labels out of range, the first at index 2: 2. With 2 "
        "classes, labels must be 0 to 1.",
    ),
    "one class in training": (
        lambda: message(split(labels=(1, 1, 1, 1))),
        "Data `mine`: all 4 training examples belong to one class, 'dog'. A classifier needs at "
        "least two classes.",
    ),
    "one class by name": (
        lambda: message(split(labels=(0, 0, 0, 0)), class_names=("only",)),
        "Data `mine`: all 4 training examples belong to one class, 'only'. A classifier needs at "
        "least two classes.",
    ),
    "rows as class numbers": (
        lambda: message(split(labels=[[0, 1]] * 4)),
        "Data `mine`, training split: rows of 2 numbers as labels, where class numbers are needed. "
        "A source of several labels or of real values says so by Dataset(..., targets='labels') "
        "or 'values'.",
    ),
    "a text among labels": (
        lambda: message(split(labels=[[0.0, 2.0], [1.0, 0.0], [0, 0], [3, 0]]), targets="labels"),
        "Data `mine`, training split: 2 rows of targets hold what is not 0 or 1, the first at "
        "index 0: 2.",
    ),
    "a value that is none": (
        lambda: message(split(labels=[[0, 1], [1, np.nan], [1, 1], [2, 2]]), targets="values"),
        "Data `mine`, training split: 1 rows of targets hold what is not a finite number, the "
        "first at index 1: nan.",
    ),
    "more values than names": (
        lambda: message(split(labels=[[0, 1, 2]] * 4), targets="values"),
        "Data `mine`, training split: targets of shape (4, 3), but there are 2 names of values. "
        "They must be of shape (N, K), with a name for each of the K.",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_the_message(case):
    said, expected = REFUSED[case]
    assert said() == expected


def test_a_column_of_class_numbers_is_a_list_of_them():
    column = split(labels=[[0], [1], [1], [0]])
    assert Dataset("mine", column, None, None, NAMES).train.labels.tolist() == [0, 1, 1, 0]


def test_a_class_that_does_not_occur_is_a_class_all_the_same():
    data = Dataset("mine", split(), None, None, ("cat", "dog", "bird"))
    assert (data.classes, data.input_shape, list(data.splits)) == (3, (2,), ["training"])


TARGETS = [
    (np.array([[0.0, 1.0]]), "labels", 2),
    (np.array([[0.0], [1.0]]), "labels", 1),
    (np.array([[-1e30, 7.5]]), "values", 2),
]


@pytest.mark.parametrize(("rows", "targets", "width"), TARGETS)
def test_targets_that_are_taken(rows, targets, width):
    check_targets("here", rows, targets, width)


@pytest.mark.parametrize("shape", [(4,), (4, 0), (4, 3), (4, 2, 1)])
def test_targets_of_another_shape(shape):
    with pytest.raises(UserError, match=r"^here: targets of shape \(4, "):
        check_targets("here", np.zeros(shape) if len(shape) > 1 else np.zeros((4, 1)), "values", 2)


FOUND = {
    (np.nan,): "1 NaN and 0 infinite values among the inputs, the first at index (0, 0)",
    (0, np.inf): "0 NaN and 1 infinite values among the inputs, the first at index (0, 1)",
    (0, 0, -np.inf, np.nan): "1 NaN and 1 infinite values among the inputs, the first at index (1,",
    (np.inf, -np.inf): "0 NaN and 2 infinite values among the inputs, the first at index (0, 0)",
    (0,) * 7 + (np.nan,): "1 NaN and 0 infinite values among the inputs, the first at index (3, 1)",
}


@pytest.mark.parametrize("values", FOUND, ids=str)
def test_numbers_that_are_none_are_counted_and_the_first_is_located(values):
    inputs = np.zeros(8, np.float32)
    inputs[: len(values)] = values
    data = Dataset("mine", Split(inputs.reshape(4, 2), np.array([0, 1, 0, 1])), None, None, NAMES)
    with pytest.raises(UserError) as caught:
        check_finite(data)
    assert str(caught.value).startswith(f"Data `mine`, training split: {FOUND[values]}")


@pytest.mark.parametrize("largest", [3e38, -3e38, 0.0])
def test_large_numbers_are_finite(largest):
    inputs = np.full((4, 2), largest, np.float32)
    check_finite(Dataset("mine", Split(inputs, np.array([0, 1, 0, 1])), None, None, NAMES))
