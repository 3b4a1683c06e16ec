"""Labels as smaller whole numbers: what stays the same, and what would become something else."""

from __future__ import annotations

import numpy as np
import pytest

from suite.data.narrowed import narrowed
from suite.errors import UserError

ACCEPTED = {
    "of the type already": (np.array([0, 1, 2], np.int32), [0, 1, 2]),
    "of 64 bits": (np.array([0, 2**31 - 1], np.int64), [0, 2**31 - 1]),
    "of 8 bits": (np.array([0, 255], np.uint8), [0, 255]),
    "unsigned, of 64 bits": (np.array([7], np.uint64), [7]),
    "whole fractions": (np.array([0.0, 3.0]), [0, 3]),
    "half precision": (np.array([0, 2048], np.float16), [0, 2048]),
    "negative, which the dataset refuses": (np.array([-1, 0]), [-1, 0]),
    "truth values": (np.array([True, False]), [1, 0]),
    "none at all": (np.array([], np.int64), []),
    "a list": ([1, 2], [1, 2]),
    "a matrix": (np.array([[1.0], [2.0]]), [[1], [2]]),
}
REFUSED = {
    "a half": (np.array([0.0, 0.5]), "that of row 1 is 0.5; real targets are a matrix (N, K)."),
    "nothing": (np.array([np.nan]), "that of row 0 is nan; real targets are a matrix (N, K)."),
    "infinity": (np.array([0, np.inf]), "that of row 1 is inf."),
    "2^31": (np.array([0, 0, 2**31]), f"that of row 2 is {2**31}."),
    "2^32, which a cast makes 0": (np.array([2**32]), f"that of row 0 is {2**32}."),
    "unsigned 2^63": (np.array([2**63], np.uint64), f"that of row 0 is {2**63}."),
    "below -2^31": (np.array([-(2**31) - 1]), f"that of row 0 is {-(2**31) - 1}."),
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_what_is_kept(case):
    given, expected = ACCEPTED[case]
    found = narrowed(given)
    assert found.dtype == np.int32
    assert found.tolist() == expected


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_become_another_class(case):
    given, end = REFUSED[case]
    with pytest.raises(UserError) as caught:
        narrowed(given)
    assert str(caught.value) == f"The labels must be class numbers, but {end}"


def test_real_targets_are_only_rounded_to_their_type():
    found = narrowed(np.array([[0.1], [-3.0]]), np.float32)
    assert found.dtype == np.float32
    assert found.tolist() == [[float(np.float32(0.1))], [-3.0]]


def test_what_float32_cannot_hold_is_infinite_and_left_to_the_dataset():
    assert np.isinf(narrowed(np.array([[1e300]]), np.float32)).all()


def test_the_given_array_is_not_changed():
    given = np.array([3.0, 4.0])
    narrowed(given)[0] = 9
    assert given.tolist() == [3.0, 4.0]
