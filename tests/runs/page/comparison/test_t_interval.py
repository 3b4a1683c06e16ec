"""Mean, deviation and t interval against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.stats

from suite.runs.page.comparison.t_interval import TInterval, quantile


@pytest.mark.parametrize("count", [2, 3, 10, 200])
@pytest.mark.parametrize("level", [0.5, 0.95, 0.99])
def test_scipy(count, level):
    values = np.random.default_rng(count).normal(0.9, 0.02, count)
    ours = TInterval(values.tolist(), level)
    low, high = scipy.stats.t.interval(level, count - 1, values.mean(), scipy.stats.sem(values))
    assert ours.mean == pytest.approx(values.mean(), rel=1e-12)
    assert ours.deviation == pytest.approx(values.std(ddof=1), rel=1e-9)
    assert (ours.low, ours.high) == pytest.approx((low, high), rel=1e-9)


def test_the_quantile_of_a_table():
    assert quantile(4, 0.95) == pytest.approx(2.776, abs=5e-4)


def test_it_holds_the_true_mean_as_often_as_it_says():
    draws = np.random.default_rng(0).normal(3.0, 1.0, (800, 5)).tolist()
    held = np.mean([one.low < 3.0 < one.high for one in map(TInterval, draws)])
    assert 0.93 < held < 0.97


def test_a_single_value_has_no_deviation():
    one = TInterval([0.5])
    assert (one.mean, one.deviation, one.low, one.high) == (0.5, None, None, None)


@pytest.mark.parametrize(("values", "level"), [([], 0.95), ([1.0], 0.0), ([1.0], 1.0)])
def test_refused(values, level):
    with pytest.raises(ValueError, match=r"^Argument `.*Received: "):
        TInterval(values, level)
