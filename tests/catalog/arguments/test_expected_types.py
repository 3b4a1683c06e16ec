"""Types of values, as a message names them."""

from __future__ import annotations

import pytest

from suite.catalog.arguments.expected_types import (
    ANYTHING,
    BOOL,
    INT,
    LIST,
    MAPPING,
    NONE,
    NUMBER,
    TEXT,
    any_of,
    is_list,
    is_number,
)

VALUES = [None, True, 1, 0.5, "a", [1], (1,), {"a": 1}, b"x", {1}]


@pytest.mark.parametrize(
    ("expected", "accepted"),
    [
        (ANYTHING, VALUES),
        (INT, [1]),
        (NUMBER, [1, 0.5]),
        (BOOL, [True]),
        (TEXT, ["a"]),
        (NONE, [None]),
        (LIST, [[1], (1,)]),
        (MAPPING, [{"a": 1}]),
    ],
    ids=lambda one: getattr(one, "text", ""),
)
def test_what_each_type_accepts(expected, accepted):
    found = [value for value in VALUES if expected.accepts(value)]
    assert [*map(repr, found)] == [*map(repr, accepted)]


@pytest.mark.parametrize(
    ("members", "text"),
    [
        ([INT], "a whole number"),
        ([INT, NONE], "a whole number or null"),
        ([INT, NONE, INT], "a whole number or null"),
        ([TEXT, LIST, MAPPING], "a text or a list or a mapping"),
        ([], ""),
    ],
)
def test_one_of_several(members, text):
    union = any_of(members)
    assert union.text == text
    assert [one for one in VALUES if union.accepts(one)] == [
        one for one in VALUES if any(member.accepts(one) for member in members)
    ]


@pytest.mark.parametrize("members", [[None], [INT, None], [ANYTHING], [INT, ANYTHING]])
def test_one_that_is_unclear_makes_all_unclear(members):
    assert any_of(members) is None


def test_true_is_no_number_and_a_text_no_list():
    assert not is_number(True)
    assert is_number(-1.5)
    assert not is_list("abc")
    assert is_list(())
