from __future__ import annotations

import inspect
from typing import Literal

import pytest

from suite.models.parts.choices import checked, per_item


@checked
def model(
    inputs,
    *,
    depth: Literal[1, 2] = 1,
    pool: Literal["max"] | list[str] | None = None,
    free: int = 0,
):
    return depth, pool, free


def test_accepts_what_is_listed_and_keeps_the_signature():
    assert model(None) == (1, None, 0)
    assert model(None, depth=2, pool=["max", "max"], free="x") == (2, ["max", "max"], "x")
    assert list(inspect.signature(model).parameters) == ["inputs", "depth", "pool", "free"]


@pytest.mark.parametrize(
    "arguments", [{"depth": 3}, {"depth": True}, {"depth": [1]}, {"depth": None}]
)
def test_refuses_the_rest(arguments):
    with pytest.raises(
        ValueError, match=r"Argument `depth` must be one of 1, 2\. Received: depth="
    ):
        model(None, **arguments)


def test_refuses_one_wrong_item_of_a_list():
    with pytest.raises(ValueError, match="Argument `pool` must be one of 'max'"):
        model(None, pool=["max", "min"])


def test_per_item():
    assert per_item("a", 3, 2, "block") == [3, 3]
    assert per_item("a", [3, 4], 2, "block") == [3, 4]
    with pytest.raises(ValueError, match=r"one value per block \(2\)\. Received: a=\[3\]"):
        per_item("a", [3], 2, "block")
