"""Paths as people give them: the two forms of a letter with an accent are one name."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from suite.data.files.image_folders import find_images
from suite.data.files.walk import Walk
from suite.errors import UserError
from suite.given_path import as_there, brief, given_path, same_name
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
    assert files["train"].labels.tolist() == [0, 1, 1]
    assert files["test"].labels.tolist() == [0, 1, 1, 1]
    both = image_folder({f"{there}": 2, f"{given}": 1, "b": 1}, name="both")
    classes, files = find_images(Walk(both))
    assert classes == ("b", ONE)
    assert files["train"].labels.tolist() == [0, 1, 1, 1]


@pytest.mark.parametrize(
    ("text", "longest", "shown"),
    [
        ("", 60, ""),
        ("short", 60, "short"),
        ("x" * 120, 60, "x" * 120),
        ("a" * 61 + "b" * 60, 60, f"{'a' * 60} ... {'b' * 60} (121 letters)"),
        ("abcdefg", 3, "abc ... efg (7 letters)"),
        (Path("a/b"), 60, "a/b"),
        (12, 60, "12"),
        (None, 60, "None"),
    ],
)
def test_a_long_text_loses_its_middle(text, longest, shown):
    assert brief(text, longest) == shown


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("", ""),
        ("plain.yaml", "plain.yaml"),
        (TWO, ONE),
        (ONE, ONE),
        ("caf\udce9", "caf\\xe9"),  # a byte that is no UTF-8, as the system gives it
        ("\ud800", "\ud800"),
        ("ﬁ", "ﬁ"),  # a ligature is another letter, and stays
    ],
)
def test_the_one_form_of_a_name(name, same):
    assert same_name(name) == same
    assert same_name(same) == same


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\0b", r"^'a\\x00b': no path has a zero byte in it; remove it$"),
        ("x" * 300, r"^x{60} \.\.\. x{60} \(300 letters\): file name too long$"),
    ],
)
def test_what_can_be_no_file(text, message):
    with pytest.raises(UserError, match=message):
        given_path(text)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a.yaml", "a.yaml"),
        ("", "."),
        (".", "."),
        ("a/../b", "a/../b"),
        ("~nobody-knows-this-user/a", "~nobody-knows-this-user/a"),
        (Path("a"), "a"),
    ],
)
def test_other_paths_stay_as_they_are(text, path):
    assert str(given_path(text)) == path


def test_home_is_spelt_out(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert given_path("~/runs") == tmp_path / "runs"
    assert given_path("a/~") == Path("a/~")
