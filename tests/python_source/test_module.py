"""Source files read without running them."""

from __future__ import annotations

import ast
import sys

import pytest

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
