"""Source files read without running them."""

from __future__ import annotations

import ast
import sys

import pytest

from suite.python_source.bases import bases_of
from suite.python_source.module import SourceError, locate, module_file, read


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package that raises as soon as anything of it is imported."""
    folder = tmp_path / "tree_of_names"
    (folder / "inner").mkdir(parents=True)
    (folder / "__init__.py").write_text(
        "raise RuntimeError('imported')\nfrom .inner import Deep as Renamed\nimport os.path\n"
    )
    (folder / "inner" / "__init__.py").write_text("from ..base import Deep\n")
    (folder / "base.py").write_text(
        "from typing import Literal\n"
        "Depth = Literal[1, 2]\n"
        "if True:\n    class Deep: pass\nelse:\n    class Deep(Exception): pass\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    return folder


def test_follows_relative_reexports_without_importing(package):
    found = locate("tree_of_names.Renamed")
    assert found.name == "Deep"
    assert found.is_class
    assert found.module.file == package / "base.py"
    assert not [name for name in sys.modules if name.startswith("tree_of_names")]


def test_an_overload_is_no_definition(tmp_path):
    (tmp_path / "net.py").write_text(
        "import typing\n@typing.overload\ndef net(x: int) -> int: ...\n"
        "@typing.overload\ndef net(x: str) -> str: ...\ndef net(x):\n    'The real one.'\n"
    )
    assert ast.get_docstring(read(tmp_path / "net.py").definitions["net"].node) == "The real one."


def test_the_first_branch_wins(package):
    assert locate("tree_of_names.base.Deep").node.bases == []


def test_type_aliases_are_found_through_imports(package):
    (package / "user.py").write_text("from tree_of_names.base import Depth\nName = 3\n")
    module = read(package / "user.py", "tree_of_names.user")
    assert ast.unparse(module.alias("Depth")) == "Literal[1, 2]"
    assert module.alias("Name") is None
    assert module.alias("nothing") is None


def test_what_is_not_there_is_none(package):
    assert locate("tree_of_names.Nothing") is None
    assert locate("no_such_package.Thing") is None
    assert locate("os.path.join") is None
    assert module_file("tree_of_names.nothing") is None
    assert module_file("__main__.x") is None


def test_a_cycle_of_imports_ends(package):
    (package / "a.py").write_text("from tree_of_names.b import X\n")
    (package / "b.py").write_text("from tree_of_names.a import X\n")
    assert locate("tree_of_names.a.X") is None


def test_a_module_written_later_is_found(package):
    assert module_file("tree_of_names.later") is None
    (package / "later.py").write_text("")
    assert module_file("tree_of_names.later") == package / "later.py"


def test_a_changed_file_is_read_again(tmp_path):
    file = tmp_path / "cell.py"
    file.write_text("def before(): pass\n")
    assert list(read(file).definitions) == ["before"]
    file.write_text("def after_the_change(): pass\n")
    assert list(read(file).definitions) == ["after_the_change"]


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"x = 1\ndef f(:\n", 2), (b"\xff\xfe\x00", 1), (b"a = '\x00'", 1)],
)
def test_unreadable_files_are_named_with_their_line(tmp_path, content, line):
    file = tmp_path / "bad.py"
    file.write_bytes(content)
    with pytest.raises(SourceError, match=rf"bad\.py:{line}: "):
        read(file)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"none\.py"):
        read(tmp_path / "none.py")


def test_a_class_keeps_docstring_attributes_and_constructor(tmp_path):
    file = tmp_path / "m.py"
    file.write_text(
        "class A:\n    'doc'\n    flag: bool = True\n    def __init__(self, a): self.a = a\n"
        "    def call(self): ...\n    class Inner: ...\n"
    )
    body = read(file).definitions["A"].node.body
    assert [type(one) for one in body] == [ast.Expr, ast.AnnAssign, ast.FunctionDef]
    assert len(body[-1].body) == 1


def test_names_that_the_text_does_not_show(tmp_path):
    file = tmp_path / "m.py"
    file.write_text("from os import *\n")
    assert read(file).has_unseen_names
    file.write_text("def __getattr__(name): return 1\n")
    assert read(file).has_unseen_names
    file.write_text("x = 1\n")
    assert not read(file).has_unseen_names


def test_names_behind_stars(package):
    (package / "parts.py").write_text("class Part: ...\nclass _Own: ...\n")
    (package / "more.py").write_text("from tree_of_names.parts import *\nclass More(Part): ...\n")
    (package / "all.py").write_text("from .parts import *\nfrom .more import *\n")
    assert locate("tree_of_names.all.More").module.file == package / "more.py"
    assert locate("tree_of_names.all.Part").module.file == package / "parts.py"
    assert locate("tree_of_names.all._Own") is None
    assert locate("tree_of_names.all.Nothing") is None
    assert [one.name for one in bases_of(locate("tree_of_names.all.More"))[0]] == ["More", "Part"]


def test_of_several_stars_the_last_counts(package):
    for name in ("first", "last"):
        (package / f"{name}.py").write_text("class Part: ...\n")
    (package / "both.py").write_text("from .first import *\nfrom .last import *\n")
    assert locate("tree_of_names.both.Part").module.file == package / "last.py"


def test_a_circle_of_stars_ends(package):
    (package / "round.py").write_text("from .about import *\nfrom .round import *\n")
    (package / "about.py").write_text("from .round import *\nfrom .about import *\n")
    assert locate("tree_of_names.round.Nothing") is None


@pytest.mark.parametrize(
    ("source", "name", "target"),
    [
        ("import os", "os", "os"),
        ("import os.path", "os", "os"),
        ("import os.path as p", "p", "os.path"),
        ("from os import path", "path", "os.path"),
        ("from os import path as p", "p", "os.path"),
        ("from . import part", "part", "tree_of_names.part"),
        ("from .inner import Deep", "Deep", "tree_of_names.inner.Deep"),
        ("from .inner import Deep as D", "D", "tree_of_names.inner.Deep"),
        ("try:\n    import fast as m\nexcept ImportError:\n    import slow as m", "m", "fast"),
        ("if True:\n    import a as m\nelse:\n    import b as m", "m", "a"),
        ("with x:\n    import a as m", "m", "a"),
        ("from __future__ import annotations\nimport a", "a", "a"),
    ],
)
def test_what_names_stand_for(package, source, name, target):
    (package / "user.py").write_text(f"{source}\n")
    assert read(package / "user.py", "tree_of_names.user").imports[name] == target


def test_a_relative_import_outside_any_package_tells_nothing(tmp_path):
    (tmp_path / "m.py").write_text("from . import a\nfrom .b import c\nfrom .d import *\n")
    module = read(tmp_path / "m.py")
    assert (module.imports, module.stars) == ({}, [])


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(): ...\nclass C: ...\n", ["f", "C"]),
        ("@decorated\ndef f(): ...\n@dataclass(frozen=True)\nclass C: ...\n", ["f", "C"]),
        ("async def f(): ...\n", []),
        ("f = lambda x: x\n", []),
        ("def f(a): ...\ndef f(a, b): ...\n", ["f"]),
        ("def outer():\n    def inner(): ...\n", ["outer"]),
        ("class C:\n    class Inner: ...\n", ["C"]),
        ("try:\n    def f(): ...\nfinally:\n    def g(): ...\n", ["f", "g"]),
        ("for i in range(3):\n    def f(): ...\n", []),
        ("if a:\n    pass\nelif b:\n    def f(): ...\nelse:\n    def g(): ...\n", ["f", "g"]),
        ("match a:\n    case 1:\n        def f(): ...\n", []),
        ("", []),
        ("# nothing but a comment", []),
        ('"""A docstring."""\n', []),
    ],
)
def test_what_a_module_defines(tmp_path, source, names):
    (tmp_path / "m.py").write_text(source)
    assert list(read(tmp_path / "m.py").definitions) == names


@pytest.mark.parametrize(
    "content",
    [
        b"x = 1\r\ndef f():\r\n    ...\r\n",
        b"\xef\xbb\xbfdef f(): ...\n",
        b"# coding: latin-1\nname = '\xe9'\ndef f(): ...\n",
        b"# -*- coding: utf-8 -*-\ndef f(): ...\n",
        "größe = 1\ndef f(): ...\n".encode(),
        b"def f(): ...\n\x0c\nx = 1\n",
        b"\tx = 1\n".lstrip() + b"def f(): ...",
        b"def f():\n\t...\n",
    ],
)
def test_line_ends_marks_and_encodings(tmp_path, content):
    (tmp_path / "m.py").write_bytes(content)
    assert "f" in read(tmp_path / "m.py").definitions


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"def f(:\n", 1),
        (b"x = 1\n  y = 2\n", 2),
        (b"x = (\n\n", 1),
        (b"print 'a'\n", 1),
        (b"if True:\nx = 1\n", 2),
        (b'"""never closed\n', 1),
        (b"\r\n\r\nx = = 1\r\n", 3),
        (b"x = 1\n\ny = \xff\n", 3),
        (b"# coding: nonsense\nx = 1\n", 1),
    ],
)
def test_syntax_errors_have_their_line(tmp_path, content, line):
    (tmp_path / "bad.py").write_bytes(content)
    with pytest.raises(SourceError, match=rf"bad\.py:{line}: "):
        read(tmp_path / "bad.py")


def test_a_folder_is_no_source(tmp_path):
    (tmp_path / "m.py").mkdir()
    with pytest.raises(SourceError, match=r"m\.py:1: cannot be read as Python source"):
        read(tmp_path / "m.py")


@pytest.mark.parametrize(
    ("source", "name", "text"),
    [
        ("Depth = Literal[1, 2]", "Depth", "Literal[1, 2]"),
        ("Depth: TypeAlias = Literal[1, 2]", "Depth", "Literal[1, 2]"),
        ("A = B = int | None", "B", "int | None"),
        ("Depth = 3", "Depth", None),
        ("Depth = int", "Depth", None),
        ("Depth: int", "Depth", None),
        ("Depth, Width = Literal[1], Literal[2]", "Depth", None),
        ("from os import PathLike", "PathLike", None),
    ],
)
def test_type_aliases(tmp_path, source, name, text):
    (tmp_path / "m.py").write_text(f"{source}\n")
    found = read(tmp_path / "m.py").alias(name)
    assert (None if found is None else ast.unparse(found)) == text


@pytest.mark.skipif(sys.version_info < (3, 12), reason="younger syntax")
@pytest.mark.parametrize("source", ["type Depth = Literal[1, 2]", "type Depth[T] = Literal[1, 2]"])
def test_type_statements(tmp_path, source):
    (tmp_path / "m.py").write_text(f"{source}\ndef f[T](a: Depth, b: T): ...\n")
    module = read(tmp_path / "m.py")
    assert ast.unparse(module.alias("Depth")) == "Literal[1, 2]"
    assert [one.arg for one in module.definitions["f"].arguments.args] == ["a", "b"]
