"""Options of a function as a type: what `takes` makes of them."""

from __future__ import annotations

import inspect
from typing import Annotated, Literal, TypedDict, get_type_hints

import pytest

from suite.options import Option, takes


class Height(TypedDict, total=False):
    height: Annotated[int, Option(3, "Of the tower.")]


class Tower(Height, total=False):
    roof: Annotated[Literal["flat", "steep"] | None, Option(None, "What ends it. " * 8)]


def tower(ground: str, *, door: bool = True, **options) -> str:
    """Build.

    Args:
        ground: Where.
        door: Whether one can
            go in.

    Raises:
        ValueError: never.
    """
    return f"{ground} {door} {options['height']} {options['roof']}"


built = takes(Tower)(tower)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, "rock True 3 None"),
        ({"height": 5}, "rock True 5 None"),
        ({"door": False, "roof": "flat"}, "rock False 3 flat"),
        ({"height": 0, "roof": "steep", "door": 1}, "rock 1 0 steep"),
    ],
)
def test_the_function_gets_every_option(arguments, expected):
    assert built("rock", **arguments) == expected
    assert built(ground="rock", **arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "keywords", "message"),
    [
        (("rock",), {"heigth": 3}, "got an unexpected keyword argument 'heigth'"),
        (("rock", True), {}, "too many positional arguments"),
        ((), {}, "missing a required argument: 'ground'"),
        (("rock",), {"ground": "sand"}, "multiple values for argument 'ground'"),
        (("rock",), {"options": {}}, "got an unexpected keyword argument 'options'"),
    ],
)
def test_other_arguments_are_refused(arguments, keywords, message):
    with pytest.raises(TypeError, match=f"^{message}$"):
        built(*arguments, **keywords)


def test_the_signature_lists_own_arguments_then_bases_then_the_rest():
    signature = inspect.signature(built)
    assert list(signature.parameters) == ["ground", "door", "height", "roof"]
    assert [one.default for one in signature.parameters.values()][1:] == [True, 3, None]
    kinds = {name: one.kind for name, one in signature.parameters.items()}
    assert kinds.pop("ground") is inspect.Parameter.POSITIONAL_OR_KEYWORD
    assert set(kinds.values()) == {inspect.Parameter.KEYWORD_ONLY}


def test_types_are_those_of_the_fields():
    hints = get_type_hints(built)
    assert hints == {
        "ground": str,
        "door": bool,
        "height": int,
        "roof": Literal["flat", "steep"] | None,
        "return": str,
    }


def test_the_docstring_lists_them_behind_the_own_arguments():
    before, _, rest = inspect.getdoc(built).partition("Args:\n")
    assert before == "Build.\n\n"
    arguments, _, after = rest.partition("\n\n")
    assert arguments.splitlines()[:4] == [
        "    ground: Where.",
        "    door: Whether one can",
        "        go in.",
        "    height: Of the tower.",
    ]
    assert arguments.splitlines()[4].startswith("    roof: What ends it. What ends it.")
    assert all(line.startswith("        What") for line in arguments.splitlines()[5:])
    assert all(len(line) <= 96 for line in arguments.splitlines())
    assert after == "Raises:\n    ValueError: never."


def test_the_function_keeps_its_name_and_place():
    assert (built.__name__, built.__module__) == ("tower", __name__)
    assert inspect.unwrap(built) is tower
    assert "height" not in inspect.signature(tower).parameters


def test_a_default_is_the_one_object_of_the_option():
    class Lists(TypedDict, total=False):
        widths: Annotated[list[int], Option([128], "Of each layer.")]

    @takes(Lists)
    def function(**options):
        return options["widths"]

    assert function() == [128]
    assert function(widths=[]) == []


def test_a_type_without_options_changes_nothing_but_the_keywords():
    class Nothing(TypedDict, total=False):
        pass

    @takes(Nothing)
    def function(x, **options):
        return x, options

    assert function(1) == (1, {})
    with pytest.raises(TypeError, match="unexpected keyword"):
        function(1, y=2)
