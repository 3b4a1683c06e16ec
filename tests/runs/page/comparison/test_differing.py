"""In which keys several mappings differ."""

from __future__ import annotations

import math

import pytest

from suite.runs.page.comparison.differing import ABSENT, cell_of, differing, mark_of, text_of


def found(*mappings):
    return {one.key: list(one.values) for one in differing(mappings)}


def test_what_is_the_same_everywhere_is_not_named():
    assert found({"a": 1, "b": [1, 2]}, {"a": 1, "b": [1, 2]}, {"a": 1.0, "b": [1, 2]}) == {}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([{"a": 1}, {"a": 2}, {"a": 1}], {"a": [1, 2, 1]}),
        ([{"a": {"b": 1}}, {"a": {"b": 2}}], {"a.b": [1, 2]}),
        ([{"a": True}, {"a": 1}], {"a": [True, 1]}),
        ([{"a": None}, {"a": "x"}], {"a": [None, "x"]}),
        ([{"a": [1]}, {"a": [1, 2]}], {"a": [[1], [1, 2]]}),
        ([{"a": [{"b": 1}]}, {"a": [{"b": 2}]}], {"a.0.b": [1, 2]}),
        ([{}, {"a": 3}], {"a": [ABSENT, 3]}),
        # A short name is a component without arguments; null is none.
        ([{"a": "sgd"}, {"a": {"kind": "sgd"}}], {}),
        (
            [{"a": "sgd"}, {"a": {"kind": "adam", "b": 1}}],
            {"a.kind": ["sgd", "adam"], "a.b": [ABSENT, 1]},
        ),
        ([{"a": None}, {"a": {"kind": "adam"}}], {"a.kind": [None, "adam"]}),
        ([{"a": {"b": 1}}, {"a": 2}], {"a": [{"b": 1}, 2]}),
        ([{"a": math.nan}, {"a": math.nan}], {}),
    ],
    ids=str,
)
def test_keys_that_differ(values, expected):
    assert found(*values) == expected


def test_a_key_that_only_some_have_is_no_choice():
    """The momentum of one optimizer beside another that has none follows from the kind."""
    sgd, adam = {"kind": "sgd", "momentum": 0.9}, {"kind": "adam"}
    kind, momentum = differing([{"o": sgd}, {"o": adam}])
    assert (kind.is_choice, momentum.is_choice) == (True, False)
    kind, momentum = differing([{"o": sgd}, {"o": adam}, {"o": {**sgd, "momentum": 0.0}}])
    assert momentum.is_choice


@pytest.mark.parametrize(
    ("values", "is_numeric", "is_wide"),
    [
        ([1, 2.5, ABSENT], True, False),
        ([1e-4, 1e-2], True, True),
        ([0.0, 1.0], True, False),
        ([1, "a"], False, False),
        ([True, False], False, False),
    ],
    ids=str,
)
def test_numbers_and_their_scale(values, is_numeric, is_wide):
    (one,) = differing([{} if value is ABSENT else {"a": value} for value in values])
    assert (one.is_numeric, one.is_wide) == (is_numeric, is_wide)


def test_marks_tell_values_apart():
    assert mark_of(1) == mark_of(1.0)
    assert len({mark_of(value) for value in (1, True, "1", [1], None, 10**400)}) == 6


@pytest.mark.parametrize(
    ("value", "cell", "text"),
    [
        (ABSENT, None, "-"),
        (0.0003, 0.0003, "0.0003"),
        (20261128, 20261128, "20261128"),
        (True, "true", "true"),
        (None, "null", "null"),
        ([1, 2], "[1, 2]", "[1, 2]"),
        (math.inf, ".inf", ".inf"),
        ("<b>", "<b>", "<b>"),
    ],
    ids=str,
)
def test_a_value_in_a_table_and_in_a_sentence(value, cell, text):
    assert cell_of(value) == cell
    assert type(cell_of(value)) is type(cell)
    assert text_of(value) == text


def test_a_long_value_is_cut():
    assert len(cell_of("x" * 500)) == 60
