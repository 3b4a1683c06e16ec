"""Importing a user's file."""

from __future__ import annotations

import sys

import pytest

from suite.catalog import Catalog, Doors
from suite.errors import UserError


def load(folder, name="thing"):
    return Catalog(Doors(folder)).find("data", f"./code.py:{name}").load()


def test_the_module_has_a_name_of_its_own_and_stays(tmp_path):
    (tmp_path / "code.py").write_text("def thing(): ...\n")
    thing = load(tmp_path)
    assert thing.__module__ != "code"
    assert sys.modules[thing.__module__].thing is thing
    assert load(tmp_path) is thing


def test_files_of_one_name_do_not_meet(tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "code.py").write_text("def thing(): return 1\n")
    (tmp_path / "other" / "code.py").write_text("def thing(): return 2\n")
    assert (load(tmp_path)(), load(tmp_path / "other")()) == (1, 2)


def test_a_changed_file_is_run_again(tmp_path):
    (tmp_path / "code.py").write_text("def thing(): return 1\n")
    assert load(tmp_path)() == 1
    (tmp_path / "code.py").write_text("def thing(): return 'changed'\n")
    assert load(tmp_path)() == "changed"


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("def thing(): ...\n1 / 0\n", 2, "ZeroDivisionError: division by zero"),
        ("import no_such_module\ndef thing(): ...\n", 1, "ModuleNotFoundError: No module named"),
        ("def f():\n    int('x')\ndef thing(): ...\nf()\n", 2, "ValueError: invalid literal"),
    ],
)
def test_errors_at_import_name_the_users_line(tmp_path, content, line, message):
    (tmp_path / "code.py").write_text(content)
    before = set(sys.modules)
    with pytest.raises(UserError, match=rf"code\.py:{line}: {message}") as caught:
        load(tmp_path)
    assert caught.value.__cause__ is not None
    assert not [name for name in set(sys.modules) - before if name.startswith("suite_file")]


def test_a_name_that_running_takes_away(tmp_path):
    (tmp_path / "code.py").write_text("def thing(): ...\ndel thing\n")
    with pytest.raises(UserError, match="defines no 'thing' when run"):
        load(tmp_path)


def test_ctrl_c_is_not_swallowed(tmp_path):
    (tmp_path / "code.py").write_text("def thing(): ...\nraise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        load(tmp_path)
