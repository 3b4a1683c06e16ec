"""Components named by their place."""

from __future__ import annotations

import pytest

from suite.catalog.kinds import KINDS
from suite.catalog.names.located import located_entry
from suite.errors import UserError

LAYERS = KINDS["layers"]
FILE = """
from keras.layers import Dense as Thick
import keras.layers as layers
class Own: ...
def make(): ...
name = Own
größe = 1
_hidden = 3
class _Hidden: ...
if True:
    class Inside: ...
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "parts.py").write_text(FILE)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "deep.py").write_text("class Deep: ...\n")
    (tmp_path / "open.py").write_text("from os import *\n")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "attribute", "is_defined"),
    [
        ("./parts.py:Own", "Own", True),
        ("parts.py:Own", "Own", True),
        (" ./parts.py : Own ", "Own", True),
        ("./parts.py:make", "make", True),
        ("./parts.py:Thick", "Thick", True),
        ("./parts.py:Inside", "Inside", True),
        ("./parts.py:_Hidden", "_Hidden", True),
        ("./parts.py:name", "name", False),
        ("./parts.py:größe", "größe", False),
        ("./parts.py:_hidden", "_hidden", False),
        ("./parts.py:layers", "layers", False),
        ("./sub/deep.py:Deep", "Deep", True),
        ("sub/../parts.py:Own", "Own", True),
        ("./open.py:anything", "anything", False),
    ],
)
def test_a_name_in_a_file(folder, name, attribute, is_defined):
    entry = located_entry(LAYERS, name, folder)
    assert (entry.kind, entry.name, entry.module) == ("layers", name, None)
    assert entry.attribute == attribute
    assert (entry.definition is not None) is is_defined
    assert entry.origin == str(entry.file)
    assert entry.file.is_relative_to(folder.resolve())


@pytest.mark.parametrize(
    ("name", "origin", "found"),
    [
        ("keras.layers:Dense", "keras", "Dense"),
        ("keras:Model", "keras", "Model"),
        ("keras.layers:MaxPool2D", "keras", "MaxPooling2D"),
        ("json.encoder:JSONEncoder", "json", "JSONEncoder"),
        ("suite.layers.maxout:Maxout", "suite", "Maxout"),
    ],
)
def test_a_name_in_a_module(name, origin, found):
    entry = located_entry(LAYERS, name, None)
    assert entry.module == name.partition(":")[0]
    assert (entry.origin, entry.definition.name) == (origin, found)


def test_python_reads_names_in_their_composed_form(folder):
    (folder / "forms.py").write_text("class Café: ...\n", "utf-8")
    entry = located_entry(LAYERS, "./forms.py:Cafe\u0301", folder)
    assert entry.attribute == "Caf\u00e9"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (":Own", "':Own' must be `package.module:Name` or `./file.py:Name`"),
        ("./parts.py:", "'./parts.py:' must be `package.module:Name` or `./file.py:Name`"),
        ("./parts.py: ", "must be `package.module:Name`"),
        ("./parts.py:a b", "must be `package.module:Name`"),
        ("./parts.py:a.b", "must be `package.module:Name`"),
        ("./parts.py:1a", "must be `package.module:Name`"),
        ("./none.py:Own", "no file './none.py'; looked for "),
        ("/none/at/all.py:Own", "no file '/none/at/all.py'; looked for /none/at/all.py"),
        ("./sub:Own", "no file './sub'"),
        ("./parts.py:Owm", r"has no 'Owm'; did you mean 'Own'\? accepted: Own, make, "),
        ("./parts.py:zzz", r"has no 'zzz'; accepted: Own, make, Inside, Thick, layers"),
        ("no_such_package:X", "no module 'no_such_package' with Python source is installed here"),
        ("keras.nothing:X", "no module 'keras.nothing' with Python source"),
        ("math:sin", "no module 'math' with Python source"),
        ("keras.layers:Dens", "did you mean 'Dense'"),
    ],
)
def test_places_that_are_none(folder, name, message):
    with pytest.raises(UserError, match=message):
        located_entry(LAYERS, name, folder)


def test_the_recipe_s_folder_comes_before_the_working_directory(folder, monkeypatch, tmp_path):
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    (here / "parts.py").write_text("class Own: ...\n")
    (here / "only.py").write_text("class Own: ...\n")
    assert located_entry(LAYERS, "./parts.py:Own", folder).file == folder / "parts.py"
    assert located_entry(LAYERS, "./only.py:Own", folder).file == here / "only.py"
    assert located_entry(LAYERS, "./parts.py:Own", None).file == here / "parts.py"
    with pytest.raises(UserError) as caught:
        located_entry(LAYERS, "./none.py:Own", folder)
    assert str(folder / "none.py") in str(caught.value)
    assert str(here / "none.py") in str(caught.value)
