"""The user's callbacks beside the shipped ones."""

from __future__ import annotations

import pytest

from suite.catalog import Doors
from suite.catalog.kinds import KINDS
from suite.catalog.names.plugins import could_define, existing_folders, file_entries
from suite.catalog.names.rooms import room_files
from suite.catalog.names.shadowing import callback_files, clash
from suite.errors import UserError

CALLBACKS = KINDS["callbacks"]
CALLBACK = "import keras\nclass {}(keras.callbacks.Callback): ...\n"
MINE = CALLBACK.format("Mine")


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "callbacks").mkdir()
    return tmp_path


def written(folder, name, content=MINE):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content)
    return folder / name


def test_nearest_first_and_each_once(here):
    own = written(here / "callbacks", "own.py")
    beside = written(here / "recipes" / "callbacks", "beside.py")
    extra = written(here / "extra", "extra.py")
    doors = Doors(here / "recipes", (here / "extra",))
    assert callback_files(CALLBACKS, doors) == [extra, beside, own]
    assert callback_files(CALLBACKS, Doors(here)) == [own]
    assert callback_files(CALLBACKS, Doors(None, (here / "callbacks",))) == [own]


@pytest.mark.parametrize("kind", [name for name in KINDS if name != "callbacks"])
def test_other_kinds_have_no_plugins(here, kind):
    written(here / "callbacks", "own.py")
    assert callback_files(KINDS[kind], Doors()) == []


@pytest.mark.parametrize("name", ["_own.py", "own.txt", "own.pyc", ".own"])
def test_files_that_are_no_plugins(here, name):
    written(here / "callbacks", name)
    assert callback_files(CALLBACKS, Doors()) == []


def test_copies_of_shipped_files_are_nobody_s(here):
    shipped = next(file for file in room_files(CALLBACKS) if file.name == "dead_neurons.py")
    copy = written(here / "callbacks", "dead_neurons.py", shipped.read_text("utf-8"))
    assert callback_files(CALLBACKS, Doors()) == []
    copy.write_text(copy.read_text("utf-8") + "\n# mine now\n")
    assert callback_files(CALLBACKS, Doors()) == [copy]
    assert callback_files(CALLBACKS, Doors(None, (shipped.parent,))) == [copy]


def test_a_name_of_a_shipped_one_is_refused_unless_its_folder_is_given(here):
    file = written(here / "callbacks", "own.py", CALLBACK.format("DeadNeurons"))
    [entry] = file_entries(file)
    message = clash(CALLBACKS, entry, Doors())
    assert message.startswith(f"dead_neurons is in {file} and is a callback of the suite, in ")
    assert message.endswith(f"to prefer it: --plugins {file.parent}")
    assert clash(CALLBACKS, entry, Doors(None, (file.parent,))) is None


def test_a_name_of_keras_is_the_user_s_to_take(here):
    [entry] = file_entries(written(here / "callbacks", "a.py", CALLBACK.format("EarlyStopping")))
    assert clash(CALLBACKS, entry, Doors()) is None


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (CALLBACK.format("GradientWatch"), ["gradient_watch"]),
        ("class A(suite.Diagnostic): ...", ["a"]),
        ("class A(Callback): ...\nclass B(A): ...", ["a", "b"]),
        ("class A(keras.callbacks.EarlyStopping): ...", []),
        ("from keras.callbacks import EarlyStopping\nclass A(EarlyStopping): ...", ["a"]),
        ("class _A(Callback): ...", []),
        ("class A: ...", []),
        ("def a(): ...", []),
        ("", []),
        ("class MyCallback: ...\nclass A(MyCallback): ...", ["a"]),
    ],
)
def test_which_classes_of_a_file_are_callbacks(here, content, names):
    file = written(here / "callbacks", "own.py", content)
    assert [entry.name for entry in file_entries(file)] == names


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        ("class Mine(:", "mine", True),
        ("class Mine(:", "Mine", True),
        ("class GradientWatch(:", "gradient_watch", True),
        ("class Mine(:", "own", True),
        ("class Mine(:", "other", False),
        ("  class Mine(:", "mine", False),
        ("", "own", True),
        ("", "mine", False),
    ],
)
def test_whether_a_broken_file_may_be_the_one_that_is_meant(here, content, name, expected):
    assert could_define(written(here / "callbacks", "own.py", content), name) is expected


def test_a_folder_in_the_place_of_a_file_defines_its_name(here):
    (here / "callbacks" / "own.py").mkdir()
    assert could_define(here / "callbacks" / "own.py", "own")
    assert not could_define(here / "callbacks" / "own.py", "mine")


def test_folders_of_plugins_must_be_there(here):
    (here / "file").touch()
    assert existing_folders(["callbacks", here]) == (here / "callbacks", here)
    assert existing_folders([]) == ()
    with pytest.raises(UserError, match="--plugins none: there is no such folder; give a folder"):
        existing_folders(["none"])
    with pytest.raises(UserError, match="--plugins file: is a file; give a folder of callbacks"):
        existing_folders(["file"])
