"""Paths and recipes as they are given on the command line."""

from __future__ import annotations

import argparse
import unicodedata
from pathlib import Path

import pytest

from suite.cli.arguments import a_path, path_as_given, recipe_of
from suite.cli.parser import parse
from suite.errors import UserError


@pytest.mark.parametrize("text", ["a", "a/b.yaml", "./a", "../a", "/", "a b", "~nobody/a"])
def test_paths_that_are_taken(text):
    assert a_path(text) == Path(text)
    assert path_as_given(text) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\0b", "no path has a zero byte"),
        ("x" * 300, "file name too long"),
        ("", "the path is empty; name a file or a folder"),
    ],
)
def test_paths_that_are_refused(text, message):
    for kind in (a_path, path_as_given):
        with pytest.raises(argparse.ArgumentTypeError, match=message):
            kind(text)


def test_a_path_is_spelt_as_it_lies_there(tmp_path):
    there, given = (unicodedata.normalize(form, "été") for form in ("NFC", "NFD"))
    (tmp_path / there).mkdir()
    assert a_path(f"{tmp_path}/{given}") == tmp_path / there
    assert path_as_given(f"{tmp_path}/{given}") == str(tmp_path / there)


def test_a_recipe_with_its_overrides():
    recipe = recipe_of(parse(["run", "quickstart", "training.epochs=3", "--quiet", "seed=5"]))
    assert (recipe.name, recipe.training.epochs, recipe.seed) == ("quickstart", 3, 5)


def test_without_a_recipe_the_remedy_is_named():
    with pytest.raises(UserError, match=r"^name a RECIPE, or an unfinished run with --resume DIR$"):
        recipe_of(parse(["run"]))
