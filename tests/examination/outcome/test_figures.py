"""Confusion, figures of each class, calibration and estimates against slow loops."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from suite.examination.outcome.calibration import calibration
from suite.examination.outcome.confusion import MOST_PAIRS, confusion
from suite.examination.outcome.estimates import MOST_POINTS, estimates
from suite.examination.outcome.per_class import MOST_ROWS, per_class
from suite.examination.outcome.predictions import Predictions

HOSTILE = ["</script><script>alert(1)</script>", "a\nb", "\u2028", "=cmd|' /C calc'!A0"]


def drawn(count, classes, seed=0, link="logits", names=()):
    random = np.random.default_rng(seed)
    outputs = random.normal(size=(count, classes))
    y = random.integers(0, classes, count)
    outputs[np.arange(count), y] += 1
    return Predictions("classes", outputs, y, link, names)


def slow_figures(y, answered, number):
    right = sum(a == number == b for a, b in zip(y, answered, strict=True))
    said = sum(b == number for b in answered)
    there = sum(a == number for a in y)
    precision = right / said if said else None
    recall = right / there if there else None
    f1 = 2 * right / (said + there) if said + there else None
    return {"precision": precision, "recall": recall, "f1": f1}, there


def test_the_confusion_matrix_is_counted():
    found = drawn(200, 4, names=HOSTILE)
    told = confusion(found)
    for true in range(4):
        for answer in range(4):
            expected = sum(
                a == true and b == answer
                for a, b in zip(found.targets, found.answered, strict=True)
            )
            assert told["counts"][true][answer] == expected
    assert told["names"] == HOSTILE


def test_of_many_classes_the_most_frequent_mistakes_are_told():
    random = np.random.default_rng(0)
    y = np.repeat(np.arange(60), 10)
    answered = y.copy()
    answered[:7] = 5  # class 0, taken for 5
    answered[20:24] = 9  # class 2, taken for 9
    wrong = random.choice(np.arange(100, 600), 40, replace=False)
    answered[wrong] = (answered[wrong] + 1 + np.arange(40)) % 60
    found = Predictions("classes", np.eye(60)[answered], y)
    told = confusion(found)
    assert "counts" not in told
    assert told["classes"] == 60
    assert len(told["pairs"]) == MOST_PAIRS
    assert told["pairs"][0] == {"true": "0", "answered": "5", "count": 7, "share": 0.7}
    assert told["pairs"][1] == {"true": "2", "answered": "9", "count": 4, "share": 0.4}
    counts = [pair["count"] for pair in told["pairs"]]
    assert counts == sorted(counts, reverse=True)


def test_figures_of_each_class_are_those_of_a_slow_count():
    found = drawn(150, 5)
    rows = per_class(found)["rows"]
    for number, row in enumerate(rows):
        expected, count = slow_figures(found.targets.tolist(), found.answered.tolist(), number)
        assert row["count"] == count
        assert {name: row[name] for name in expected} == pytest.approx(expected, abs=5e-5)


def test_a_class_that_neither_occurs_nor_is_answered_has_no_figures():
    found = Predictions("classes", np.eye(3)[[0, 0, 1]], np.array([0, 1, 1]))
    told = per_class(found)
    assert told["rows"][2] == {
        "name": "2", "count": 0, "precision": None, "recall": None, "f1": None
    }  # fmt: skip
    assert told["macro"]["recall"] == 0.75


def test_of_a_thousand_classes_the_weakest_are_told():
    found = drawn(1500, 1000)
    told = per_class(found)
    assert told["of"] == 1000
    assert len(told["rows"]) == MOST_ROWS
    known = [
        slow_figures(found.targets.tolist(), found.answered.tolist(), number)[0]["f1"]
        for number in range(1000)
    ]
    least = sorted(f1 for f1 in known if f1 is not None)[:MOST_ROWS]
    assert sorted(row["f1"] for row in told["rows"]) == pytest.approx(least, abs=5e-5)
    assert told["macro"]["f1"] == pytest.approx(
        np.mean([f1 for f1 in known if f1 is not None]), abs=5e-5
    )
    assert len(json.dumps([told, confusion(found), calibration(found)])) < 12_000


def test_figures_of_each_label():
    random = np.random.default_rng(1)
    y, p = (random.random((80, 3)) > 0.6).astype(float), random.random((80, 3))
    rows = per_class(Predictions("labels", p, y, "sigmoid", ["a", "b", "c"]))["rows"]
    for number, row in enumerate(rows):
        # A label is a class of its own: 1 where a sample has it.
        expected, count = slow_figures(
            y[:, number].astype(int).tolist(), (p[:, number] > 0.5).astype(int).tolist(), 1
        )
        assert (row["name"], row["count"]) == ("abc"[number], count)
        assert {name: row[name] for name in expected} == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("kind", ["classes", "labels"])
def test_calibration(kind):
    random = np.random.default_rng(2)
    if kind == "classes":
        found = drawn(300, 4, seed=3)
        p = found.probabilities
        sure, right = p.max(axis=1), p.argmax(axis=1) == found.targets
    else:
        y, p = (random.random((100, 3)) > 0.5).astype(float), random.random((100, 3))
        found = Predictions("labels", p, y, "sigmoid")
        sure = np.maximum(p, 1 - p).reshape(-1)
        right = ((p > 0.5) == (y > 0.5)).reshape(-1)
    told = calibration(found)
    assert len(told["counts"]) == 15
    error = 0.0
    for number in range(15):
        inside = (sure > number / 15) & (sure <= (number + 1) / 15)
        assert told["counts"][number] == inside.sum()
        if inside.any():
            assert told["accuracy"][number] == pytest.approx(right[inside].mean(), abs=1e-4)
            assert told["confidence"][number] == pytest.approx(sure[inside].mean(), abs=1e-4)
            error += inside.mean() * abs(right[inside].mean() - sure[inside].mean())
    assert told["error"] == pytest.approx(error, abs=1e-4)


def test_what_is_no_probability_is_not_calibrated():
    assert calibration(drawn(9, 3, link="scores")) is None
    assert calibration(Predictions("values", np.ones((3, 1)), np.ones((3, 1)))) is None


def test_estimates():
    random = np.random.default_rng(4)
    y = random.normal(size=(900, 2))
    f = y + random.normal(size=(900, 2)) * [0.1, 2.0] + [0.0, 1.0]
    told = estimates(Predictions("values", f, y, names=["height", "width"]))
    assert [one["name"] for one in told] == ["height", "width"]
    for number, one in enumerate(told):
        error = f[:, number] - y[:, number]
        assert one["mae"] == pytest.approx(sum(abs(error)) / 900)
        assert one["rmse"] == pytest.approx(math.sqrt(sum(error**2) / 900))
        variance = sum((y[:, number] - y[:, number].mean()) ** 2)
        assert one["r2"] == pytest.approx(1 - sum(error**2) / variance)
        assert len(one["true"]) == len(one["estimated"]) == MOST_POINTS
        np.testing.assert_allclose(one["true"], y[:MOST_POINTS, number], rtol=1e-4)
        assert sum(one["counts"]) == 900
        assert one["edges"][0] == pytest.approx(min(error), rel=1e-4)
        assert one["edges"][-1] == pytest.approx(max(error), rel=1e-4)


def test_estimates_that_are_all_right():
    told = estimates(Predictions("values", np.full((5, 1), 7.0), np.full((5, 1), 7.0)))[0]
    assert (told["mae"], told["r2"]) == (0.0, None)
    assert sum(told["counts"]) == 5


@pytest.mark.parametrize("kind", ["classes", "labels", "values"])
def test_samples_without_finite_outputs_are_left_out(kind):
    outputs = np.array([[0.9, 0.1], [np.nan, 0.5], [0.2, 0.8], [np.inf, 0.0]])
    y = np.array([0, 0, 0, 1]) if kind == "classes" else np.zeros((4, 2))
    link = "estimates" if kind == "values" else "sigmoid"
    kept = [0, 2]
    whole = Predictions(kind, outputs, y, link, ["a", "b"])
    part = Predictions(kind, outputs[kept], y[kept], link, ["a", "b"])
    measurements = (confusion, per_class, calibration, estimates)
    told = [measure(whole) for measure in measurements]
    assert told == [measure(part) for measure in measurements]
    assert sum(one is not None for one in told) == {"classes": 3, "labels": 2, "values": 1}[kind]


@pytest.mark.parametrize("measure", [confusion, per_class, calibration, estimates])
@pytest.mark.parametrize("kind", ["classes", "labels", "values"])
def test_of_outputs_none_of_which_is_finite_nothing_is_told(measure, kind):
    y = np.zeros(3, int) if kind == "classes" else np.zeros((3, 2))
    assert measure(Predictions(kind, np.full((3, 2), np.nan), y, "sigmoid")) is None


def test_one_class_only():
    found = Predictions(
        "classes", np.array([[0.7], [0.8]]), np.array([1, 1]), "sigmoid", ["n", "y"]
    )
    assert confusion(found)["counts"] == [[0, 0], [0, 2]]
    assert per_class(found)["rows"][1]["recall"] == 1.0
    assert calibration(found)["error"] == 0.25
