"""Signatures from source; the truth about every entry is in test_conformance."""

from __future__ import annotations

import pytest

from suite.python_source.bases import bases_of
from suite.python_source.module import read
from suite.python_source.parameter import REQUIRED, SourceText
from suite.python_source.signature import signature

SOURCE = """
from typing import Literal
import elsewhere
Depth = Literal[20, 32]

class Base:
    def __init__(self, rank, units=3, *, name=None, dtype: "str | None" = None, **kwargs):
        if kwargs:
            raise ValueError(kwargs)

class Middle(Base):
    def call(self): ...

class Leaf(Middle):
    def __init__(self, filters, depth: Depth = 20, scale=1 / 3, **kwargs):
        super().__init__(2, name="leaf", **kwargs)

class Explicit(Middle):
    def __init__(self, *args, **options):
        Base.__init__(self, 1, **options)

class Open(Base):
    def __init__(self, **kwargs):
        self.__dict__.update(kwargs)

class Careless(Base):
    def __init__(self, seed=0, **kwargs):
        super().__init__(1)

class Unknown(elsewhere.Thing):
    pass

class Left(Base):
    def __init__(self, left=1, **kwargs):
        super().__init__(rank=1, **kwargs)

class Right(Base):
    def __init__(self, right=1, **kwargs):
        super().__init__(**kwargs)

class Diamond(Left, Right):
    pass

class Plain:
    pass

def function(x, /, alpha=1.0, *args, flag=False, **kwargs): ...
"""


@pytest.fixture
def signatures(tmp_path):
    file = tmp_path / "shapes.py"
    file.write_text(SOURCE)
    definitions = read(file).definitions
    return {name: signature(definition) for name, definition in definitions.items()}


def names(found):
    return [parameter.name for parameter in found.parameters]


def test_kwargs_are_followed_and_bound_arguments_left_out(signatures):
    leaf = signatures["Leaf"]
    assert names(leaf) == ["filters", "depth", "scale", "units", "dtype"]
    assert not leaf.open_ended


def test_an_inherited_constructor(signatures):
    assert names(signatures["Middle"]) == ["rank", "units", "name", "dtype"]
    assert signatures["Middle"].parameters[0].required


def test_an_explicit_call_of_the_base(signatures):
    assert names(signatures["Explicit"]) == ["units", "name", "dtype"]


def test_several_bases_in_pythons_order(signatures, tmp_path):
    assert names(signatures["Diamond"]) == ["left", "right", "units", "name", "dtype"]
    chain = bases_of(read(tmp_path / "shapes.py").definitions["Diamond"])[0]
    assert [one.name for one in chain] == ["Diamond", "Left", "Right", "Base"]


def test_open_ended_where_keywords_are_kept_or_a_base_is_unknown(signatures):
    assert signatures["Open"].open_ended
    assert signatures["Unknown"].open_ended
    assert not signatures["Careless"].open_ended  # it would lose them in silence
    assert not signatures["Plain"].open_ended
    assert signatures["Plain"].parameters == ()


def test_functions(signatures):
    assert names(signatures["function"]) == ["x", "alpha", "flag"]
    assert signatures["function"].open_ended


def test_defaults_and_annotations(signatures):
    filters, depth, scale, units, dtype = signatures["Leaf"].parameters
    assert filters.default is REQUIRED
    assert (depth.default, depth.annotation) == (20, "Literal[20, 32]")
    assert isinstance(scale.default, SourceText)
    assert scale.default == "1 / 3"
    assert (units.default, units.annotation) == (3, None)
    assert dtype.annotation == "str | None"


# Source, its class or function, the names of the parameters, whether more are taken.
ODD = [
    ("def f(): ...", "f", "", False),
    ("def f(*values): ...", "f", "", False),
    ("def f(**options): ...", "f", "", True),
    ("def f(a, /, b, *, c): ...", "f", "a b c", False),
    ("@decorated\ndef f(a): ...", "f", "a", False),
    ("class C: ...", "C", "", False),
    ("class C(object): ...", "C", "", False),
    ("class C:\n    def __init__(self): ...", "C", "", False),
    ("class C:\n    def __init__(this, a): ...", "C", "a", False),
    ("class C:\n    def __init__(self, /, a): ...", "C", "a", False),
    ("class C:\n    def __init__(self, *args, a=1): ...", "C", "a", False),
    ("class C(Exception): ...", "C", "", True),
    ("class C(Missing):\n    def __init__(self, a): ...", "C", "a", False),
    ("class C(Missing):\n    def __init__(self, a, **k): super().__init__(**k)", "C", "a", True),
    ("class C:\n    def __init__(self, a, **k): self.k = k", "C", "a", True),
    ("class C:\n    def __init__(self, a, **k): ...", "C", "a", False),
    ("class C:\n def __init__(self, **k):\n  if k:\n   raise ValueError", "C", "", False),
    ("class C:\n def __init__(self, **k):\n  if k:\n   self.k = k", "C", "", True),
    ("class A:\n    def __init__(self, a): ...\nclass C(A): ...", "C", "a", False),
    ("class A:\n    def __init__(self, a, b=1): ...\n"
     "class C(A):\n    def __init__(self, c, **k): super().__init__(**k)", "C", "c a b", False),
    ("class A:\n    def __init__(self, a, b=1): ...\n"
     "class C(A):\n    def __init__(self, c, **k): super().__init__(c, **k)", "C", "c b", False),
    ("class A:\n    def __init__(self, a, b=1): ...\n"
     "class C(A):\n    def __init__(self, c, **k): super().__init__(b=2, **k)", "C", "c a", False),
    ("class A:\n    def __init__(self, a, b=1): ...\n"
     "class C(A):\n    def __init__(self, *v, **k): super().__init__(*v, **k)", "C", "a b", False),
    ("class A:\n    def __init__(self, a): ...\n"
     "class C(A):\n    def __init__(self, **k): super(C, self).__init__(**k)", "C", "a", False),
    ("class A:\n    def __init__(self, a): ...\n"
     "class C(A):\n    def __init__(self, **k): A.__init__(self, **k)", "C", "a", False),
    ("class A:\n    def __init__(self, a): ...\nclass B:\n    def __init__(self, b): ...\n"
     "class C(A, B):\n    def __init__(self, **k): B.__init__(self, **k)", "C", "b", False),
    ("class A:\n    def __init__(self, name=1): ...\n"
     "class C(A):\n    def __init__(self, name=2, **k): super().__init__(name, **k)",
     "C", "name", False),
]  # fmt: skip


@pytest.mark.parametrize(("source", "name", "expected", "open_ended"), ODD)
def test_odd_but_legal_signatures(tmp_path, source, name, expected, open_ended):
    (tmp_path / "odd.py").write_text(f"{source}\n")
    found = signature(read(tmp_path / "odd.py").definitions[name])
    assert (names(found), found.open_ended) == (expected.split(), open_ended)
