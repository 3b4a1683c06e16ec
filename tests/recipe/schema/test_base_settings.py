"""What every block of a recipe has in common: strict types, no unknown key, nothing to change."""

from __future__ import annotations

import math

import pytest
from pydantic import ValidationError

from suite.recipe.schema.base_settings import LARGEST_COUNT, Count, Settings, Share, Whole


class Block(Settings):
    whole: Whole = 0
    count: Count = 1
    share: Share = 0.5
    number: float = 0.0
    on: bool = False
    text: str = ""


ACCEPTED = [
    ("whole", 3, 3),
    ("whole", -3, -3),
    ("whole", 1e3, 1000),
    ("whole", -2.0, -2),
    ("whole", 0.0, 0),
    ("count", 1, 1),
    ("count", 1e9, 10**9),
    ("count", LARGEST_COUNT, LARGEST_COUNT),
    ("share", 0.25, 0.25),
    ("share", 1e-300, 1e-300),
    ("number", 3, 3.0),
    ("number", -1e308, -1e308),
    ("on", True, True),
    ("text", "1", "1"),
]


@pytest.mark.parametrize(("key", "given", "value"), ACCEPTED)
def test_a_value_of_its_type(key, given, value):
    found = getattr(Block(**{key: given}), key)
    assert found == value
    assert type(found) is type(value)


REFUSED = [
    *[("whole", value) for value in (0.5, "3", True, math.inf, math.nan, [1], 1e-3)],
    *[("count", value) for value in (0, -1, 0.0, 1.5, LARGEST_COUNT + 1, 1e29, "1", False)],
    *[("share", value) for value in (0, 1, 0.0, 1.0, -0.1, 1.5, math.nan, "0.5", True)],
    *[("number", value) for value in ("1", math.inf, -math.inf, math.nan, True)],
    *[("on", value) for value in (1, 0, "true", "yes", 1.0)],
    *[("text", value) for value in (1, 1.5, True, ["a"], b"a")],
]


@pytest.mark.parametrize(("key", "given"), REFUSED)
def test_a_value_of_another_type(key, given):
    with pytest.raises(ValidationError) as caught:
        Block(**{key: given})
    assert [error["loc"] for error in caught.value.errors()] == [(key,)]


def test_null_is_the_default_where_it_is_no_value():
    class Nullable(Settings):
        needed: Whole
        kind: str | None = "digits"
        count: Count | None = 3

    assert Block.model_validate(dict.fromkeys(Block.model_fields)) == Block()
    found = Nullable.model_validate({"needed": 1, "kind": None, "count": None})
    assert (found.kind, found.count) == (None, None)
    assert Nullable.model_validate({"needed": 1, "count": 2}).kind == "digits"
    for wrong, kind in (
        ({"needed": None}, "int_type"),
        ({"needed": 1, "x": None}, "extra_forbidden"),
    ):
        with pytest.raises(ValidationError) as caught:
            Nullable.model_validate(wrong)
        assert [error["type"] for error in caught.value.errors()] == [kind]


def test_a_text_alone_is_the_kind_of_a_block_that_has_kinds():
    class Kinds(Settings):
        kind: str
        count: Count = 3

    assert Kinds.model_validate("log") == Kinds(kind="log", count=3)
    with pytest.raises(ValidationError):
        Block.model_validate("log")


def test_an_unknown_key_is_refused():
    with pytest.raises(ValidationError) as caught:
        Block(wohle=3)
    assert [error["type"] for error in caught.value.errors()] == ["extra_forbidden"]


def test_a_block_cannot_be_changed():
    with pytest.raises(ValidationError, match="Instance is frozen"):
        Block().whole = 3


def test_every_mistake_is_told_at_once():
    with pytest.raises(ValidationError) as caught:
        Block(whole="a", share=2, text=3)
    assert len(caught.value.errors()) == 3
