"""Every recipe that comes along."""

from __future__ import annotations

import pytest

from suite import package
from suite.recipe import header, list_recipes, load
from suite.recipe.text.shipped import find_shipped, shipped

NAMES = list(shipped())


def test_names_are_paths_without_suffix():
    assert "quickstart" in NAMES
    assert "models/resnet20-cifar10" in NAMES
    assert all(path.is_file() for path in shipped().values())


@pytest.mark.parametrize("name", NAMES)
def test_every_recipe_is_right_and_resolves_to_itself(name, write):
    recipe = load(name)
    again = load(write(recipe.to_yaml(), "other/recipe.yaml"))
    assert again == recipe
    assert again.name == recipe.name
    assert again.to_yaml() == recipe.to_yaml()


@pytest.mark.parametrize("name", NAMES)
def test_every_recipe_says_what_it_is_how_to_run_it_and_what_to_expect(name):
    comment = header(shipped()[name])
    assert f"python -m suite run {name}" in comment or f"recipes/{name}.yaml" in comment
    assert load(name).topic
    if name != "data/folder":  # what to expect of the user's own images, nobody knows
        assert "xpected" in comment


def test_the_last_part_is_enough_where_it_is_unique(folder, monkeypatch):
    installed = folder / "suite"
    for name in ("a/one", "b/one", "b/two", "two-ways"):
        path = installed / "recipes" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("# A line.\n# Another.\nmodel: mlp\n# inside\n")
    monkeypatch.setattr(package, "FOLDER", installed)
    assert list(shipped()) == ["a/one", "b/one", "b/two", "two-ways"]
    assert find_shipped("two") == find_shipped("b/two.yaml") == installed / "recipes/b/two.yaml"
    assert find_shipped("one") is None
    assert header(find_shipped("two")) == "A line.\nAnother."
    assert list_recipes().splitlines()[0] == "a/one     A line."


def test_no_recipes_at_all(folder, monkeypatch):
    monkeypatch.setattr(package, "FOLDER", folder / "suite")
    (folder / "recipes").mkdir()  # a stranger's folder beside an installed suite
    assert shipped() == {}
    assert list_recipes() == ""
