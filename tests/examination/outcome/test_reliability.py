"""Reliability, calibration error and probabilities against slow loops."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from suite.examination.outcome.reliability import (
    Figures,
    Reliability,
    are_distributions,
    cross_entropy,
    probabilities,
)


def slow_error(p, labels, bins):
    """Guo et al. (2017), equations 2 to 4, an example at a time."""
    edges = np.linspace(0, 1, bins + 1)
    error = 0.0
    for low, high in itertools.pairwise(edges):
        inside = [i for i in range(len(p)) if low < max(p[i]) <= high]
        if inside:
            accuracy = sum(p[i].tolist().index(max(p[i])) == labels[i] for i in inside)
            confidence = sum(max(p[i]) for i in inside)
            error += len(inside) / len(p) * abs(accuracy - confidence) / len(inside)
    return error


def drawn(count, classes, seed=0):
    random = np.random.default_rng(seed)
    p = random.dirichlet(np.full(classes, 0.3), count)
    return p, random.integers(0, classes, count)


@pytest.mark.parametrize("bins", [1, 7, 15])
@pytest.mark.parametrize(("count", "classes"), [(1, 2), (40, 2), (500, 10)])
def test_the_error_is_that_of_a_slow_loop(count, classes, bins):
    p, labels = drawn(count, classes)
    found = Reliability.of(p, labels, bins)
    assert found.error == pytest.approx(slow_error(p, labels, bins), rel=1e-12)
    assert found.counts.sum() == count
    right = (p.argmax(-1) == labels).sum()
    assert (found.counts * found.accuracy).sum() == pytest.approx(right)


@pytest.mark.parametrize("bins", [5, 15])
def test_a_confidence_on_an_edge_belongs_to_the_bin_below_it(bins):
    edges = np.linspace(0, 1, bins + 1)
    high = edges[edges > 0.5]
    p = np.stack([high, 1 - high], axis=1)
    labels = np.arange(len(p)) % 2
    found = Reliability.of(p, labels, bins)
    np.testing.assert_array_equal(np.flatnonzero(found.counts), np.flatnonzero(edges > 0.5) - 1)
    assert found.error == pytest.approx(slow_error(p, labels, bins), rel=1e-12)


def test_a_sum_that_rounding_made_more_than_one_counts_in_the_last_bin():
    found = Reliability.of(np.array([[1 + 1e-7, 0.0]]), np.array([0]))
    assert found.counts[-1] == 1


def test_closed_forms():
    sure = np.tile([0.8, 0.2], (10, 1))
    assert Reliability.of(sure, np.repeat([0, 1], [8, 2])).error == pytest.approx(0, abs=1e-12)
    assert Reliability.of(sure, np.repeat([0, 1], [3, 7])).error == pytest.approx(0.5)
    certain = np.tile([1.0, 0.0], (10, 1))
    assert Reliability.of(certain, np.repeat([0, 1], 5)).error == pytest.approx(0.5)
    # Overconfident in one bin and underconfident in another: the errors do not cancel.
    p = np.array([[0.9, 0.1]] * 5 + [[0.6, 0.4]] * 5)
    labels = np.array([1] * 5 + [0] * 5)
    assert Reliability.of(p, labels).error == pytest.approx(0.5 * 0.9 + 0.5 * 0.4)
    assert Reliability.of(p, labels, bins=1).error == pytest.approx(0.25)
    with pytest.raises(ValueError, match=r"`bins` must be at least 1\. Received: bins=0"):
        Reliability.of(p, labels, bins=0)


def test_empty_bins_have_no_accuracy_and_the_confidence_of_their_middle():
    found = Reliability.of(np.array([[0.95, 0.05]]), np.array([0]), bins=5)
    np.testing.assert_allclose(found.confidence, [0.1, 0.3, 0.5, 0.7, 0.95])
    np.testing.assert_array_equal(found.accuracy, [0, 0, 0, 0, 1])


def test_figures():
    p, labels = drawn(50, 4)
    found = Figures.of(p, labels)
    loss = -sum(math.log(p[i, labels[i]]) for i in range(50)) / 50
    assert found.cross_entropy == pytest.approx(loss, rel=1e-12)
    assert found.accuracy == sum(p[i].argmax() == labels[i] for i in range(50)) / 50
    assert found.ece == pytest.approx(slow_error(p, labels, 15), rel=1e-12)
    mean = Figures.mean([found, Figures(1.0, 0.5, 0.25)])
    assert mean.cross_entropy == pytest.approx((loss + 1) / 2)
    assert mean.accuracy == pytest.approx((found.accuracy + 0.5) / 2)
    assert mean.ece == pytest.approx((found.ece + 0.25) / 2)


def test_the_cross_entropy_of_an_impossible_class_is_large_and_finite():
    assert 700 < cross_entropy(np.array([[1.0, 0.0]]), np.array([1])) < 710


def test_logits_become_probabilities():
    logits = np.random.default_rng(0).normal(0, 3, (20, 5)).astype(np.float32)
    for row, p in zip(logits, probabilities(logits, None), strict=True):
        powers = [math.exp(float(value)) for value in row]
        np.testing.assert_allclose(p, np.array(powers) / sum(powers), rtol=1e-12)
    one = np.array([[-2.0], [0.0], [900.0], [-900.0]])
    expected = [1 / (1 + math.exp(2)), 0.5, 1, 0]
    np.testing.assert_allclose(probabilities(one, None)[:, 1], expected, rtol=1e-12)
    np.testing.assert_allclose(probabilities(np.array([[1e4, 0.0]]), None), [[1, 0]])


def test_probabilities_stay_what_they_are():
    p, _ = drawn(20, 4)
    np.testing.assert_array_equal(probabilities(p, "softmax"), p)
    np.testing.assert_array_equal(
        probabilities(np.array([[0.25], [1.0]]), "sigmoid"), [[0.75, 0.25], [0, 1]]
    )
    several = np.array([[0.2, 0.6], [0.5, 0.5], [0.0, 0.0]])
    np.testing.assert_allclose(
        probabilities(several, "sigmoid"), [[0.25, 0.75], [0.5, 0.5], [0, 0]]
    )


def test_distributions_are_told_from_logits():
    p, _ = drawn(20, 4)
    assert are_distributions(p.astype(np.float16))
    assert not are_distributions(np.zeros((3, 4)))
    assert not are_distributions(np.array([[1.5, -0.5]]))
    assert not are_distributions(np.array([[np.nan, 1.0]]))


def test_a_diverged_model_has_no_calibration():
    p = probabilities(np.array([[np.inf, 0.0], [np.nan, 1.0], [0.0, 1.0]]), None)
    found = Figures.of(p, np.array([0, 0, 1]))
    assert math.isnan(found.ece)
    assert math.isnan(found.cross_entropy)
