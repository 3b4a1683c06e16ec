"""Searches on a function whose values are computed by hand."""

from __future__ import annotations

import numpy as np
import pytest

from suite.errors import UserError
from suite.studies.measures.practice.folds import estimate_deviation
from suite.studies.measures.practice.search import (
    best_value,
    edge_distance,
    grid_trials,
    late_value,
    tried_values,
)


def test_a_grid_of_nine_has_three_values_and_random_draws_have_nine():
    assert tried_values("grid", 9) == 3
    assert tried_values("random", 9) == 9
    assert tried_values("grid", 9, axes=1) == 9


def test_the_best_of_a_grid_is_the_middle_next_to_the_center():
    for seed in range(4):
        center = np.random.default_rng([seed, 0x5EA]).random(2)
        distances = [min(abs(c - middle) for middle in (1 / 6, 3 / 6, 5 / 6)) for c in center]
        expected = distances[0] ** 2 + 0.01 * distances[1] ** 2
        assert best_value(seed, "grid", 9) == pytest.approx(expected)


def test_later_points_are_the_last_third():
    # The last key is fastest: the last three of nine have 5/6 on the axis that counts.
    center = np.random.default_rng([0, 0x5EA]).random(2)
    values = [(5 / 6 - center[0]) ** 2 + 0.01 * (m - center[1]) ** 2 for m in (1 / 6, 3 / 6, 5 / 6)]
    assert late_value(0, "grid", 9) == pytest.approx(np.median(values))


def test_a_range_without_the_center_ends_at_its_edge():
    center = np.random.default_rng([0, 0x5EA]).random(2)[0]
    low, high = center + 0.1, center + 1.1
    assert edge_distance(0, "grid", 4, low, high) == pytest.approx(0.25)
    assert edge_distance(0, "random", 200, low, high) < 0.02
    assert edge_distance(0, "random", 200, center - 0.5, center + 0.5) > 0.45


def test_a_grid_grows_as_a_power():
    assert [grid_trials(7, axes) for axes in (1, 2, 3)] == [7, 49, 343]


@pytest.mark.parametrize(
    ("given", "message"),
    [(("sideways", 9), "`kind` is one of grid, random"), (("grid", 8), "a power of its values")],
)
def test_other_searches_are_refused(given, message):
    with pytest.raises(UserError, match=message):
        best_value(0, *given)


def test_all_folds_hang_on_the_split_less_than_one():
    one, all_five = (estimate_deviation(0, 5, used) for used in (1, 5))
    # The mean of five independent estimates would have 1 / sqrt(5) of the deviation of one.
    assert 0 < all_five < one / 5**0.5
    assert estimate_deviation(0, 5, 5) == all_five
    with pytest.raises(UserError, match="between 1 and the 5 folds"):
        estimate_deviation(0, 5, 6)
