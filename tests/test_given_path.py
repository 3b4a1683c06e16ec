"""Paths as people give them: the two forms of a letter with an accent are one name."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from suite.data.files.image_folders import find_images
from suite.data.files.walk import Walk
from suite.given_path import as_there, given_path, same_name
from suite.recipe import load
from tests.commands import succeed, suite

ONE, TWO = (unicodedata.normalize(form, "été") for form in ("NFC", "NFD"))
CODE = "def {name}(inputs, classes): ..."


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(params=[(ONE, TWO), (TWO, ONE)], ids=["one letter", "two"])
def forms(request):
    """How a name is on the disk, and how it is given."""
    there, given = request.param
    assert there != given
    assert same_name(there) == same_name(given)
    return there, given


def test_a_path_is_found_in_either_form(here, forms):
    there, given = forms
    (here / there / there).mkdir(parents=True)
    assert as_there(Path(given, given)) == Path(there, there)
    assert given_path(f"{here}/{given}/{given}") == here / there / there
    for absent in (Path(given, "nothing"), Path("nothing", given), Path(given, "à")):
        assert as_there(absent) == absent
    (here / given).mkdir()
    assert as_there(Path(given)) == Path(given)  # the very name comes first


def test_recipes_files_and_keys(here, forms):
    there, given = forms
    (here / f"{there}.py").write_text(CODE.format(name=there), "utf-8")
    (here / there).mkdir()
    text = f"model: './{given}.py:{given}'\ndata: {{kind: folder, path: {given}}}\nname: {given}"
    (here / f"{there}.yaml").write_text(
        f"{text}\ntraining: {{class_weights: {{{given}: 2}}}}", "utf-8"
    )
    recipe = load(f"{given}.yaml")
    assert recipe == load(here / f"{there}.yaml")
    assert recipe.model.kind == f"{here / there}.py:{given}"
    assert recipe.data.source.arguments["path"] == str(here / there)
    assert recipe.name == ONE
    assert recipe.training.class_weights == {ONE: 2}
    changed = recipe.replace(f"training.class_weights.{there}=3")
    assert changed.training.class_weights == {ONE: 3}
    assert load(f"{given}.yaml", "name=null").name == ONE  # by the file
    twice = f"model: mlp\ntraining: {{class_weights: {{{ONE}: 2, {TWO}: 3}}}}"
    (here / "twice.yaml").write_text(twice, "utf-8")
    assert "duplicate key (first given at line 2)" in suite("check", "twice.yaml").err


def test_the_command_line(here, forms):
    there, given = forms
    (here / f"{there}.yaml").write_text("model: mlp", "utf-8")
    assert "no problems found" in succeed("check", f"{given}.yaml")
    plugins = here / there
    plugins.mkdir()
    (plugins / "own.py").write_text("class Own(Callback): ...", "utf-8")
    assert "  own" in succeed("list", "callbacks", "--plugins", given)


def test_classes_are_the_same_in_all_splits(here, forms, image_folder):
    there, given = forms
    root = image_folder({f"train/{there}": 2, "train/b": 1, f"test/{given}": 3, "test/b": 1})
    classes, files = find_images(Walk(root))
    assert classes == ("b", ONE)
    assert files["train"].labels == [0, 1, 1]
    assert files["test"].labels == [0, 1, 1, 1]
    both = image_folder({f"{there}": 2, f"{given}": 1, "b": 1}, name="both")
    classes, files = find_images(Walk(both))
    assert classes == ("b", ONE)
    assert files["train"].labels == [0, 1, 1, 1]
