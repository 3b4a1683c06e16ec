"""What annotations accept, and how a message names it."""

from __future__ import annotations

import pytest

from suite.catalog.arguments.annotations import from_annotation

# Annotation, how a message names it.
TEXTS = [
    ("int", "a whole number"),
    ("float", "a number"),
    ("str", "a text"),
    ("bool", "true or false"),
    ("None", "null"),
    ("Path", "a text"),
    ("pathlib.Path", "a text"),
    ("Layer", "a layer as {kind: NAME, ...}"),
    ("keras.layers.Layer", "a layer as {kind: NAME, ...}"),
    ("list", "a list"),
    ("List", "a list"),
    ("typing.Sequence", "a list"),
    ("tuple", "a list"),
    ("dict", "a mapping"),
    ("Mapping[str, int]", "a mapping"),
    ("collections.abc.Mapping", "a mapping"),
    ("int | None", "a whole number or null"),
    ("None | int", "null or a whole number"),
    ("int | float", "a whole number or a number"),
    ("int | int", "a whole number"),
    ("str | Path", "a text"),
    ("int | str | None", "a whole number or a text or null"),
    ("Optional[int]", "a whole number or null"),
    ("typing.Optional[int]", "a whole number or null"),
    ("Union[int, str]", "a whole number or a text"),
    ("Union[int, None]", "a whole number or null"),
    ("Union[int]", "a whole number"),
    ("list[int]", "a list, each item a whole number"),
    ("Sequence[float]", "a list, each item a number"),
    ("list[list[int]]", "a list, each item a list, each item a whole number"),
    ("list[int | None]", "a list, each item a whole number or null"),
    ("list[Thing]", "a list"),
    ("tuple[int, int]", "a list of 2"),
    ("tuple[int, ...]", "a list, each item a whole number"),
    ("tuple[int]", "a list of 1"),
    ("Tuple[int, str, float]", "a list of 3"),
    ("Iterable[str]", "a list, each item a text"),
    ("Literal['same']", "same"),
    ("Literal['same', 'valid']", "one of same, valid"),
    ("Literal[1, 2, None]", "one of 1, 2, null"),
    ("typing.Literal[20]", "20"),
    ("Literal[-1, 0]", "one of -1, 0"),
    ("Literal['auto'] | int", "auto or a whole number"),
    ("Annotated[int, Field(ge=1)]", "a whole number"),
    ("Annotated[list[int], 'note']", "a list, each item a whole number"),
    ("'int'", "a whole number"),
    ("'int | None'", "a whole number or null"),
    ("list['int']", "a list, each item a whole number"),
]


@pytest.mark.parametrize(("annotation", "text"), TEXTS)
def test_how_a_message_names_it(annotation, text):
    assert from_annotation(annotation).text == text


UNCLEAR = [
    "Thing",
    "numpy.ndarray",
    "Callable",
    "Callable[[int], int]",
    "type[Thing]",
    "T",
    "int | Thing",
    "Thing | None",
    "Optional[Thing]",
    "Union[int, Thing]",
    "Any | None",
    "Literal[NAME]",
    "Literal[Color.RED]",
    "int & str",
    "int + str",
    "[int]",
    "(int, str)",
    "lambda: int",
    "int if True else str",
    "f()",
    "int or str",
    "5",
    "'Thing'",
    "''",
    "",
    "int |",
    "list[",
    "1 2",
]


@pytest.mark.parametrize("annotation", UNCLEAR)
def test_what_is_unclear_is_not_checked(annotation):
    assert from_annotation(annotation) is None


@pytest.mark.parametrize("annotation", ["Any", "object", "typing.Any"])
def test_anything_goes(annotation):
    accepts = from_annotation(annotation).accepts
    assert all(map(accepts, (None, 1, 0.5, "a", [], {}, True)))


VALUES = [None, True, 0, 3, 0.5, "a", "", [], [1], ["a"], (1, 2), {}, {"kind": "dense"}]
ACCEPTED = [
    ("int", [0, 3]),
    ("float", [0, 3, 0.5]),
    ("bool", [True]),
    ("str", ["a", ""]),
    ("None", [None]),
    ("list", [[], [1], ["a"], (1, 2)]),
    ("list[int]", [[], [1], (1, 2)]),
    ("list[str]", [[], ["a"]]),
    ("tuple[int, int]", [(1, 2)]),
    ("tuple[int, ...]", [[], [1], (1, 2)]),
    ("tuple[int]", [[1]]),
    ("Mapping", [{}, {"kind": "dense"}]),
    ("Layer", [{"kind": "dense"}]),
    ("int | str", [0, 3, "a", ""]),
    ("bool | None", [None, True]),
    ("Literal['a', 3]", [3, "a"]),
    ("Literal[True]", [True]),
    ("Literal[0]", [0]),
    ("Optional[list[int]]", [None, [], [1], (1, 2)]),
]


@pytest.mark.parametrize(("annotation", "accepted"), ACCEPTED)
def test_each_accepts_these_and_no_other(annotation, accepted):
    accepts = from_annotation(annotation).accepts
    found = [value for value in VALUES if accepts(value)]
    assert found == accepted
    assert [*map(type, found)] == [*map(type, accepted)]


def test_nothing_of_an_annotation_is_run():
    assert from_annotation("__import__('sys').exit(3)") is None
    assert from_annotation("list[__import__('sys').exit(3)]").text == "a list"
