"""Fewer points, and the extremes among them."""

from __future__ import annotations

import random

import pytest

from suite.runs.page.thinning import thinned, thinned_columns


@pytest.mark.parametrize("count", [0, 1, 3, 500])
def test_few_points_all_stay(count):
    y = [float(place) for place in range(count)]
    assert thinned(range(count), y) == (list(range(count)), y)


@pytest.mark.parametrize("count", [501, 999, 12_345])
def test_many_points_keep_extremes_ends_and_order(count):
    draw = random.Random(count)
    y = [draw.gauss(0, 1) for _ in range(count)]
    y[draw.randrange(count)], y[draw.randrange(count)] = 1e9, -1e9
    kept, values = thinned(range(count), y)
    assert len(kept) <= 501
    assert kept == sorted(set(kept))
    assert kept[-1] == count - 1
    assert (max(values), min(values)) == (1e9, -1e9)
    assert values == [float(f"{y[place]:.4g}") for place in kept]


def test_a_gap_stays_a_gap():
    y = [1.0] * 5000
    y[1234] = None
    kept, values = thinned(range(5000), y)
    assert values[kept.index(1234)] is None


def test_curves_of_gaps_alone_stay_gaps():
    _, values = thinned(range(5000), [None] * 5000)
    assert set(values) == {None}


def test_columns_keep_spikes_up_and_down_and_what_is_not_finite():
    steps = list(range(1, 1001))
    calm = dict.fromkeys(steps, 1.0)
    rows = [{**calm, 500: 9.0}, {**calm, 500: -9.0}, {**calm, 500: None}]
    columns, values = thinned_columns(steps, rows, most=100)
    assert columns == list(range(10, 1001, 10))
    at = columns.index(500)
    assert [row[at] for row in values] == [9.0, -9.0, None]
    assert all(row[place] == 1.0 for row in values for place in range(100) if place != at)


def test_a_step_that_a_row_does_not_have_is_a_hole_only_where_there_is_no_other():
    columns, values = thinned_columns([1, 2, 3, 4], [{1: 5.0}], most=2)
    assert (columns, values) == ([2, 4], [[5.0, None]])


def test_no_steps_give_no_columns():
    assert thinned_columns([], [{}], most=10) == ([], [[]])
