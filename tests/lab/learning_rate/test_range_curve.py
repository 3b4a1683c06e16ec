"""The curve of a range test against closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from suite.lab.learning_rate.range_curve import RangeCurve, first_diverged, past_mean

RATES = np.geomspace(1e-6, 1, 100)
REACH = 5.0


def fall(center: float, width: float = 3.0, depth: float = 2.0) -> np.ndarray:
    """A loss that falls from 2.5 around the step `center`, on a logistic curve."""
    steps = np.arange(len(RATES))
    return 2.5 - depth / (1 + np.exp(-(steps - center) / width))


def test_the_averages_are_the_sums_that_they_are_said_to_be():
    losses = np.random.default_rng(0).uniform(1, 2, 30)
    b = np.exp(-1 / REACH)
    past = past_mean(losses, REACH)
    smooth = RangeCurve(RATES[:30], losses, REACH).smooth
    for i in range(30):
        weights = [b ** (i - j) for j in range(i + 1)]
        assert past[i] == pytest.approx(np.average(losses[: i + 1], weights=weights), rel=1e-12)
        weights = [b ** abs(i - j) for j in range(30)]
        assert smooth[i] == pytest.approx(np.average(losses, weights=weights), rel=1e-12)


def test_it_ends_where_the_smoothed_loss_exceeds_four_times_its_minimum():
    losses = np.concatenate([np.full(50, 1.0), 1.3 ** np.arange(50)])
    means = past_mean(losses, REACH)
    end = first_diverged(losses, REACH)
    assert means[end] > 4 * means[:end].min() >= means[end - 1]
    curve = RangeCurve.until_divergence(RATES, losses, REACH)
    assert list(curve.losses) == list(losses[: end + 1])
    assert list(curve.rates) == list(RATES[: end + 1])


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_it_ends_before_a_loss_that_is_not_finite(broken):
    losses = fall(40)
    losses[70:] = broken
    assert first_diverged(losses, REACH) == 70
    assert len(RangeCurve.until_divergence(RATES, losses, REACH).losses) == 70


@pytest.mark.parametrize("losses", [fall(40), -fall(40), 1e3 * fall(40, depth=2.499)])
def test_a_loss_that_falls_never_ends_it(losses):
    if losses[0] < 0:
        losses = losses[::-1]  # falling again
    assert first_diverged(losses, REACH) is None
    assert len(RangeCurve.until_divergence(RATES, losses, REACH).losses) == len(RATES)


@pytest.mark.parametrize("center", [30, 50, 70])
def test_the_steepest_descent_of_a_logistic_fall_is_its_center(center):
    curve = RangeCurve(RATES, fall(center), REACH)
    assert curve.falls
    assert curve.steepest == pytest.approx(RATES[center], rel=1e-6)


def test_the_lowest_point_of_a_valley_is_its_middle():
    losses = 1 + ((np.arange(100) - 60) / 60) ** 2
    rate, loss = RangeCurve(RATES, losses, REACH).lowest
    assert rate == pytest.approx(RATES[60], rel=1e-6)
    assert loss == pytest.approx(1, abs=0.02)


def test_an_explosion_does_not_hide_the_valley_before_it():
    losses = fall(40)
    losses[80:84] = [3, 30, 3e3, 3e6]
    curve = RangeCurve.until_divergence(RATES, losses, REACH)
    assert RATES[55] < curve.lowest[0] < RATES[80]
    assert curve.steepest == pytest.approx(RATES[40], rel=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_noise_is_no_fall_and_hides_none(seed):
    noise = np.random.default_rng(seed).normal(0, 0.1, 100)
    assert not RangeCurve(RATES, 2.3 + noise, REACH).falls
    curve = RangeCurve(RATES, fall(50) + noise, REACH)
    assert curve.falls
    assert RATES[40] < curve.steepest < RATES[60]


@pytest.mark.parametrize("level", [0.0, 1.0, 0.1, 2.302585, 1e6, -3.7])
def test_a_loss_that_stays_as_it_is_does_not_fall(level):
    """Sums of the same number differ by rounding."""
    assert not RangeCurve(RATES, np.full(100, level), REACH).falls


@pytest.mark.parametrize(
    ("losses", "end"),
    [
        ([], None),
        ([1.0], None),
        ([np.nan], 0),
        ([1.0, np.inf], 1),
        ([0.0, 0.0, 0.0], None),
        ([-1.0, -1.0, -1.0], None),  # 4 times a negative loss would be below it
        ([1.0, 1.0, 1e9, 1.0], 2),
    ],
)
def test_where_a_short_test_ends(losses, end):
    assert first_diverged(losses, REACH) == end


@pytest.mark.parametrize("reach", [0.5, 1.0, 50.0])
def test_the_first_mean_is_the_first_loss_and_a_constant_stays(reach):
    assert past_mean([3.0, 7.0], reach)[0] == 3.0
    np.testing.assert_allclose(past_mean(np.full(20, 2.5), reach), 2.5)


def test_a_longer_reach_is_smoother():
    losses = np.random.default_rng(1).normal(2.0, 0.3, 100)
    rough, smooth = (np.std(RangeCurve(RATES, losses, reach).smooth) for reach in (1.0, 20.0))
    assert smooth < rough / 2


@pytest.mark.parametrize("factor", [1e-3, 7.0])
def test_rates_do_not_depend_on_the_losses_unit(factor):
    curve, other = (RangeCurve(RATES, scale * fall(45), REACH) for scale in (1.0, factor))
    assert other.steepest == curve.steepest
    assert other.lowest[0] == curve.lowest[0]


def test_a_loss_that_only_rises_does_not_fall():
    assert not RangeCurve(RATES, 1 + np.arange(100) / 50, REACH).falls
