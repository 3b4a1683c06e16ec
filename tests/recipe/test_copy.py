"""A recipe of one's own."""

from __future__ import annotations

import pytest

from suite.errors import UserError
from suite.recipe import RecipeError, copy_recipe, load
from suite.recipe.text import sources
from suite.recipe.text.shipped import shipped


def body(path):
    """The text of a copy without the line for editors, which stands on top."""
    first, _, rest = path.read_text().partition("\n")
    assert first.startswith("# yaml-language-server: $schema=")
    return rest


def test_a_shipped_recipe_with_its_comments(folder):
    path = copy_recipe("quickstart")
    assert str(path) == "quickstart.yaml"
    assert body(path) == shipped()["quickstart"].read_text()


@pytest.mark.parametrize(
    ("where", "named"),
    [
        (None, "https://keras-training-suite.github.io/keras-training-suite/recipe.schema.json"),
        ("recipe.schema.json", "../recipe.schema.json"),
        ("mine/recipe.schema.json", "recipe.schema.json"),
    ],
)
def test_editors_find_the_schema(write, folder, where, named):
    if where is not None:
        write("{}", where)
    first = copy_recipe("quickstart", "mine/q.yaml").read_text().splitlines()[0]
    assert first == f"# yaml-language-server: $schema={named}"
    assert copy_recipe("mine/q.yaml", "again.yaml").read_text().count("language-server") == 1


@pytest.mark.parametrize("destination", ["mine.yaml", "new/mine.yaml"])
def test_to_a_file(folder, destination):
    assert load(copy_recipe("quickstart", destination)).name == "mine"


def test_to_a_folder(folder):
    (folder / "my").mkdir()
    assert str(copy_recipe("models/mlp-digits", "my")) == "my/mlp-digits.yaml"


def test_nothing_is_overwritten(write):
    path = write("model: mlp", "quickstart.yaml")
    with pytest.raises(UserError, match=r"quickstart\.yaml: exists already; give another name"):
        copy_recipe("models/mlp-digits", "quickstart.yaml")
    assert path.read_text() == "model: mlp"


def test_what_it_extends_is_still_found(write):
    write("model: {kind: mlp, widths: [3]}", "a/base.yaml")
    write("seed: 4", "a/b/more.yaml")
    source = write(
        "# Top.\nextends: ['base.yaml', b/more.yaml, quickstart]\ntopic: x\n", "a/r.yaml"
    )
    copy = copy_recipe(source, "elsewhere/deep/copy.yaml")
    assert body(copy) == (
        "# Top.\nextends: ['../../a/base.yaml', ../../a/b/more.yaml, quickstart]\ntopic: x\n"
    )
    assert load(copy, "name=r") == load(source)


def test_a_shipped_recipe_is_extended_by_name(write, folder, monkeypatch):
    source = write(f"extends: {shipped()['models/mlp-digits']}\nseed: 3", "a/r.yaml")
    assert body(copy_recipe(source, "c.yaml")) == "extends: models/mlp-digits\nseed: 3"


def test_files_beside_it_are_still_found(write, folder):
    write("def net(inputs, classes): return inputs", "a/net.py")
    (folder / "a" / "images").mkdir()
    text = "model: ./net.py:net # mine\ndata: {kind: folder, path: images}\n"
    source = write(text, "a/r.yaml")
    copy = copy_recipe(source, "b/r.yaml")
    assert load(copy) == load(source)
    assert "# mine" in copy.read_text()
    absent = write("model: mlp\ndata: {kind: folder, path: my/images}\n", "a/absent.yaml")
    assert body(copy_recipe(absent, "b")) == absent.read_text()


def test_from_the_web(folder, monkeypatch):
    monkeypatch.setattr(sources, "fetch", lambda url: b"extends: base.yaml\nmodel: mlp\n")
    copy = copy_recipe("https://x.org/a/r.yaml")
    mark = 'from_web: "https://x.org/a/r.yaml"  # take this line out if you trust it'
    assert body(copy) == f"{mark}\nextends: https://x.org/a/base.yaml\nmodel: mlp\n"


@pytest.mark.parametrize("text", ["a: [", "", "extends: nowhere.yaml"])
def test_what_cannot_be_copied_leaves_nothing(write, folder, text):
    with pytest.raises(RecipeError):
        copy_recipe(write(text), "copy.yaml")
    assert not (folder / "copy.yaml").exists()


def test_a_place_that_cannot_be_written(write):
    write("", "file")
    with pytest.raises(UserError, match=r"file/x\.yaml: cannot be written: "):
        copy_recipe("quickstart", "file/x.yaml")
