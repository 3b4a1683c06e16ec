"""Numbers that the parts refuse."""

from __future__ import annotations

import math

import numpy as np
import pytest

from suite.number_checks import (
    check_not_negative,
    check_positive,
    check_share,
    check_whole,
    is_number,
    is_whole,
)

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize("value", [0, 0.0, 1e-30, 3, 1e30, np.float32(0.5), np.int64(0), True])
def test_what_is_not_negative(value):
    check_not_negative(l1=value)


@pytest.mark.parametrize("value", [-1, -1e-30, INF, -INF, NAN, np.float32(-0.5)])
def test_what_is_negative_or_not_finite(value):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        check_not_negative(l1=value)
    text = f"Argument `l1` must be finite and at least 0. Received: l1={value}"
    assert str(refused.value) == text


@pytest.mark.parametrize("value", [1e-30, 3, 1e30, np.float32(0.5)])
def test_what_is_positive(value):
    check_positive(gain=value)


@pytest.mark.parametrize("value", [0, 0.0, -1, INF, NAN])
def test_what_is_not_positive(value):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        check_positive(gain=value)
    text = f"Argument `gain` must be finite and positive. Received: gain={value}"
    assert str(refused.value) == text


@pytest.mark.parametrize("value", [1e-9, 0.5, 1, 1.0])
def test_what_is_a_share(value):
    check_share(factor=value)


@pytest.mark.parametrize("value", [0, -0.1, 1.0001, 2, INF, NAN])
def test_what_is_no_share(value):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        check_share(factor=value)
    text = f"Argument `factor` must be above 0 and at most 1. Received: factor={value}"
    assert str(refused.value) == text


@pytest.mark.parametrize(("least", "value"), [(0, 0), (1, 1), (2, 10**20), (1, np.int32(4))])
def test_what_is_whole_and_large_enough(least, value):
    check_whole(least, steps=value)


@pytest.mark.parametrize(
    ("least", "value"),
    [(0, -1), (1, 0), (2, 1), (0, 0.0), (1, 1.5), (1, "3"), (1, None), (1, True), (0, False)],
)
def test_what_is_not_whole_or_too_small(least, value):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        check_whole(least, steps=value)
    text = f"Argument `steps` must be a whole number of at least {least}. Received: steps={value}"
    assert str(refused.value) == text


@pytest.mark.parametrize("check", [check_not_negative, check_positive, check_share])
def test_the_first_wrong_one_of_several_is_named(check):
    check(a=0.5, b=1)
    with pytest.raises(ValueError, match=r"^Argument `b` .* Received: b=-1$"):
        check(a=0.5, b=-1, c=-2)


@pytest.mark.parametrize("value", [0, -3, 10**30, np.int8(1), np.uint64(7)])
def test_whole_numbers(value):
    assert is_whole(value)
    assert is_number(value)


@pytest.mark.parametrize("value", [0.0, 1.5, np.float64(2.0), NAN])
def test_numbers_that_are_not_whole(value):
    assert not is_whole(value)
    assert is_number(value)


@pytest.mark.parametrize("value", ["1", None, [1], (1,), 1j, np.zeros(1)])
def test_what_is_no_number(value):
    assert not is_whole(value)
    assert not is_number(value)
