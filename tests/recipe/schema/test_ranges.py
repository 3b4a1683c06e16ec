"""Ranges of a sweep: values at a share, values with a step, what is no range."""

from __future__ import annotations

import pytest

from suite.recipe.schema.sweep_settings import MOST_VALUES, RangeSettings, SweepSettings, parsed

# low, high, share -> value, by hand.
LINEAR = [(0, 1, 0, 0), (0, 1, 1, 1), (0, 1, 0.5, 0.5), (-2, 2, 0.25, -1), (0, 3, 1 / 3, 1.0)]
LOG = [
    (1, 100, 0, 1),
    (1, 100, 0.5, 10),
    (1, 100, 1, 100),
    (1e-4, 1e-2, 0.5, 1e-3),
    (1, 2, 0.5, 1.414),
]


@pytest.mark.parametrize(("low", "high", "share", "value"), LINEAR)
def test_a_linear_range(low, high, share, value):
    assert RangeSettings(low=low, high=high).at(share) == value


@pytest.mark.parametrize(("low", "high", "share", "value"), LOG)
def test_a_logarithmic_range(low, high, share, value):
    assert RangeSettings(low=low, high=high, scale="log").at(share) == value


STEPS = [
    ({"low": 0, "high": 10, "step": 5}, [0, 5, 10]),
    ({"low": 0, "high": 9, "step": 5}, [0, 5]),
    ({"low": 0, "high": 4, "step": 5}, [0]),
    ({"low": 0.1, "high": 0.3, "step": 0.1}, [0.1, 0.2, 0.3]),
    ({"low": -1, "high": 1, "step": 0.5}, [-1, -0.5, 0, 0.5, 1]),
    ({"low": 1, "high": 8, "step": 2, "scale": "log"}, [1, 2, 4, 8]),
    ({"low": 1, "high": 7.9, "step": 2, "scale": "log"}, [1, 2, 4]),
    ({"low": 0.001, "high": 1, "step": 10, "scale": "log"}, [0.001, 0.01, 0.1, 1]),
    ({"low": 1, "high": 3, "step": 0.5, "integer": True}, [1, 2, 3]),
    ({"low": 8, "high": 64, "step": 2, "scale": "log", "integer": True}, [8, 16, 32, 64]),
]


@pytest.mark.parametrize(("block", "values"), STEPS)
def test_a_range_with_a_step_is_a_list(block, values):
    numbers = RangeSettings(**block)
    assert numbers.values == values
    assert numbers.at(0) == values[0]
    assert numbers.at(1) == values[-1]
    shares = [(index + 0.5) / len(values) for index in range(len(values))]
    assert [numbers.at(share) for share in shares] == values


def test_whole_numbers_are_whole():
    numbers = RangeSettings(low=1, high=9, integer=True)
    assert {type(numbers.at(share)) for share in (0, 0.3, 1)} == {int}
    assert {numbers.at(share / 100) for share in range(101)} == set(range(1, 10))


def test_a_step_that_is_too_small_is_cut_off():
    assert len(RangeSettings(low=0, high=1, step=1e-9).values) == MOST_VALUES + 1


PARSED = [
    {"low": 0, "high": 1},
    {"low": 1, "high": 2, "scale": "log", "step": 2.0, "integer": False},
]
AS_IT_IS = [
    *([1, 2], [], "abc", 3, None, {}),
    *({"low": 0}, {"low": "a", "high": 1}, {"low": 0, "high": 1, "steps": 3}),
    *({"low": 0, "high": 1, "step": 0}, {"low": 0, "high": 1, "scale": "cubic"}),
]


@pytest.mark.parametrize("given", PARSED, ids=str)
def test_a_mapping_that_is_a_range(given):
    assert parsed(given) == RangeSettings(**given)


@pytest.mark.parametrize("given", AS_IT_IS, ids=str)
def test_anything_else_is_left_to_the_rules(given):
    assert parsed(given) == given


BLOCKS = [
    ("grid", SweepSettings(kind="grid")),
    ({"kind": "random", "trials": 1e1}, SweepSettings(kind="random", trials=10)),
    ({"over": {"seed": [0, 1], "training.ema": None}}, SweepSettings(over={"seed": [0, 1]})),
    ({"over": {"training.ema": [None, 0.9]}}, SweepSettings(over={"training.ema": [None, 0.9]})),
    ({"trials": None, "folds": None}, SweepSettings()),
]


@pytest.mark.parametrize(("given", "expected"), BLOCKS)
def test_the_block_in_short_and_without_its_nulls(given, expected):
    assert SweepSettings.model_validate(given) == expected
