"""Names that could be meant, and how a message says so."""

from __future__ import annotations

import time

import pytest

from suite.suggest import close_names, did_you_mean

OPTIMIZERS = ["sgd", "adam", "adamw", "adamax", "rmsprop"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("momentun", ["momentum"]),
        ("momentum", ["momentum"]),
        ("Momentum", ["momentum"]),
        ("mom", []),  # 2 * 3 / 11 < 0.6
        ("", []),
        ("learning rate", ["learning_rate"]),
        ("überlauf", []),
    ],
)
def test_the_closest_name(name, expected):
    assert close_names(name, ["momentum", "nesterov", "learning_rate"]) == expected


@pytest.mark.parametrize(
    ("count", "expected"), [(1, ["adam"]), (2, ["adam", "adamw"]), (9, ["adam", "adamw", "adamax"])]
)
def test_several_names_the_closest_first(count, expected):
    assert close_names("adam", OPTIMIZERS, count) == expected


@pytest.mark.parametrize(
    ("likeness", "expected"),
    # 2 m / n of "ab" and "abcd" is 4 / 6.
    [(0.0, ["abcd"]), (0.66, ["abcd"]), (0.67, []), (1.0, [])],
)
def test_how_like_a_name_must_be(likeness, expected):
    assert close_names("ab", ["abcd"], likeness=likeness) == expected


@pytest.mark.parametrize(
    "known", [("momentum",), {"momentum"}, {"momentum": 1}, iter(["momentum"])], ids=type
)
def test_names_come_in_any_collection(known):
    assert close_names("momentun", known) == ["momentum"]


def test_a_text_that_is_no_name_is_not_looked_for():
    start = time.perf_counter()
    assert close_names("a" * 1_000_000, ["a" * 60] * 1000) == []
    assert time.perf_counter() - start < 1.0
    assert close_names("a" * 60, ["a" * 59]) == ["a" * 59]


@pytest.mark.parametrize(
    ("close", "expected"),
    [
        ([], ";"),
        (["sgd"], "; did you mean 'sgd'?"),
        (["sgd", "adam"], "; did you mean 'sgd' or 'adam'?"),
        (["sgd", "adam", "sgd"], "; did you mean 'sgd' or 'adam'?"),
        (["it's"], '; did you mean "it\'s"?'),
        (["a\nb"], "; did you mean 'a\\nb'?"),
        ((name for name in ("x", "y")), "; did you mean 'x' or 'y'?"),
    ],
)
def test_did_you_mean(close, expected):
    assert did_you_mean(close) == expected


@pytest.mark.parametrize("otherwise", ["", ".", "; give the whole list"])
def test_what_is_said_where_nothing_is_close(otherwise):
    assert did_you_mean([], otherwise) == otherwise
    assert did_you_mean(["x"], otherwise) == "; did you mean 'x'?"
