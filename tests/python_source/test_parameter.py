"""Parameters as their source writes them."""

from __future__ import annotations

import ast

import pytest

from suite.python_source.module import read
from suite.python_source.parameter import (
    REQUIRED,
    Parameter,
    SourceText,
    annotation_text,
    parameters_of,
    value_of,
)


def parameters(tmp_path, signature, before=""):
    """The parameters of `def f(<signature>)` in a file."""
    file = tmp_path / "f.py"
    file.write_text(f"{before}\ndef f({signature}): ...\n")
    module = read(file)
    return list(parameters_of(module.definitions["f"].arguments, module))


@pytest.mark.parametrize(
    ("signature", "names"),
    [
        ("", []),
        ("a", ["a"]),
        ("a, b=1", ["a", "b"]),
        ("a, /, b", ["a", "b"]),
        ("a=1, /, b=2", ["a", "b"]),
        ("*, a", ["a"]),
        ("a, *, b=1, c", ["a", "b", "c"]),
        ("*rest", []),
        ("**rest", []),
        ("a, *rest, b=1, **more", ["a", "b"]),
        ("a, /, b, *, c", ["a", "b", "c"]),
        ("größe=1", ["größe"]),
    ],
)
def test_names_in_their_order_without_what_is_gathered(tmp_path, signature, names):
    assert [one.name for one in parameters(tmp_path, signature)] == names


@pytest.mark.parametrize(
    ("signature", "required"),
    [
        ("a, b=1", ["a"]),
        ("a, /, b=None", ["a"]),
        ("*, a, b=2", ["a"]),
        ("a, b=1, *, c, d=4", ["a", "c"]),
        ("a=1, *rest, b", ["b"]),
        ("a=None", []),
    ],
)
def test_what_has_no_default_is_required(tmp_path, signature, required):
    assert [one.name for one in parameters(tmp_path, signature) if one.required] == required


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("1", 1),
        ("-1", -1),
        ("1e-7", 1e-7),
        ("1_000", 1000),
        ("0x10", 16),
        ("True", True),
        ("None", None),
        ("'same'", "same"),
        ("'a' 'b'", "ab"),
        ("b'x'", b"x"),
        ("(1, 1)", (1, 1)),
        ("()", ()),
        ("[0.5, 'a']", [0.5, "a"]),
        ("{'a': 1}", {"a": 1}),
        ("{1, 2}", {1, 2}),
        ("...", ...),
        ("1 + 2j", 1 + 2j),
    ],
)
def test_literals_are_their_values(source, value):
    found = value_of(ast.parse(source, mode="eval").body)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "source",
    [
        "1 / 3",
        "epsilon()",
        "math.inf",
        "float('inf')",
        "NAME",
        "[x for x in range(3)]",
        "lambda x: x",
        "f'{a}'",
        "{'a': b}",
        "not True",
    ],
)
def test_what_is_no_literal_is_its_text(source):
    found = value_of(ast.parse(source, mode="eval").body)
    assert isinstance(found, SourceText)
    assert ast.unparse(ast.parse(source)) == found


def test_a_text_of_the_source_is_no_default_text():
    """A message shows `epsilon()` without quotes, and a text with them."""
    assert value_of(ast.parse("'epsilon()'", mode="eval").body) == "epsilon()"
    assert not isinstance(value_of(ast.parse("'epsilon()'", mode="eval").body), SourceText)


@pytest.mark.parametrize(
    ("before", "annotation", "text"),
    [
        ("", "int", "int"),
        ("", "int | None", "int | None"),
        ("", "'int | None'", "int | None"),
        ("", "list['int']", "list['int']"),
        ("Depth = Literal[1, 2]", "Depth", "Literal[1, 2]"),
        ("Depth = Literal[1, 2]", "Depth | None", "Literal[1, 2] | None"),
        ("Depth = Literal[1, 2]", "Sequence[Depth]", "Sequence[Literal[1, 2]]"),
        ("Depth = Literal[1, 2]", "'Depth'", "Depth"),
        ("Number = int | float", "Number", "int | float"),
        ("Number: TypeAlias = int | float", "Number", "int | float"),
        ("Size = int", "Size", "Size"),
        ("T = TypeVar('T')", "T", "T"),
        ("Deep = Literal[1]\nWide = list[Deep]", "Wide", "list[Deep]"),
    ],
)
def test_annotations_with_the_module_s_own_aliases_spelt_out(tmp_path, before, annotation, text):
    [found] = parameters(tmp_path, f"a: {annotation}", before)
    assert found.annotation == text


def test_no_annotation_is_none(tmp_path):
    assert [one.annotation for one in parameters(tmp_path, "a, b=1")] == [None, None]
    file = tmp_path / "f.py"
    assert annotation_text(None, read(file)) is None


def test_a_required_parameter_says_so():
    assert repr(REQUIRED) == "REQUIRED"
    assert Parameter("a").required
    assert not Parameter("a", None).required
    assert Parameter("a", 1) == Parameter("a", 1)
