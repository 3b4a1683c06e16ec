"""Which runs are examined."""

from __future__ import annotations

import pytest

from suite.diagnostics import Finding
from suite.examination import in_trouble

STUCK = Finding("loss_curve", "stuck", topic="practice/babysitting")


def rows(*accuracies, **columns):
    epochs = max([len(accuracies), *map(len, columns.values())])
    made = [{"epoch": epoch + 1, "step": 10.0 * (epoch + 1)} for epoch in range(epochs)]
    for name, values in {"accuracy": accuracies, **columns}.items():
        for row, value in zip(made, values, strict=False):
            row[name] = value
    return made


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (rows(0.9, 0.95, 0.96, val_accuracy=[0.9, 0.92, 0.94]), False),
        (rows(0.9, 0.95, 0.96), False),
        (rows(0.3, 0.5, 0.52), True),
        (rows(0.3, 0.5, 0.7), False),  # on its way
        (rows(0.3, 0.52), False),
        (rows(0.9, 0.95, 0.96, val_accuracy=[0.5, 0.5, 0.6]), True),
        (rows(0.9, 0.91, 0.92, val_accuracy=[0.9, 0.95, 0.98]), True),
        (rows(sparse_categorical_accuracy=[0.3, 0.5, 0.5]), True),
        (rows(acc=[0.3, 0.5, 0.95]), False),
        (rows(loss=[0.3, 0.2, 0.1]), False),
        ([], False),
    ],
)
def test_by_the_accuracy(history, expected):
    assert in_trouble(history) is expected


@pytest.mark.parametrize(
    ("history", "variance", "expected"),
    [
        (rows(mse=[9.0, 8.0, 8.0], val_mse=[8.0, 8.0, 8.0]), 10.0, True),
        (rows(mse=[3.0, 1.0, 1.0], val_mse=[1.5, 1.5, 1.5]), 10.0, False),
        (rows(mse=[3.0, 1.0, 1.0], val_mse=[4.0, 4.0, 4.0]), 10.0, True),
        (rows(r2_score=[0.8, 0.9, 0.9], val_r2_score=[0.9, 0.9, 0.9]), 10.0, False),
        (rows(r2_score=[0.1, 0.2, 0.2]), 10.0, True),
        (rows(loss=[9.0, 8.0, 8.0]), 10.0, True),
        (rows(loss=[9.0, 8.0, 8.0]), None, False),
    ],
)
def test_by_the_variance_that_is_explained(history, variance, expected):
    assert in_trouble(history, variance=variance) is expected


@pytest.mark.parametrize(
    ("finding", "epochs", "expected"),
    [
        (STUCK, 3, True),
        (STUCK, 2, False),
        (STUCK, 10, True),
        (Finding("finite", "the loss is no number", "error"), 1, True),
        (Finding("finite", "a weight is large", "note"), 1, False),
        (Finding("loss_curve", "overfits", topic="reg/early-stopping"), 3, False),
    ],
)
def test_by_the_findings(finding, epochs, expected):
    assert in_trouble(rows(*[0.95] * epochs), [finding]) is expected


def test_a_short_run_of_many_steps_may_be_stuck():
    history = rows(0.95)
    assert not in_trouble(history, [STUCK])
    assert in_trouble([{**history[0], "step": 100.0}], [STUCK])


@pytest.mark.parametrize(
    ("tested", "trouble"),
    [({"test_accuracy": 0.7}, True), ({"test_accuracy": 0.93}, False), ({}, False)],
)
def test_a_test_set_that_is_far_below_validation(tested, trouble):
    rows = [{"epoch": epoch, "accuracy": 0.97, "val_accuracy": 0.96} for epoch in (1, 2, 3)]
    assert in_trouble(rows, tested=tested) is trouble


def test_test_values_that_are_far_below_validation():
    rows = [{"epoch": epoch, "r2_score": 0.97, "val_r2_score": 0.96} for epoch in (1, 2, 3)]
    assert in_trouble(rows, variance=1.0, tested={"test_r2_score": 0.3})
    assert not in_trouble(rows, variance=1.0, tested={"test_r2_score": 0.93})


@pytest.mark.parametrize(
    ("steps", "values", "expected"),
    [(200.0, {"accuracy": 0.5}, False), (300.0, {"accuracy": 0.5}, True), (300.0, {}, False)],
)
def test_one_epoch_of_many_steps_may_be_judged(steps, values, expected):
    assert in_trouble([{"epoch": 1, "step": steps, **values}]) is expected
