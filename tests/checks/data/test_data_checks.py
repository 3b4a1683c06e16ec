"""Checks of the data: equal inputs, unshuffled batches, weights of classes, ranges of targets."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from suite.checks.data.batch_variety import batch_variety, expected_classes
from suite.checks.data.class_weights import class_weights
from suite.checks.data.distinct_inputs import distinct_inputs, repeats
from suite.checks.data.single_column import single_column
from suite.checks.data.target_range import outside, target_range
from suite.checks.support.context import CheckContext
from suite.data import Dataset, Split
from tests.checks.context import CLASSES, context, dataset, dense, images, mlp, recipe_context


def judged(inputs, labels, classes=CLASSES):
    data = Dataset("own", Split(inputs, labels), None, None, tuple(map(str, range(classes))))
    return distinct_inputs(context(mlp, data=data))


def test_images_that_differ():
    assert distinct_inputs(context(mlp, data=dataset())) == []


@pytest.mark.parametrize(("count", "spoken"), [(2, 0), (3, 0), (4, 1), (50, 1)])
def test_equal_inputs_with_different_labels(count, spoken):
    inputs, labels = images(128), np.arange(128) % CLASSES
    inputs[:count] = inputs[64 : 64 + count]
    labels[:count] = (labels[64 : 64 + count] + 1) % CLASSES
    found = judged(inputs, labels)
    assert len(found) == spoken
    for finding in found:
        assert finding.severity == "warning"
        assert finding.figure == pytest.approx(2 * count / 128)


def test_equal_inputs_with_equal_labels_are_no_conflict():
    inputs, labels = images(128), np.arange(128) % CLASSES
    inputs[:64] = inputs[64:]
    assert judged(inputs, labels) == []


def test_blank_images():
    inputs = images(128)
    inputs[:20] = np.arange(20).reshape(-1, 1, 1, 1)
    (finding,) = judged(inputs, np.arange(128) % CLASSES)
    assert finding.text == "15.6% of the training inputs are constant: they show nothing."
    labels = np.arange(128) % CLASSES
    labels[:20] = 0  # an empty place may be a class of its own
    assert judged(inputs, labels) == []


def test_few_distinct_images():
    inputs, labels = np.tile(images(16), (8, 1, 1, 1)), np.arange(128) % 16 % CLASSES
    (finding,) = judged(inputs, labels)
    assert finding.text == "Only 12.5% of the training inputs differ from each other."


@pytest.mark.parametrize(("digits", "spoken"), [(0, 0), (6, 1)])
def test_rows_of_few_columns_count_where_they_are_continuous(digits, spoken):
    rows = np.random.default_rng(0).normal(size=(200, 3)).astype("float32").round(digits)
    rows[:50] = rows[100:150]
    labels = np.random.default_rng(1).integers(0, CLASSES, 200)
    model = keras.Sequential([keras.Input((3,)), dense(CLASSES)])
    data = Dataset("rows", Split(rows, labels), None, None, ("a", "b", "c", "d"))
    assert len(distinct_inputs(context(model, data=data))) == spoken


def test_counts_are_those_of_looking_at_all_pairs():
    random = np.random.default_rng(0)
    rows, labels = random.integers(0, 3, (60, 3)), random.integers(0, 2, 60)
    equal = (rows[:, None] == rows[None]).all(axis=2)
    found = repeats(rows, labels)
    conflict = (equal & (labels[:, None] != labels[None])).any(axis=1)
    assert found.conflicting == pytest.approx(conflict.mean())
    assert found.distinct == len(np.unique(rows, axis=0)) / 60
    assert found.blank == np.mean([len(set(row)) == 1 for row in rows.tolist()])


@pytest.mark.parametrize(
    ("labels", "spoken"),
    [
        (np.arange(32) % 4, 0),
        (np.zeros(32, int), 1),
        (np.repeat([0, 1], 16), 1),
        (np.repeat([0, 1, 2], [10, 11, 11]), 0),  # one in 2,500 times
        (np.zeros(7, int), 0),
        (np.eye(4)[np.zeros(32, int)], 1),
        (np.zeros((32, 1)), 1),
    ],
)
def test_the_classes_of_the_first_batch(labels, spoken):
    found = batch_variety(context(mlp, y=labels, data=dataset()))
    assert len(found) == spoken


def test_a_batch_of_uneven_data_may_hold_one_class():
    labels = np.repeat([0, 1, 2, 3], [370, 10, 10, 10])
    data = Dataset("own", Split(images(400), labels), None, None, ("a", "b", "c", "d"))
    assert batch_variety(context(mlp, y=np.zeros(32, int), data=data)) == []


def test_the_expected_number_is_that_of_drawing():
    random = np.random.default_rng(0)
    drawn = [len(np.unique(random.choice(3, 5, p=[0.7, 0.2, 0.1]))) for _ in range(4000)]
    assert expected_classes(np.array([7, 2, 1]), 5) == pytest.approx(np.mean(drawn), abs=0.03)


@pytest.mark.parametrize(
    ("setting", "severity"),
    [
        ("balanced", None),
        ("{3: 9}", None),
        ("{3: 1000}", "warning"),
        ("{0: 0}", None),
        ("{0: 50, 1: 50, 2: 50, 3: 50, 4: 50, 5: 50, 6: 50, 7: 50, 8: 50, 9: 50}", "note"),
    ],
)
def test_weights_of_classes(setting, severity):
    found = class_weights(recipe_context("quickstart", f"training.class_weights={setting}"))
    assert [finding.severity for finding in found] == ([severity] if severity else [])
    for finding in found:
        assert str(finding.edit).endswith("-> balanced")


def test_weights_of_the_first_batch_where_there_is_no_recipe():
    made = context(mlp)
    x, y = made.batch
    for weights, count in ((np.ones(32), 0), (np.where(y == 1, 1000.0, 1.0), 1)):
        given = CheckContext(None, made.model, None, (x, y, weights), CLASSES)
        assert len(class_weights(given)) == count


def values_context(activation, values, loss="mse"):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation)])
    model.compile("sgd", loss)
    batch = np.ones((len(values), 2), "float32"), np.asarray(values, "float32")[:, None]
    return CheckContext(None, model, None, batch, None)


@pytest.mark.parametrize(
    ("activation", "values", "severity"),
    [
        (None, [-3.0, 5.0], None),
        (None, [250.0, 350.0], "note"),
        ("sigmoid", [0.0, 1.0], None),
        ("sigmoid", [0.5, 1.5], "warning"),
        ("tanh", [-1.0, 0.9], None),
        ("tanh", [-1.0, 2.0], "warning"),
        ("relu", [0.0, 200.0], None),
        ("relu", [-1.0, 200.0], "warning"),
        ("softplus", [-1.0, 200.0], "warning"),
    ],
)
def test_targets_and_the_last_activation(activation, values, severity):
    found = target_range(values_context(activation, values))
    assert [finding.severity for finding in found] == ([severity] if severity else [])


def test_classes_have_no_range():
    assert target_range(context(mlp)) == []
    assert target_range(values_context("sigmoid", [0.0, 5.0], "binary_crossentropy")) == []
    assert target_range(recipe_context("loss/regression")) == []


def test_the_share_outside():
    values = np.array([[-2.0, 0.0], [1.0, 5.0]])
    assert outside(values, -1.0, 1.0) == 0.5
    assert outside(values, None, None) == 0.0


def table(rows, labels, classes=CLASSES):
    names = tuple(map(str, range(classes)))
    data = Dataset("own", Split(rows.astype("float32"), labels), None, None, names)
    model = keras.Sequential([keras.Input(rows.shape[1:]), keras.layers.Dense(classes)])
    return single_column(context(model, data=data, y=labels[:32], classes=classes))


LABELS = np.random.default_rng(1).integers(0, CLASSES, 400)
COLUMNS = np.random.default_rng(0).normal(size=(400, 5))


@pytest.mark.parametrize(
    ("leak", "spoken"),
    [
        (LABELS, True),
        (np.array([7.0, -3.0, 0.5, 12.0])[LABELS], True),
        (np.where(np.arange(400) % 50 < 1, 9, LABELS), True),  # known for 98 % alone
        (np.where(np.arange(400) % 50 < 3, 9, LABELS), False),  # for 94 %
        (COLUMNS[:, 0], False),
    ],
    ids=["itself", "codes", "nearly", "mostly", "nothing"],
)
def test_a_column_that_is_the_label(leak, spoken):
    rows = np.column_stack([COLUMNS, leak])
    found = table(rows, LABELS)
    assert bool(found) is spoken
    for finding in found:
        assert (finding.severity, finding.topic) == ("warning", "practice/cross-validation")
        assert finding.text.startswith("Column 5 of the inputs alone tells the class of ")


def test_two_columns_that_tell_the_class_are_a_simple_task():
    assert table(np.column_stack([COLUMNS, LABELS, LABELS]), LABELS) == []


def test_a_class_that_nearly_all_samples_have_is_told_by_any_column():
    rare = (np.arange(400) % 20 == 0).astype(int)
    assert table(np.column_stack([COLUMNS, rare]), rare, classes=2) == []


def test_tables_that_are_too_small_are_not_judged():
    assert table(np.column_stack([COLUMNS, LABELS])[:90], LABELS[:90]) == []
    assert table(np.column_stack([COLUMNS[:, :1], LABELS]), LABELS) == []
