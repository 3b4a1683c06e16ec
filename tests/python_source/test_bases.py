"""Base classes in Python's order, and what classes say in their bodies."""

from __future__ import annotations

import ast

import pytest

from suite.python_source.bases import bases_of, class_attribute, method
from suite.python_source.module import read

HIERARCHY = """
import abc
import elsewhere
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")

class A: ...
class B(A): ...
class C(A): ...
class D(B, C): ...
class E(C, B): ...
class F(object): ...
class G(abc.ABC): ...
class H(Generic[T]): ...
class I(Protocol): ...
class J(A, metaclass=abc.ABCMeta): ...
class K(elsewhere.Thing): ...
class L(D, K): ...
class M(Undefined): ...
class N(make_base()): ...
class O(H[int]): ...
class P(P): ...
"""


@pytest.fixture
def classes(tmp_path):
    file = tmp_path / "classes.py"
    file.write_text(HIERARCHY)
    return read(file).definitions


@pytest.mark.parametrize(
    ("name", "chain"),
    [
        ("A", "A"),
        ("B", "BA"),
        ("D", "DBCA"),
        ("E", "ECBA"),
        ("F", "F"),
        ("G", "G"),
        ("H", "H"),
        ("J", "JA"),
        ("K", "K"),
        ("L", "LDBCAK"),
        ("P", "P"),
    ],
)
def test_the_order_is_pythons(classes, name, chain):
    assert "".join(one.name for one in bases_of(classes[name])[0]) == chain


@pytest.mark.parametrize(
    ("name", "complete"),
    [
        *((name, True) for name in "ABCDEFGHIJ"),
        *((name, False) for name in "KLMNOP"),
    ],
)
def test_whether_every_base_was_found(classes, name, complete):
    assert bases_of(classes[name])[1] is complete


def test_the_order_is_that_of_running_it(classes):
    source = HIERARCHY.partition("class F")[0].replace("import elsewhere", "")
    namespace = {}
    exec(source, namespace)
    for name in "ABCDE":
        running = [one.__name__ for one in namespace[name].__mro__[:-1]]
        assert [one.name for one in bases_of(classes[name])[0]] == running


BODIES = """
class Base:
    link = "softmax"
    full_batch: bool
    several = one = 3
    def __init__(self): self.late = 1

class Leaf(Base):
    link: str = "sigmoid"
    computed = 1 + 2
    (left, right) = 1, 2
    if True:
        inside = 1

def function(): ...
"""


@pytest.fixture
def bodies(tmp_path):
    file = tmp_path / "bodies.py"
    file.write_text(BODIES)
    return read(file).definitions


@pytest.mark.parametrize(
    ("name", "attribute", "value"),
    [
        ("Base", "link", "'softmax'"),
        ("Leaf", "link", "'sigmoid'"),
        ("Leaf", "several", "3"),
        ("Leaf", "one", "3"),
        ("Leaf", "computed", "1 + 2"),
        ("Leaf", "full_batch", None),
        ("Leaf", "late", None),
        ("Leaf", "left", None),
        ("Leaf", "inside", None),
        ("Leaf", "missing", None),
    ],
)
def test_attributes_of_a_class_and_its_bases(bodies, name, attribute, value):
    found = class_attribute(bases_of(bodies[name])[0], attribute)
    assert (None if found is None else ast.unparse(found)) == value


def test_the_constructor_is_kept_and_other_methods_are_names(bodies, tmp_path):
    assert method(bodies["Base"], "__init__").name == "__init__"
    assert method(bodies["Leaf"], "__init__") is None
    assert method(bodies["function"], "__init__") is None
    file = tmp_path / "methods.py"
    file.write_text("class A:\n    def call(self): ...\n    async def later(self): ...\n")
    [definition] = read(file).definitions.values()
    assert method(definition, "call") is None
    assert definition.methods == {"call"}


def test_a_function_has_no_bases_and_a_class_no_arguments(bodies):
    assert bodies["function"].bases == []
    assert bodies["function"].arguments is not None
    assert bodies["Leaf"].arguments is None
    assert [ast.unparse(base) for base in bodies["Leaf"].bases] == ["Base"]
