"""Callbacks that come in through the plugin doors."""

from __future__ import annotations

import re

import pytest

from suite.catalog import HERE, Catalog, Doors, UnknownName
from suite.errors import UserError

GOOD = '''
raise RuntimeError("plugins are found without running them")
import keras

class GradientWatch(keras.callbacks.Callback):
    """Watches."""

    def __init__(self, every: int = 10):
        ...

class Base(keras.callbacks.EarlyStopping): ...
class Second(Base): ...
class _Hidden(keras.callbacks.Callback): ...
class Unrelated: ...
def helper(): ...
'''
SYNTAX_ERROR = "import keras\n\nclass DeadNeurons(keras.callbacks.Callback)\n    pass\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty working directory."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def plugin(folder, name, content):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content)


def names(*folder, **plugins):
    return {entry.name for entry in Catalog(Doors(*folder, **plugins)).entries("callbacks")}


def test_every_folder_door(here, tmp_path):
    recipe, extra = tmp_path / "recipes", tmp_path / "extra"
    plugin(here / "callbacks", "a.py", "class FromHere(keras.callbacks.Callback): ...")
    plugin(recipe / "callbacks", "b.py", "class FromRecipe(suite.Diagnostic): ...")
    plugin(extra, "c.py", "class FromPlugins(Callback): ...")
    new = {"from_here", "from_recipe", "from_plugins"}
    assert names() & new == {"from_here"}
    assert names(recipe, plugins=(extra,)) & new == new
    for name in new:
        entry = Catalog(Doors(recipe, (extra,))).find("callbacks", name)
        assert entry.origin == str(entry.file)
    assert HERE.find("callbacks", "FromHere").name == "from_here"


def test_which_classes_of_a_file_are_callbacks(here):
    stock = names()
    plugin(here / "callbacks", "watch.py", GOOD)
    assert names() - stock == {"gradient_watch", "base", "second"}
    entry = HERE.find("callbacks", "gradient_watch")
    assert entry.summary == "Watches."
    assert [(one.name, one.default) for one in entry.parameters] == [("every", 10)]


def test_the_nearest_wins(here, tmp_path):
    recipe = tmp_path / "recipes"
    plugin(here / "callbacks", "a.py", "class EarlyStopping(Callback): ...")
    plugin(recipe / "callbacks", "a.py", "class EarlyStopping(Callback): ...")
    assert HERE.find("callbacks", "early_stopping").file == here / "callbacks" / "a.py"
    nearest = Catalog(Doors(recipe)).find("callbacks", "early_stopping")
    assert nearest.file == recipe / "callbacks" / "a.py"


@pytest.mark.parametrize("name", ["dead_neurons", "DeadNeurons", "deadneurons"])
def test_a_shipped_name_is_taken_by_no_file_that_nobody_asked_for(here, tmp_path, name):
    recipe = tmp_path / "recipes"
    shipped = HERE.find("callbacks", "dead_neurons").file
    for folder in (here, recipe):
        file = folder / "callbacks" / "any.py"
        plugin(file.parent, file.name, "class DeadNeurons(Callback): ...")
        doors = Doors(recipe if folder is recipe else None)
        with pytest.raises(UserError, match="is a callback of the suite") as caught:
            Catalog(doors).find("callbacks", name)
        assert {str(file), str(shipped)} <= set(re.split("[ ,;]", str(caught.value)))
        assert any(str(file) in message for message in Catalog(doors).broken("callbacks"))
        listed = {entry.name: entry.file for entry in Catalog(doors).entries("callbacks")}
        assert listed["dead_neurons"] == shipped
        # Its folder given by name is asked for.
        assert Catalog(Doors(plugins=(file.parent,))).find("callbacks", name).file == file
        file.unlink()


def test_a_copy_of_a_shipped_file_is_that_file(here):
    shipped = HERE.find("callbacks", "dead_neurons")
    plugin(here / "callbacks", shipped.file.name, shipped.file.read_text("utf-8"))
    assert HERE.find("callbacks", "dead_neurons") == shipped


def test_a_broken_file_is_named_and_takes_no_other_down(here):
    plugin(here / "callbacks", "good.py", GOOD)
    plugin(here / "callbacks", "bad.py", SYNTAX_ERROR)
    assert "gradient_watch" in names()
    [message] = HERE.broken("callbacks")
    assert f"{here / 'callbacks' / 'bad.py'}:3: expected ':'" in message
    assert HERE.find("callbacks", "gradient_watch").name == "gradient_watch"
    assert HERE.find("callbacks", "early_stopping").origin.startswith("keras")
    for name in ("dead_neurons", "bad"):
        with pytest.raises(UserError, match=r"bad\.py:3: expected ':'"):
            HERE.find("callbacks", name)


def test_entry_points_of_other_packages(here, tmp_path, monkeypatch):
    site = tmp_path / "site"
    plugin(site, "foreign_watch.py", GOOD)
    plugin(site, "foreign_broken.py", SYNTAX_ERROR)
    plugin(
        site / "foreign-1.0.dist-info",
        "entry_points.txt",
        "[suite.callbacks]\nwatcher = foreign_watch:GradientWatch\nall = foreign_watch\n"
        "broken = foreign_broken:DeadNeurons\ngone = no_such_module:X\n"
        "typo = foreign_watch:GradientWach\n",
    )
    plugin(site / "foreign-1.0.dist-info", "METADATA", "Name: foreign\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(site)
    entry = HERE.find("callbacks", "watcher")
    assert (entry.origin, entry.module, entry.attribute) == (
        "foreign",
        "foreign_watch",
        "GradientWatch",
    )
    assert {"watcher", "gradient_watch", "second"} <= names()
    messages = "\n".join(HERE.broken("callbacks"))
    assert "foreign_broken.py:3: expected ':'" in messages
    assert "module 'no_such_module' is not found" in messages
    assert "defines no 'GradientWach'" in messages
    with pytest.raises(UserError, match="module 'no_such_module' is not found"):
        HERE.find("callbacks", "gone")


def test_private_files_and_other_kinds_are_left_alone(here):
    plugin(here / "callbacks", "_private.py", "class Secret(Callback): ...")
    plugin(here / "callbacks", "net.py", "def net(inputs, classes): ...")
    assert "secret" not in names()
    with pytest.raises(UnknownName):
        HERE.find("models", "net")
