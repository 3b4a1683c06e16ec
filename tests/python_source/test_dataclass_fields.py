"""Constructors that `@dataclass` makes, against those of running it."""

from __future__ import annotations

import inspect

import pytest

from suite.python_source.dataclass_fields import is_dataclass
from suite.python_source.module import read
from suite.python_source.parameter import REQUIRED, SourceText
from suite.python_source.signature import signature

SOURCE = """
import dataclasses
from dataclasses import KW_ONLY, dataclass, field
from typing import ClassVar

@dataclass
class Plain:
    rate: float
    every: int = 10
    names: list = field(default_factory=list)
    fixed: float = field(default=0.5, repr=False)
    hidden: int = field(init=False, default=3)
    shared: ClassVar[int] = 7
    text = "no field"

    def call(self): ...

@dataclasses.dataclass(order=True)
class Frozen:
    a: int = 1

@dataclass
class Leaf(Frozen):
    b: int = 2
    a: int = 3

class Quiet(Leaf): ...

@dataclass
class Named:
    a: int
    _: KW_ONLY
    b: int = 2

@dataclass(init=False)
class Own:
    a: int = 1

@dataclass
class Written:
    a: int = 1
    def __init__(self, other=2): ...

@dataclass
class Empty: ...

class Bare:
    a: int = 1

@dataclass(kw_only=True, slots=False)
class Keywords:
    a: int
    b: "int | None" = None

class Wrapped(Leaf):
    def __init__(self, extra, **rest):
        super().__init__(a=1, **rest)

class Placed(Leaf):
    def __init__(self, extra, **rest):
        super().__init__(extra, **rest)
"""
NAMES = ["Plain", "Frozen", "Leaf", "Quiet", "Named", "Own", "Written", "Empty", "Bare", "Keywords"]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    file = tmp_path_factory.mktemp("data") / "shapes.py"
    file.write_text(SOURCE)
    return read(file).definitions


@pytest.fixture(scope="module")
def running():
    namespace = {"__name__": __name__}
    exec(compile(SOURCE, "shapes", "exec", dont_inherit=True), namespace)
    return namespace


@pytest.mark.parametrize("name", NAMES)
def test_the_arguments_are_those_of_running_it(found, running, name):
    actual = inspect.signature(running[name]).parameters
    read_off = {one.name: one for one in signature(found[name]).parameters}
    assert [*read_off] == [*actual]
    for one in read_off.values():
        default = actual[one.name].default
        assert one.required is (default is inspect.Parameter.empty)
        if not one.required and not isinstance(one.default, SourceText):
            assert one.default == default


def test_a_constructor_that_hands_on_to_a_dataclass(found):
    for name in ("Wrapped", "Placed"):
        assert [one.name for one in signature(found[name]).parameters] == ["extra", "b"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Plain", True), ("Frozen", True), ("Quiet", False), ("Own", False), ("Bare", False)],
)
def test_what_is_a_dataclass(found, name, expected):
    assert is_dataclass(found[name]) is expected


def test_defaults_and_annotations(found):
    plain = {one.name: one for one in signature(found["Plain"]).parameters}
    assert plain["rate"].default is REQUIRED
    assert (plain["names"].default, plain["fixed"].default) == ("list()", 0.5)
    assert (plain["rate"].annotation, plain["every"].annotation) == ("float", "int")
    keywords = {one.name: one for one in signature(found["Keywords"]).parameters}
    assert keywords["b"].annotation == "int | None"
