"""Types of the user's own by name."""

from __future__ import annotations

import collections
import dataclasses
import enum
import sys

import pytest

from suite.diagnostics.state import named_types
from tests.diagnostics.state import values
from tests.diagnostics.state.values import (
    Best,
    Bits,
    Color,
    Frozen,
    Helper,
    Odd,
    Outer,
    Pair,
    Point,
)

HERE = values.HERE


class Slotted:
    __slots__ = ("a",)


class BelowSlots(Slotted):
    pass


class Reduced:
    def __reduce_ex__(self, protocol):
        return (Reduced, ())


class MadeElsewhere:
    def __new__(cls):
        return object.__new__(cls)


class Plain:
    pass


class BelowPlain(Plain):
    pass


class BelowForeign(collections.UserDict):
    pass


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Best, True),
        (Frozen, True),
        (Outer.Inner, True),
        (Point, True),
        (Pair, True),
        (Color, True),
        (Bits, True),
        (Helper, False),
        (tuple, False),
        (dict, False),
        (int, False),
    ],
)
def test_what_can_be_taken_apart(kind, expected):
    assert named_types.is_named_type(kind) is expected


@pytest.mark.parametrize(
    ("kind", "home", "name"),
    [
        (Best, HERE, [".", "Best"]),
        (Best, "another", [HERE, "Best"]),
        (Outer.Inner, HERE, [".", "Outer.Inner"]),
        (Color, HERE, [".", "Color"]),
        (dataclasses.make_dataclass("Local", ["x"]), HERE, None),
        (enum.Enum("Functional", "A B"), HERE, None),
    ],
)
def test_the_name_of_a_type(kind, home, name):
    assert named_types.name_of(kind, home) == name


@pytest.mark.parametrize(
    ("name", "home", "found"),
    [
        ([".", "Best"], HERE, Best),
        ([HERE, "Best"], "anywhere", Best),
        ([".", "Outer.Inner"], HERE, Outer.Inner),
        ([".", "Outer"], HERE, None),  # neither dataclass nor tuple nor enum
        ([".", "Helper"], HERE, None),
        ([".", "Nothing"], HERE, None),
        ([".", "Outer.Nothing.At.All"], HERE, None),
        ([".", "Best"], "never.imported", None),
        (["never.imported", "Best"], HERE, None),
        (["builtins", "print"], HERE, None),
        (["os", "system"], HERE, None),
        ([".", "HERE"], HERE, None),
    ],
)
def test_a_type_is_found_among_what_is_imported(name, home, found):
    assert named_types.find(name, home) is found


def test_nothing_is_imported_to_find_a_type():
    assert "this" not in sys.modules
    assert named_types.find(["this", "s"], HERE) is None
    assert "this" not in sys.modules


@pytest.mark.parametrize(
    ("name", "home", "found"),
    [
        ([".", "Helper"], HERE, Helper),
        ([HERE, "Helper"], HERE, Helper),
        ([HERE, "Helper"], __name__, None),  # of another file than the callback's
        ([".", "Best"], HERE, None),
        ([".", "Odd"], HERE, None),
    ],
)
def test_a_plain_class_is_found_in_the_callbacks_own_file_only(name, home, found):
    assert named_types.find(name, home, plain=True) is found


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Plain, True),
        (BelowPlain, True),
        (Helper, True),
        (Slotted, False),
        (BelowSlots, False),
        (Reduced, False),
        (MadeElsewhere, False),
        (BelowForeign, False),
        (Odd, False),
        (Best, False),
        (Color, False),
    ],
)
def test_whose_objects_are_in_their_attributes(kind, expected):
    assert named_types.is_plain_class(kind) is expected


@pytest.mark.parametrize(
    ("value", "home", "expected"),
    [
        (Helper(), HERE, True),
        (Helper(), __name__, False),
        (Plain(), __name__, True),
        (Best(1), HERE, False),
        (3, HERE, False),
        (Helper, HERE, False),
    ],
)
def test_a_plain_object_of_the_callbacks_own_file(value, home, expected):
    assert named_types.is_plain_object(value, home) is expected


def test_the_parts_of_a_dataclass():
    best = Best(3)
    best.beside = "not a field"
    parts = {"epoch": 3, "seen": set(), "color": Color.RED, "beside": "not a field"}
    assert named_types.parts_of(best) == parts
    assert named_types.parts_of(Frozen((1,))) == {"at": (1,)}


def test_a_field_that_was_never_set_is_no_part():
    empty = object.__new__(Best)
    empty.epoch = 1
    assert named_types.parts_of(empty) == {"epoch": 1, "color": Color.RED}


@pytest.mark.parametrize("kind", [Frozen])
def test_frozen_ones_and_slots_are_put_together_too(kind):
    value = named_types.assemble(kind, {"at": (1, 2)})
    assert value == kind((1, 2))


def test_no_constructor_runs():
    assert named_types.assemble(Best, {"epoch": -1}).epoch == -1
