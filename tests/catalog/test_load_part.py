"""Importing the class or function of an entry."""

from __future__ import annotations

from pathlib import Path

import keras
import pytest

from suite.catalog.load_part import load_part
from suite.errors import UserError


@pytest.mark.parametrize(
    ("kind", "module", "attribute", "expected"),
    [
        ("layers", "keras.layers", "Dense", keras.layers.Dense),
        ("activations", "keras.activations", "relu", keras.activations.relu),
        ("data", "json", "loads", __import__("json").loads),
        ("callbacks", "math", "pi", __import__("math").pi),
    ],
)
def test_from_a_module(kind, module, attribute, expected):
    assert load_part(kind, module, attribute, Path("x.py")) is expected


@pytest.mark.parametrize("name", ["parts.py", "parts", "parts.txt"])
def test_from_a_file_whatever_its_ending(tmp_path, name):
    (tmp_path / name).write_text("def make(): return __name__, __file__\n")
    module, file = load_part("data", None, "make", tmp_path / name)()
    assert module.startswith("suite_file_parts_")
    assert file == str(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("x = 1\n", "defines no 'make' when run"),
        ("def make(): ...\ndel make\n", "defines no 'make' when run"),
        ("import nothing_of_this_name\n", r"parts\.py:1: ModuleNotFoundError: No module named"),
        ("def make(:\n", r"parts\.py:1: SyntaxError: "),
        ("x = 1\n\nraise KeyError('a')\n", r"parts\.py:3: KeyError: 'a'"),
        ("def f():\n    return {}['a']\nf()\n", r"parts\.py:2: KeyError: 'a'"),
    ],
)
def test_what_goes_wrong_is_named_with_its_place(tmp_path, content, message):
    (tmp_path / "parts.py").write_text(content)
    with pytest.raises(UserError, match=message):
        load_part("data", None, "make", tmp_path / "parts.py")


@pytest.mark.parametrize("error", ["KeyboardInterrupt", "SystemExit(3)"])
def test_what_ends_a_process_passes_through(tmp_path, error):
    (tmp_path / "parts.py").write_text(f"raise {error}\n")
    with pytest.raises((KeyboardInterrupt, SystemExit)):
        load_part("data", None, "make", tmp_path / "parts.py")


def test_a_module_that_is_not_there(tmp_path):
    with pytest.raises(UserError, match=r"x\.py:1: ModuleNotFoundError: No module named"):
        load_part("data", "nothing_of_this_name", "make", tmp_path / "x.py")
