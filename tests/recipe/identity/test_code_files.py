"""The files that a recipe's components come from."""

from __future__ import annotations

import sys

import pytest

import suite
from suite.recipe.identity.code_files import code_digests, with_imports
from suite.recipe.identity.portable import portable
from suite.recipe.resume import identity

NET = """
import numpy as np
import helper
from . import near
from package.deep import thing
from package import other

def net(inputs, classes, width: int = 3):
    return inputs

class Rate:
    def __init__(self, width: int = 3):
        pass
"""
CALLBACKS = """
import keras

class Quiet(keras.callbacks.Callback):
    pass
"""


@pytest.fixture
def folder(tmp_path):
    return project(tmp_path / "one")


def project(root):
    """A recipe with code of its own, in four files beside it."""
    (root / "callbacks").mkdir(parents=True)
    (root / "callbacks" / "quiet.py").write_text(CALLBACKS)
    (root / "net.py").write_text(NET)
    (root / "helper.py").write_text("import net\nVALUE = 1\n")  # a circle is no matter
    (root / "near.py").write_text("")
    (root / "package").mkdir()
    for name in ("__init__", "deep", "other", "unused"):
        (root / "package" / f"{name}.py").write_text("")
    (root / "recipe.yaml").write_text(
        "data: {kind: arrays, path: x.npz}\nmodel: ./net.py:net\n"
        "optimizer: {kind: sgd, learning_rate: {kind: ./net.py:Rate, width: 2}}\n"
        "callbacks: [gradient_norm, quiet]\n"
    )
    return root


def test_components_and_what_they_import_are_found(folder):
    found = code_digests(suite.load(folder / "recipe.yaml"))
    assert {key: set(files) for key, files in found.items()} == {
        "model": set(with_imports(folder / "net.py")),
        "optimizer.learning_rate": set(with_imports(folder / "net.py")),
        "callbacks.1": {"quiet.py"},
    }
    assert set(found["model"]) == {
        *("net.py", "helper.py", "near.py"),
        *("package/__init__.py", "package/deep.py", "package/other.py"),
    }


def test_a_dotted_name_of_ones_own_is_found_too(folder, monkeypatch):
    monkeypatch.syspath_prepend(str(folder))
    (folder / "mine_for_this_test.py").write_text(NET)
    recipe = suite.load(folder / "recipe.yaml", "model=mine_for_this_test:net")
    assert "helper.py" in code_digests(recipe)["model"]
    shipped = suite.load(
        folder / "recipe.yaml", "model=mlp", "loss=keras.losses:SparseCategoricalCrossentropy"
    )
    assert {"model", "loss"}.isdisjoint(code_digests(shipped))


def test_equal_content_in_another_folder_is_the_same(folder, tmp_path):
    elsewhere = project(tmp_path / "another" / "place")
    here, there = (suite.load(root / "recipe.yaml") for root in (folder, elsewhere))
    (elsewhere / "x.npz").touch()
    assert here != there
    assert code_digests(here) == code_digests(there)
    assert portable(here) == portable(there)
    assert identity(here) == identity(there)


@pytest.mark.parametrize("file", ["net.py", "helper.py", "near.py", "package/deep.py"])
def test_a_changed_file_has_another_digest(folder, file):
    recipe = suite.load(folder / "recipe.yaml")
    before = code_digests(recipe)["model"]
    (folder / file).write_text((folder / file).read_text() + "\n")
    after = code_digests(recipe)["model"]
    assert {name for name in before if before[name] != after[name]} == {file}


def test_installed_packages_and_broken_files_are_not_followed(tmp_path):
    assert "site-packages" in pytest.__file__
    (tmp_path / "a.py").write_text("import pytest, broken, absent, os\n")
    (tmp_path / "broken.py").write_text("def (\n")
    assert set(with_imports(tmp_path / "a.py")) == {"a.py", "broken.py"}
    assert "pytest" not in sys.stdlib_module_names
