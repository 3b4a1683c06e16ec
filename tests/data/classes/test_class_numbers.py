"""Which class a name or a number in a recipe means."""

from __future__ import annotations

import pytest

from suite.catalog import ComponentError
from suite.data.classes.class_numbers import class_numbers

ANIMALS = ("cat", "dog", "caf\u00e9")
ONE_TO_THREE = ("1", "2", "3")
# Class names, key -> number.
FOUND = [
    (ANIMALS, "cat", 0),
    (ANIMALS, "dog", 1),
    (ANIMALS, "cafe\u0301", 2),
    (ANIMALS, "0", 0),
    (ANIMALS, "2", 2),
    (ANIMALS, "02", 2),
    (ONE_TO_THREE, "1", 0),
    (ONE_TO_THREE, "3", 2),
    (ONE_TO_THREE, "0", 0),
    (("a", "a"), "a", 0),
    (("", "x"), "", 0),
]


@pytest.mark.parametrize(("names", "key", "number"), FOUND)
def test_a_name_comes_before_a_number(names, key, number):
    assert class_numbers("class_weights", {key: 2.5}, names) == {number: (key, 2.5)}


def test_nothing_is_nothing():
    assert class_numbers("class_weights", {}, ANIMALS) == {}


def test_several_stay_in_the_order_of_the_recipe():
    found = class_numbers("class_counts", {"dog": 1, "cat": 2, "2": 3}, ANIMALS)
    assert list(found.items()) == [(1, ("dog", 1)), (0, ("cat", 2)), (2, ("2", 3))]


UNKNOWN = {
    "dgo": "no such class; did you mean 'dog'? the classes are cat, dog, caf\u00e9, or 0 to 2",
    "Cat": "no such class; did you mean 'cat'? the classes are cat, dog, caf\u00e9, or 0 to 2",
    "zebra": "no such class; the classes are cat, dog, caf\u00e9, or 0 to 2",
    "3": "no such class; the classes are cat, dog, caf\u00e9, or 0 to 2",
    "-1": "no such class; the classes are cat, dog, caf\u00e9, or 0 to 2",
    "1.0": "no such class; the classes are cat, dog, caf\u00e9, or 0 to 2",
    " 1": "no such class; the classes are cat, dog, caf\u00e9, or 0 to 2",
}


@pytest.mark.parametrize("written", UNKNOWN)
def test_a_class_that_is_not_there(written):
    with pytest.raises(ComponentError) as caught:
        class_numbers("class_weights", {"cat": 1, written: 2}, ANIMALS)
    assert caught.value.path == ("class_weights", written)
    assert str(caught.value) == UNKNOWN[written]


def test_of_many_classes_ten_are_shown():
    names = [f"c{number}" for number in range(200)]
    with pytest.raises(ComponentError) as caught:
        class_numbers("class_counts", {"zebra": 1}, names)
    shown = ", ".join(names[:10])
    assert str(caught.value) == f"no such class; the classes are {shown}, ..., or 0 to 199"


@pytest.mark.parametrize(
    ("names", "first", "second"),
    [(ANIMALS, "cat", "0"), (ANIMALS, "1", "dog"), (ANIMALS, "caf\u00e9", "cafe\u0301")],
)
def test_a_class_that_is_named_twice(names, first, second):
    with pytest.raises(ComponentError) as caught:
        class_numbers("class_weights", {first: 1, second: 2}, names)
    assert caught.value.path == ("class_weights", second)
    assert str(caught.value) == f"is the class that `{first}` names too; keep one of the two"
