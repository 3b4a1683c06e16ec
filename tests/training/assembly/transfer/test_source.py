"""What `transfer.source` may name."""

from __future__ import annotations

import keras
import numpy as np
import pytest

import suite
from suite.recipe import RecipeError
from suite.recipe.text import sources
from suite.training.assembly.transfer import prepare_source, source
from suite.training.assembly.transfer.source import open_source, source_file
from suite.training.state.identity import identity_of


def file_of(recipe):
    return source_file(recipe, recipe.transfer.source)


def model_of(recipe):
    return open_source(recipe, recipe.transfer.source)


def test_a_run_and_its_file_are_the_same_source(recipe, folder):
    assert file_of(recipe()) == folder / "source" / "model.keras"
    file = folder / "source" / "model.keras"
    assert file_of(recipe(f"transfer.source={file}")) == file
    assert isinstance(model_of(recipe()), keras.Model)


def test_a_source_is_looked_for_beside_the_recipe_and_kept_absolute(recipe, folder, tmp_path):
    assert recipe().transfer.source == str(folder / "source")
    resolved = tmp_path / "recipe.yaml"
    resolved.write_text(recipe().to_yaml())
    assert suite.load(resolved).transfer == recipe().transfer


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("nowhere", None, "is not there; name one of them. .*kind: application, network: mobil"),
        ("empty", "folder", "is a folder and no run; it has no model.keras"),
        ("half", "run", "is a run without model.keras; finish it first"),
        ("text.txt", "x", "is no run, no .keras file and no recipe"),
        ("bad.keras", "x", "cannot be opened: .*is damaged, or not a Keras model"),
    ],
)
def test_what_is_no_source_is_refused(folder, tmp_path, name, content, message):
    path = tmp_path / name
    if content in ("folder", "run"):
        path.mkdir()
        if content == "run":
            (path / "summary.json").write_text("{}")
    elif content is not None:
        path.write_text(content)
    recipe = suite.load(folder / "recipe.yaml", f"transfer.source={path}")
    with pytest.raises(RecipeError, match=message) as caught:
        model_of(recipe)
    assert caught.value.problems[0].key == "transfer.source"
    with pytest.raises(RecipeError, match=message):
        identity_of(recipe)


def test_recipes_that_start_from_each_other_are_refused(folder, tmp_path):
    for name, other in (("a", "b"), ("b", "a")):
        text = (
            (folder / "recipe.yaml").read_text().replace("source: source", f"source: {other}.yaml")
        )
        (tmp_path / f"{name}.yaml").write_text(text)
    with pytest.raises(RecipeError, match=r"goes in a circle: b.yaml -> a.yaml -> b.yaml"):
        prepare_source(suite.load(tmp_path / "a.yaml"))


@pytest.mark.slow
def test_a_recipe_is_trained_once_and_kept(recipe, folder, monkeypatch, tmp_path):
    """In a process of its own: the result is that of the run, to the bit."""
    monkeypatch.setenv("SUITE_CACHE", str(tmp_path))
    said = []
    from_recipe = recipe(f"transfer.source={folder / 'source.yaml'}")
    prepare_source(from_recipe, said.append)
    prepare_source(from_recipe, said.append)
    assert len(said) == 1
    assert said[0].startswith("training the source ")
    models = [model_of(one) for one in (from_recipe, recipe())]
    for a, b in zip(*(model.get_weights() for model in models), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.slow
def test_a_recipe_that_cannot_be_trained_is_told_of(recipe, folder, monkeypatch, tmp_path):
    monkeypatch.setenv("SUITE_CACHE", str(tmp_path))
    (tmp_path / "bad.yaml").write_text("data: {batch_size: 5000}\nmodel: mlp\n")
    with pytest.raises(RecipeError, match=r"could not be trained: .*batch_size") as caught:
        prepare_source(recipe(f"transfer.source={tmp_path / 'bad.yaml'}"))
    assert caught.value.problems[0].key == "transfer.source"
    assert not list(tmp_path.glob("source-*"))


def test_what_a_page_of_the_web_has_trained_is_trusted_as_little(monkeypatch, tmp_path):
    text = "model: mlp\ntransfer: {source: models/mlp-digits}"
    monkeypatch.setattr(sources, "fetch", lambda url: text.encode())
    monkeypatch.setenv("SUITE_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "models" / "mlp-digits").mkdir(parents=True)  # lies there, and is not meant
    trained = []

    def train(file, out):
        trained.append(suite.load(file))
        raise RuntimeError("far enough")

    monkeypatch.setattr(source, "run", train)
    with pytest.raises(RecipeError, match="far enough"):
        file_of(suite.load("https://x.org/r.yaml"))
    assert trained[0] == suite.load("models/mlp-digits", "name=mlp-digits")
    assert not trained[0].doors.are_open
    with pytest.raises(RecipeError, match="a folder and no run"):  # the user's own text
        file_of(suite.load("https://x.org/r.yaml", "transfer.source=models/mlp-digits"))
