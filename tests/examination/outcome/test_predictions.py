"""Predictions of every kind: answers, probabilities and losses against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from suite.examination.outcome.predictions import Predictions

LOGITS = np.array([[2.0, 0.0, -1.0], [0.0, 1.0, 3.0]])


def softmax(row):
    powers = [math.exp(value) for value in row]
    return [power / sum(powers) for power in powers]


def test_logits_of_classes():
    found = Predictions("classes", LOGITS, np.array([0, 1]), "logits")
    expected = [softmax(row) for row in LOGITS]
    np.testing.assert_allclose(found.probabilities, expected)
    assert found.answered.tolist() == [0, 2]
    np.testing.assert_allclose(found.losses, [-math.log(expected[0][0]), -math.log(expected[1][1])])
    assert found.measure == "cross-entropy"


@pytest.mark.parametrize(
    ("link", "outputs", "of_second"),
    [("logits", [[-1.0], [3.0]], [1 / (1 + math.e), 1 / (1 + math.exp(-3))]),
     ("sigmoid", [[0.2], [0.9]], [0.2, 0.9])],
)  # fmt: skip
def test_one_output_stands_for_two_classes(link, outputs, of_second):
    found = Predictions("classes", np.array(outputs), np.array([1, 1]), link)
    np.testing.assert_allclose(found.probabilities[:, 1], of_second)
    assert found.answered.tolist() == [0, 1]
    assert found.classes == 2
    np.testing.assert_allclose(found.losses, -np.log(of_second))


def test_scores_have_a_margin_instead_of_a_probability():
    found = Predictions("classes", LOGITS, np.array([0, 1]), "scores")
    assert found.probabilities is None
    assert found.losses.tolist() == [-2.0, 2.0]
    assert found.measure == "margin"
    one = Predictions("classes", np.array([[-0.5], [-0.5]]), np.array([0, 1]), "scores")
    assert one.answered.tolist() == [0, 0]
    assert one.losses.tolist() == [-0.5, 0.5]


def test_estimates_of_two_classes_are_parted_in_the_middle():
    found = Predictions("classes", np.array([[0.4], [0.6]]), np.array([1, 1]), "estimates")
    assert found.answered.tolist() == [0, 1]
    np.testing.assert_allclose(found.losses, [0.1, -0.1])


def test_what_should_be_probabilities_but_is_none_has_none():
    """The model of a loss for probabilities, without a softmax."""
    found = Predictions("classes", LOGITS, np.array([0, 1]), "softmax")
    assert found.probabilities is None
    assert found.answered.tolist() == [0, 2]


@pytest.mark.parametrize("link", ["logits", "sigmoid", "scores"])
def test_labels(link):
    outputs = np.array([[0.9, 0.2], [0.6, 0.7]])
    y = np.array([[1.0, 0.0], [0.0, 1.0]])
    found = Predictions("labels", outputs, y, link)
    p = {"logits": 1 / (1 + np.exp(-outputs)), "sigmoid": outputs, "scores": None}[link]
    if p is None:
        assert found.probabilities is None
        np.testing.assert_allclose(found.losses, [(-0.9 + 0.2) / 2, (0.6 - 0.7) / 2])
        return
    np.testing.assert_allclose(found.probabilities, p)
    expected = -np.mean(np.log(np.where(y == 1, p, 1 - p)), axis=1)
    np.testing.assert_allclose(found.losses, expected)
    assert found.answered.tolist() == (outputs > (0 if link == "logits" else 0.5)).tolist()


def test_logits_of_labels_do_not_overflow():
    found = Predictions("labels", np.array([[-1e4, 1e4]]), np.array([[0.0, 1.0]]), "logits")
    assert found.probabilities.tolist() == [[0.0, 1.0]]
    assert found.losses.tolist() == [0.0]


def test_values():
    found = Predictions("values", np.array([[1.0, 2.0]]), np.array([[0.0, 4.0]]))
    assert found.losses.tolist() == [2.5]
    assert found.probabilities is None
    assert found.measure == "squared error"


@pytest.mark.parametrize("kind", ["classes", "labels", "values"])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_outputs_that_are_not_finite_are_the_worst_of_all(kind, bad):
    outputs = np.array([[0.9, 0.1], [bad, 0.5], [0.2, 0.8]])
    y = np.array([0, 0, 0]) if kind == "classes" else np.zeros((3, 2))
    found = Predictions(kind, outputs, y, "estimates" if kind == "values" else "sigmoid")
    assert found.sound.tolist() == [True, False, True]
    assert np.isposinf(found.losses).tolist() == [False, True, False]


def test_a_class_that_the_model_has_no_output_for_is_as_wrong_as_can_be():
    found = Predictions("classes", LOGITS, np.array([0, 7]), "logits")
    assert found.classes == 8
    assert found.losses[1] == pytest.approx(-math.log(np.finfo(float).tiny))
    assert found.name(7) == "7"
