"""Which points each search tries, on functions whose best point is known."""

from __future__ import annotations

import importlib.util
import math

import numpy as np
import pytest

from suite.lab.sweep.searches.search import Known
from suite.lab.sweep.searches.search_of import search_of
from suite.recipe.schema.sweep_settings import RangeSettings, SweepSettings

RATES = RangeSettings(low=1e-6, high=1.0, scale="log")
SHARES = RangeSettings(low=0.0, high=1.0)
needs_optuna = pytest.mark.skipif(
    importlib.util.find_spec("optuna") is None, reason="no Optuna here"
)
needs_cmaes = pytest.mark.skipif(
    importlib.util.find_spec("cmaes") is None, reason="no package cmaes here"
)
BAYESIAN = pytest.param("bayesian", marks=needs_optuna)
CMA_ES = pytest.param("cma_es", marks=needs_cmaes)
DRAWING = ["random", "coarse_to_fine", BAYESIAN, CMA_ES]


def settings(kind, over, **others):
    return SweepSettings(kind=kind, over=over, **others)


def run(sweep, value=lambda point: 0.0, seed=0):
    """All points of a search over a function, by one process."""
    search, known = search_of(sweep, seed), []
    for number in range(search.count):
        point = search.point(number, known)
        known.append(Known(number, point, value(point)))
    return [one.point for one in known]


def valley(point):
    """Best at a rate of 1e-2; the second key does not matter."""
    return -((math.log10(point["rate"]) + 2) ** 2)


def test_a_grid_has_every_combination():
    stepped = RangeSettings(low=0.001, high=0.1, scale="log", step=10)
    sweep = settings("grid", {"rate": stepped, "units": [[8], [8, 8]]})
    assert search_of(sweep, 0).count == 6
    assert run(sweep) == [
        {"rate": rate, "units": units} for rate in (0.001, 0.01, 0.1) for units in ([8], [8, 8])
    ]


@pytest.mark.parametrize("kind", ["grid", "cross_validation"])
def test_without_a_key_there_is_one_point(kind):
    assert run(settings(kind, {}, folds=3)) == [{}]


@pytest.mark.parametrize("kind", DRAWING)
def test_the_seed_decides_every_draw(kind):
    sweep = settings(kind, {"rate": RATES, "second": SHARES, "of": ["a", "b", None]}, trials=9)
    points = run(sweep, valley)
    assert len(points) == 9
    assert points == run(sweep, valley)
    assert points != run(sweep, valley, seed=1)
    for point in points:
        assert list(point) == ["rate", "second", "of"]
        assert 1e-6 <= point["rate"] <= 1.0
        assert point["of"] in ("a", "b", None)


@pytest.mark.parametrize("kind", DRAWING)
def test_failures_are_lived_with(kind):
    sweep = settings(kind, {"rate": RATES}, trials=9)
    assert len({point["rate"] for point in run(sweep, lambda point: -math.inf)}) == 9


def test_random_draws_are_uniform_on_their_scale():
    sweep = settings("random", {"rate": RATES, "of": list(range(4))}, trials=4000)
    points = run(sweep)
    for place in range(6):
        inside = sum(10 ** (place - 6) <= point["rate"] < 10 ** (place - 5) for point in points)
        assert abs(inside - 4000 / 6) < 4 * math.sqrt(4000 / 6)
    for value in range(4):
        assert abs(sum(point["of"] == value for point in points) - 1000) < 4 * math.sqrt(750)


def test_random_draws_are_those_of_one_stream():
    """Trial n is drawn by itself, and is what one generator would draw as its n-th."""
    over = {"rate": RATES, "of": [*range(10)], "second": SHARES}
    generator = np.random.default_rng([3, 0x5EA2C4])
    drawn = [[float(generator.random()) for _ in over] for _ in range(50)]
    search = search_of(settings("random", over, trials=50), 3)
    for number in (49, 0, 17):
        first, second, third = drawn[number]
        point = {"rate": RATES.at(first), "of": int(10 * second), "second": SHARES.at(third)}
        assert search.point(number, []) == point


@pytest.mark.parametrize("kind", DRAWING)
def test_no_two_processes_draw_the_same(kind):
    """What runs elsewhere is not known and yet not tried again, but where two round to one."""
    search = search_of(settings(kind, {"rate": RATES}, trials=40), 0)
    known = [Known(n, {"rate": 10.0 ** -(n % 6)}, -float(n)) for n in range(20)]
    assert len({search.point(number, known)["rate"] for number in range(20, 40)}) >= 18


def test_each_round_is_narrower_around_the_best():
    over = {"rate": RATES, "second": SHARES, "of": ["a", "b"]}
    sweep = settings("coarse_to_fine", over, trials=60, rounds=3, shrink=0.2)
    points = run(sweep, valley)
    best = None
    for number, width in enumerate((1.0, 0.2, 0.04)):
        part = points[20 * number : 20 * (number + 1)]
        rates = [math.log10(point["rate"]) for point in part]
        assert 0.9 * 6 * width <= max(rates) - min(rates) <= 6 * width
        if best is not None:
            assert max(abs(rate - math.log10(best["rate"])) for rate in rates) <= 3.001 * width
            assert all(abs(p["second"] - best["second"]) <= width for p in part)
        assert {point["of"] for point in part} == {"a", "b"}
        best = max(points[: 20 * (number + 1)], key=valley)
    assert abs(math.log10(best["rate"]) + 2) < 0.05


def test_a_round_leaves_no_part_of_a_range_out():
    over = {"rate": RATES, "second": SHARES, "of": ["a", "b", "c"]}
    points = run(settings("coarse_to_fine", over, trials=12, rounds=2), lambda point: -math.inf)
    for part in (points[:6], points[6:]):
        assert sorted(math.floor(math.log10(point["rate"])) for point in part) == [*range(-6, 0)]
        assert sorted(math.floor(6 * point["second"]) for point in part) == [*range(6)]
        assert sorted(point["of"] for point in part) == [*"aabbcc"]


def test_a_round_stays_within_the_ends():
    sweep = settings("coarse_to_fine", {"rate": RATES}, trials=30, rounds=3)
    points = run(sweep, lambda point: point["rate"])
    rates = [math.log10(point["rate"]) for point in points]
    assert min(rates[10:20]) >= -2.4 - 1e-3
    assert min(rates[20:]) >= -0.96 - 1e-3
    assert max(rates) <= 0


def test_rounds_stay_wide_while_every_run_fails():
    sweep = settings("coarse_to_fine", {"rate": RATES}, trials=30, rounds=3)
    points = run(sweep, lambda point: -math.inf)
    last = [math.log10(point["rate"]) for point in points[20:]]
    assert max(last) - min(last) > 3
