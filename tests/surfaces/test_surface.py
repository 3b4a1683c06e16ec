"""What the surfaces share."""

from __future__ import annotations

import math

import numpy as np
import pytest

from suite.surfaces._surface import Surface, checked_positive


class Plane(Surface):
    minima = ((0.0, 0.0),)
    window = ((-1.0, 1.0), (-1.0, 1.0))

    def __call__(self, x, y):
        return x + y


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ((1, 2), (1.0, 2.0)),
        ([0.5, -3], (0.5, -3.0)),
        ((np.float32(0.5), np.int64(2)), (0.5, 2.0)),
        ([1e30, -1e-30], (1e30, -1e-30)),
    ],
)
def test_a_start_becomes_two_floats(start, expected):
    surface = Plane(start)
    assert surface.start == expected
    assert {type(value) for value in surface.start} == {float}


@pytest.mark.parametrize(
    "start",
    [None, 3, "ab", (), (1,), (1, 2, 3), ("1", 2), (1, None), (1, math.nan), (math.inf, 0), {1, 2}],
)
def test_what_is_no_point_is_refused_with_what_was_given(start):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        Plane(start)
    assert (
        str(refused.value)
        == f"Argument `start` must be two finite numbers. Received: start={start}"
    )


def test_a_surface_without_heights_says_what_it_lacks():
    class Nothing(Surface):
        pass

    with pytest.raises(TypeError, match=r"^Nothing must define __call__\(x, y\)$"):
        Nothing((0, 0))(1, 2)


@pytest.mark.parametrize("value", [1, 0.5, 1e30, np.float32(2)])
def test_positive_numbers_become_floats(value):
    assert checked_positive("b", value) == float(value)
    assert type(checked_positive("b", value)) is float


@pytest.mark.parametrize("value", [0, -1, math.inf, math.nan])
def test_others_are_refused(value):
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        checked_positive("b", value)
    assert str(refused.value) == f"Argument `b` must be finite and above 0. Received: b={value}"
