"""The share of each key, on functions whose answer is known."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from suite.runs.page.comparison.differing import Differing
from suite.runs.page.comparison.importance import importance


def grid(function, **values):
    """The keys of a grid, and the function at each of its points."""
    points = list(itertools.product(*values.values()))
    keys = [Differing(name, [point[n] for point in points]) for n, name in enumerate(values)]
    return keys, [float(function(*point)) for point in points]


def test_shares_of_a_grid_are_those_of_an_analysis_of_variance():
    """y = 3a + b over the same values: variances 9 to 1."""
    keys, y = grid(lambda a, b: 3 * a + b, a=[0, 1, 2, 3], b=[0, 1, 2, 3])
    found = importance(keys, y)
    assert found.shares == pytest.approx({"a": 0.9, "b": 0.1}, abs=1e-9)
    assert found.rest == pytest.approx(0, abs=1e-9)


def test_names_have_shares_as_numbers_do():
    height = {"x": 0.0, "y": 4.0, "z": 4.0}
    keys, y = grid(lambda a, b: height[a], a=["x", "y", "z"], b=[True, False] * 2)
    assert importance(keys, y).shares == pytest.approx({"a": 1.0, "b": 0.0}, abs=1e-9)


def test_what_keys_do_only_together_is_in_the_rest():
    keys, y = grid(lambda a, b: a * b, a=[-1, 1] * 2, b=[-1, 1] * 2)
    found = importance(keys, y)
    assert found.shares == {"a": 0.0, "b": 0.0}
    assert found.rest == 1.0


def test_chance_has_no_share():
    """Three means of 16 runs seem to explain a fifth of what is drawn at random."""
    random, found = np.random.default_rng(0), []
    for _ in range(40):
        keys = [Differing("a", random.uniform(size=16).tolist())]
        found.append(importance(keys, random.normal(size=16).tolist()).shares["a"])
    assert np.median(found) < 0.05


@pytest.mark.parametrize("seed", range(3))
def test_random_search_finds_the_key_that_matters(seed):
    random = np.random.default_rng(seed)
    a, b, c = random.uniform(size=(3, 60)).tolist()
    noise = random.normal(0, 0.02, 60)
    y = [np.sin(3 * x) + 0.1 * z + e for x, z, e in zip(a, c, noise, strict=True)]
    found = importance([Differing("a", a), Differing("b", b), Differing("c", c)], y)
    assert next(iter(found.shares)) == "a"
    assert 0.65 < found.shares["a"] < 0.95  # less than all: four steps are not the sine
    assert found.shares["b"] < 0.1


def test_two_keys_that_changed_together_share_what_they_explain():
    keys = [Differing("a", [0, 1] * 6), Differing("b", [0, 1] * 6)]
    found = importance(keys, [0.0, 1.0] * 6)
    assert found.shares == pytest.approx({"a": 0.5, "b": 0.5})


def test_a_scale_of_a_key_makes_no_difference():
    rates = np.geomspace(1e-5, 1, 24)
    y = np.abs(np.log10(rates) + 2).tolist()
    plain = importance([Differing("rate", rates.tolist())], y)
    logarithm = importance([Differing("rate", np.log10(rates).tolist())], y)
    assert plain == logarithm


def test_a_figure_over_decades_is_weighed_by_its_logarithm():
    keys, y = grid(lambda a, b: 10.0 ** (2 * a) + b, a=[0, 1, 2, 3], b=[0, 0.5])
    found = importance(keys, y)
    assert found.is_logarithmic
    assert found.shares["a"] > 0.95


def test_runs_without_a_figure_are_left_out():
    keys, y = grid(lambda a, b: a, a=[0, 1, 2, 3], b=[0, 1])
    lost = [*keys[0].values, 0, 0], [*keys[1].values, 1, 1]
    with_lost = [Differing("a", lost[0]), Differing("b", lost[1])]
    assert importance(with_lost, [*y, None, None]) == importance(keys, y)


@pytest.mark.parametrize(
    ("keys", "figures", "lacks"),
    [
        ([("a", [1, 2, 3])], [1.0, 2.0, 3.0], "3 runs with a figure are too few to weigh a key"),
        ([("a", [1, 2] * 2), ("b", [1, 1, 2, 2])], [1.0, 2, 3, 4], "weigh 2 keys; it takes 6 at"),
        ([("a", [1, 2] * 4)], [0.5] * 8, "the figure is the same in all runs"),
        ([("a", [1, 2] * 4)], [None] * 8, "no key has two values"),
        ([], [1.0, 2.0], "no key has two values"),
        ([("a", list("abcdefgh"))], list(map(float, range(8))), "more where the values are names"),
    ],
    ids=str,
)
def test_what_cannot_be_weighed_says_why(keys, figures, lacks):
    found = importance([Differing(*key) for key in keys], figures)
    assert lacks in found.lacks
    assert found.shares == {}


def test_of_many_keys_the_strongest_are_weighed():
    random = np.random.default_rng(1)
    keys = [Differing(f"k{n}", random.integers(0, 2, 80).tolist()) for n in range(12)]
    y = [5.0 * value for value in keys[7].values]
    found = importance(keys, y)
    assert len(found.shares) == 8
    assert next(iter(found.shares)) == "k7"
    assert found.shares["k7"] > 0.9
