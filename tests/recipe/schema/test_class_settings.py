"""Values by class: null takes a class out, numbers of examples are whole."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from suite.recipe.schema.base_settings import Settings
from suite.recipe.schema.class_settings import ClassCounts, ClassWeights
from suite.recipe.schema.wording import described


class Block(Settings):
    counts: ClassCounts | None = None
    weights: ClassWeights | None = None


COUNTS = [
    ({}, {}),
    ({"cat": 3}, {"cat": 3}),
    ({"cat": 1e3}, {"cat": 1000}),
    ({"cat": 3, "dog": None}, {"cat": 3}),
    ({"cat": 0.5}, {"cat": 0.5}),  # refused where its place is known
    ({"cat": "many"}, {"cat": "many"}),
]


@pytest.mark.parametrize(("given", "expected"), COUNTS)
def test_counts(given, expected):
    found = Block(counts=given).counts
    assert found == expected
    assert [type(value) for value in found.values()] == [type(value) for value in expected.values()]


WEIGHTS = [
    (None, None),
    ("balanced", "balanced"),
    ({"cat": 2.0}, {"cat": 2.0}),
    ({"cat": None, "0": 1}, {"0": 1}),
    ({}, {}),
]


@pytest.mark.parametrize(("given", "expected"), WEIGHTS)
def test_weights(given, expected):
    assert Block(weights=given).weights == expected


@pytest.mark.parametrize("given", ["cat", 3, ["cat"], {1: 3}])
def test_counts_that_are_no_mapping_of_names(given):
    with pytest.raises(ValidationError):
        Block(counts=given)


@pytest.mark.parametrize("given", ["even", "", 3, ["balanced"], True])
def test_weights_that_are_neither(given):
    with pytest.raises(ValidationError):
        Block(weights=given)


def test_in_words():
    assert described(ClassCounts) == (
        "a mapping of class names or numbers to numbers of training examples"
    )
    assert described(ClassWeights) == (
        "'balanced', or a mapping of class names or numbers to weights"
    )
