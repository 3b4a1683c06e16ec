"""Numbers as YAML reads them where another form is meant."""

from __future__ import annotations

import math

import pytest

from suite.catalog.arguments.expected_types import INT, NUMBER, TEXT
from suite.catalog.arguments.yaml_numbers import duration_as_number, in_whole_numbers, number_in


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        (1000.0, 1000),
        (-3.0, -3),
        (0.0, 0),
        (1e15, 10**15),
        (2.0**53, 2**53),
        ([1.0, 2.0], [1, 2]),
        ((1.0, 2.5), [1, 2.5]),
        ([[1.0], [2.0, "a"]], [[1], [2, "a"]]),
        ([], []),
    ],
)
def test_numbers_without_a_fraction_are_whole(value, whole):
    found = in_whole_numbers(value)
    assert found == whole
    assert repr(found) == repr(whole)


@pytest.mark.parametrize(
    "value",
    [0.5, 2.0**53 + 2, -(2.0**54), math.inf, -math.inf, 7, True, "1.0", None, {"a": 1.0}],
)
def test_what_stays_as_it_is(value):
    assert in_whole_numbers(value) is value


def test_nan_is_no_whole_number():
    assert math.isnan(in_whole_numbers(math.nan))


ANY_NUMBER = NUMBER.accepts
WHOLE = INT.accepts
TEXTS = [
    ("0.1", ANY_NUMBER, "YAML reads it as a text; write 0.1"),
    ("1e-3", ANY_NUMBER, "YAML reads it as a text; write 0.001"),
    ("1e3", ANY_NUMBER, "YAML reads it as a text; write 1000.0"),
    ("1e3", WHOLE, "YAML reads it as a text; write 1000"),
    ("3", WHOLE, "YAML reads it as a text; write 3"),
    (" 3 ", WHOLE, "YAML reads it as a text; write 3"),
    ("1_000", WHOLE, "YAML reads it as a text; write 1000"),
    ("-2", ANY_NUMBER, "YAML reads it as a text; write -2.0"),
    ("0.5", WHOLE, ""),
    ("3", TEXT.accepts, ""),
    ("-1", lambda one: one > 0, ""),
    ("nan", ANY_NUMBER, "a text, and no number that is finite"),
    ("inf", ANY_NUMBER, "a text, and no number that is finite"),
    ("1e999", ANY_NUMBER, "a text, and no number that is finite"),
    ("-Infinity", WHOLE, "a text, and no number that is finite"),
    ("nan", TEXT.accepts, ""),
    ("relu", ANY_NUMBER, None),
    ("", ANY_NUMBER, None),
    ("1,5", ANY_NUMBER, None),
    ("0x10", ANY_NUMBER, None),
    ("10ep", ANY_NUMBER, None),
    ("1 2", ANY_NUMBER, None),
]


@pytest.mark.parametrize(("text", "accepts", "remedy"), TEXTS)
def test_what_to_write_in_place_of_a_text(text, accepts, remedy):
    assert number_in(text, accepts) == remedy


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("10ep", 2),
        ("0.5ep", 2),
        ("500st", 2),
        ("20%", 2),
        ("0ep", 0),
        ("0%", 0),
        ("0.0ep", 0),
        (["10ep", 3], [2, 3]),
        (("0st", "x"), [0, "x"]),
        ("10", "10"),
        ("ep", "ep"),
        ("10 epochs", "10 epochs"),
        ("10min", "10min"),
        (7, 7),
        (None, None),
    ],
)
def test_durations_stand_for_a_number(value, number):
    assert duration_as_number(value) == number
