"""Ranges of numbers at their edges."""

from __future__ import annotations

import math

import pytest

from suite.catalog.arguments.interval import Interval

INF = math.inf
FORMS = [
    ("number [0, 1]", "a number of at least 0 and of at most 1"),
    ("number [0, 1)", "a number of at least 0 and below 1"),
    ("number (0, 1]", "a number above 0 and of at most 1"),
    ("number (0, 1)", "a number above 0 and below 1"),
    ("number (0, inf)", "a finite number above 0"),
    ("number [0, inf)", "a finite number of at least 0"),
    ("number (-inf, 0]", "a finite number of at most 0"),
    ("number (-inf, 0)", "a finite number below 0"),
    ("number (-inf, inf)", "a finite number"),
    ("numbers (-inf, inf)", "a finite number"),
    ("whole [1, 9]", "a whole number of at least 1 and of at most 9"),
    ("whole [1, 1e9]", "a whole number of at least 1 and of at most 1e+09"),
    ("wholes [-1, 9]", "a whole number of at least -1 and of at most 9"),
    ("number [0.5, 2.25]", "a number of at least 0.5 and of at most 2.25"),
]


@pytest.mark.parametrize(("form", "told"), FORMS)
def test_as_a_message_tells_it(form, told):
    assert str(Interval.parse(form)) == told


# Form, a value at or beside an end, whether it belongs.
EDGES = [
    ("number [0, 1)", 0, True),
    ("number [0, 1)", 0.0, True),
    ("number [0, 1)", -0.0, True),
    ("number [0, 1)", -5e-324, False),
    ("number [0, 1)", 1 - 2**-53, True),
    ("number [0, 1)", 1, False),
    ("number [0, 1)", 1.0, False),
    ("number (0, 1]", 0, False),
    ("number (0, 1]", 5e-324, True),
    ("number (0, 1]", 1, True),
    ("number (0, 1]", 1 + 2**-52, False),
    ("number (0, inf)", 1e308, True),
    ("number (0, inf)", INF, False),
    ("number (-inf, 0]", -1e308, True),
    ("number (-inf, 0]", -INF, False),
    ("number (-inf, inf)", 10**400, True),
    ("whole [1, 9]", 1, True),
    ("whole [1, 9]", 9, True),
    ("whole [1, 9]", 0, False),
    ("whole [1, 9]", 10, False),
    ("whole [1, 9]", 1.0, False),
    ("whole [1, 9]", 4.5, False),
    ("whole [1, 1e9]", 10**9, True),
    ("whole [1, 1e9]", 10**9 + 1, False),
    ("whole [-1e18, 1e18]", -(10**18), True),
    ("whole [-1e18, 1e18]", 10**18 + 1, False),
]


@pytest.mark.parametrize(("form", "value", "belongs"), EDGES)
def test_the_ends(form, value, belongs):
    assert (value in Interval.parse(form)) is belongs


@pytest.mark.parametrize("value", [None, True, False, "0", "", b"0", {}, {0}, object(), 0j])
@pytest.mark.parametrize("form", ["number (-inf, inf)", "numbers (-inf, inf)", "whole [0, 9]"])
def test_what_is_no_number(form, value):
    assert value not in Interval.parse(form)


@pytest.mark.parametrize("value", [math.nan, -math.nan, INF, -INF])
@pytest.mark.parametrize("form", ["number (-inf, inf)", "number [0, 1]", "numbers [0, inf)"])
def test_what_is_not_finite(form, value):
    assert value not in Interval.parse(form)
    assert [value] not in Interval.parse(form)


LISTS = [
    ("number [0, 1]", [0.5], False),
    ("number [0, 1]", [], False),
    ("numbers [0, 1]", 0.5, True),
    ("numbers [0, 1]", [0.5], True),
    ("numbers [0, 1]", (0, 1), True),
    ("numbers [0, 1]", [], False),
    ("numbers [0, 1]", [[0], [1]], True),
    ("numbers [0, 1]", [[0], []], False),
    ("numbers [0, 1]", [0, 2], False),
    ("numbers [0, 1]", ["0"], False),
    ("numbers* [0, 1]", [], True),
    ("numbers* [0, 1]", [[], [1]], True),
    ("numbers* [0, 1]", [2], False),
    ("wholes [1, 9]", [1, 9], True),
    ("wholes [1, 9]", [1.0], False),
    ("wholes* [1, 9]", (), True),
]


@pytest.mark.parametrize(("form", "value", "belongs"), LISTS)
def test_lists(form, value, belongs):
    assert (value in Interval.parse(form)) is belongs


@pytest.mark.parametrize(
    "form",
    ["", "number", "number 0, 1", "number [0; 1]", "count [0, 1]", "number [0, 1", "number [0,1]"],
)
def test_a_form_that_is_none(form):
    with pytest.raises(ValueError, match="Argument `text` must have the form of a range"):
        Interval.parse(form)


def test_two_of_one_form_are_equal():
    assert Interval.parse("number [0, 1)") == Interval.parse("number [0, 1)")
    assert Interval.parse("number [0, 1)") != Interval.parse("numbers [0, 1)")
    assert len({Interval.parse("whole [1, 9]"), Interval.parse("whole [1, 9]")}) == 1
