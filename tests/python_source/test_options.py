"""Arguments behind `**options: Unpack[SomeTypedDict]`."""

from __future__ import annotations

import ast

import pytest

from suite.python_source.module import read
from suite.python_source.options import option_fields
from suite.python_source.signature import signature

SOURCE = """
from typing import Annotated, TypedDict
from typing_extensions import Unpack

class Shared(TypedDict, total=False):
    depth: Annotated[int, Option(20, "how many layers.")]
    norm: Annotated[str | None, Option("batch", "of the blocks.")]

class More(Shared):
    width: Annotated[float, Option(1 / 3, "of each.")]
    note: int
    plain: Annotated[int, "no option"]

def net(inputs, classes, **options: Unpack[Shared]): ...
def wide(inputs, classes, kernel=3, **options: Unpack[More]): ...
def loose(inputs, **options: int): ...
def looser(inputs, **options): ...
def none(inputs): ...
def unknown(inputs, **options: Unpack[Elsewhere]): ...
def other(inputs, **options: Pack[Shared]): ...
class Net:
    def __init__(self, **options: Unpack[Shared]): ...
"""


@pytest.fixture
def definitions(tmp_path):
    (tmp_path / "nets.py").write_text(SOURCE)
    return read(tmp_path / "nets.py").definitions


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("net", ["depth", "norm"]),
        ("wide", ["depth", "norm", "width"]),
        *((name, []) for name in ("loose", "looser", "none", "unknown", "other", "Net")),
    ],
)
def test_the_fields_of_bases_come_first(definitions, name, fields):
    assert [one.name for one in option_fields(definitions[name])] == fields


def test_a_field_says_its_type_its_default_and_what_it_is(definitions):
    depth, norm, width = option_fields(definitions["wide"])
    assert [ast.unparse(one.annotation) for one in (depth, norm, width)] == [
        "int",
        "str | None",
        "float",
    ]
    assert [ast.unparse(one.default) for one in (depth, norm, width)] == ["20", "'batch'", "1 / 3"]
    assert [one.text for one in (depth, norm, width)] == [
        "how many layers.",
        "of the blocks.",
        "of each.",
    ]


@pytest.mark.parametrize(
    ("name", "parameters", "open_ended"),
    [
        ("net", ["inputs", "classes", "depth", "norm"], False),
        ("wide", ["inputs", "classes", "kernel", "depth", "norm", "width"], False),
        ("loose", ["inputs"], True),
        ("none", ["inputs"], False),
        ("unknown", ["inputs"], True),
    ],
)
def test_a_signature_has_them_as_its_own(definitions, name, parameters, open_ended):
    found = signature(definitions[name])
    assert [one.name for one in found.parameters] == parameters
    assert found.open_ended is open_ended


def test_their_defaults_are_values(definitions):
    found = {one.name: one.default for one in signature(definitions["wide"]).parameters}
    assert (found["depth"], found["norm"], found["width"]) == (20, "batch", "1 / 3")
