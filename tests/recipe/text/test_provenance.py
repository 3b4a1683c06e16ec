"""The mark that a recipe came from the web, over all that a recipe goes through."""

from __future__ import annotations

import pytest

from suite.catalog import Catalog
from suite.errors import UserError
from suite.recipe import RecipeError, copy_recipe, load
from suite.recipe.resume import identity, load_resumed_recipe

URL = "https://x.org/a/r.yaml"
CODE = "import keras\nclass Mine(keras.callbacks.Callback): ...\ndef net(inputs, classes): ..."


@pytest.fixture
def code(write):
    """The user's own code: a file and a plugin, and other code beside them."""
    write(CODE, "callbacks/mine.py")
    write(CODE, "other.py")
    return write(CODE, "net.py")


def refused(*arguments, **options):
    with pytest.raises(RecipeError) as caught:
        load(*arguments, **options)
    return str(caught.value)


def test_a_local_recipe_has_no_mark(write):
    recipe = load(write("model: mlp"))
    assert recipe.doors.are_open
    assert "from_web" not in recipe.to_yaml()


def test_a_written_recipe_is_as_little_trusted_as_the_page_was(web, write):
    web[URL] = "model: mlp\ncallbacks: [{kind: csv_logger, filename: x.csv}]"
    recipe = load(URL)
    text = recipe.to_yaml()
    assert f"\nfrom_web: {URL}\n" in text
    again = load(write(text, "run/recipe.yaml"))
    assert again == recipe
    assert identity(again) == identity(recipe)
    assert again.to_yaml() == text
    for change in ("os:system", "./net.py:net", "/tmp/x.py:y"):
        found = refused(write(text.replace("csv_logger", f"'{change}'"), "changed.yaml"))
        assert "callbacks.0.kind: names Python code" in found
    out = text.replace("x.csv", "/tmp/x.csv")
    assert "callbacks.0.filename: must be a plain name" in refused(write(out, "changed.yaml"))


def test_trust_is_a_decision_that_is_kept(web, write, code):
    web[URL] = "model: ./net.py:net"
    assert "names Python code" in refused(URL)
    recipe = load(URL, trust=True)
    assert recipe.doors.are_open
    assert recipe.replace("seed=1").doors.are_open
    assert load(write(recipe.to_yaml(), "run/recipe.yaml")) == recipe


def test_overrides_are_the_user_s_own(web, code, folder):
    web[URL] = "model: mlp\nmetrics: [accuracy]"
    recipe = load(URL, "model=./net.py:net", "callbacks+=mine", "data.kind=folder", "data.path=x")
    assert recipe.model.kind == f"{folder / 'net.py'}:net"
    assert recipe.callbacks[0].kind == "mine"
    assert Catalog(recipe.doors).find("callbacks", "mine").origin.endswith("mine.py")
    assert recipe.replace("seed=1").callbacks == recipe.callbacks


def test_what_the_user_added_is_his_own_when_the_written_recipe_is_loaded(web, code, folder, write):
    web[URL] = "model: mlp"
    recipe = load(URL, "model=./net.py:net", "callbacks+=mine", "seed=3")
    written = write(recipe.to_yaml(), "run/recipe.yaml")
    again = load(written)
    assert again.model == recipe.model
    assert again.callbacks[0].kind == f"{folder / 'callbacks' / 'mine.py'}:Mine"
    # Of the same file, but nothing that the user named.
    text = written.read_text().replace("loss: auto", "loss: ../net.py:Mine")
    assert "loss.kind: names Python code" in refused(write(text, "run/changed.yaml"))


def test_what_both_write_counts_as_the_web_s(web, code, folder, write):
    local = write(f"extends: {URL}\nmodel: {code}:net")
    web[URL] = "seed: 3"
    assert load(local).model.kind == f"{code}:net"
    web[URL] = f"callbacks: ['{code}:net']"
    assert "r.yaml:1:13 callbacks.0.kind: names Python code" in refused(local)


def test_a_page_that_extends_a_shipped_recipe(web):
    web[URL] = "extends: quickstart\ncallbacks: ['os:system']"
    assert "r.yaml:2:13 callbacks.0.kind: names Python code" in refused(URL)
    web[URL] = "extends: quickstart\nseed: 3"
    assert not load(URL).doors.are_open
    # What the page brings with it is the page's.
    web[URL] = "extends: models/resnet20-cifar10"
    recipe = load(URL)
    assert recipe.data.source.arguments["name"] == "cifar10"
    assert not recipe.doors.open_to("cifar10")
    assert load(URL, "data.kind=tfds", "data.name=cifar10").doors.open_to("cifar10")
    web[URL] = "extends: data/folder"
    assert "recipes/data/folder.yaml:9:9 data.path: names a file of this machine" in refused(URL)
    web[URL] = "extends: optim/adagrad"  # which extends another one by its file
    assert load(URL).optimizer.kind == "adagrad"


def test_a_page_extends_pages_of_its_host_alone(web, write):
    web["https://x.org/b.yaml"] = "model: mlp"
    web["https://y.org/b.yaml"] = "model: cnn"
    web["https://X.org:443/b.yaml"] = "model: mlp"
    for target in ("../b.yaml", "/b.yaml", "https://x.org/b.yaml", "https://X.org:443/b.yaml"):
        web[URL] = f"extends: {target}"
        assert load(URL).model.kind == "mlp"
    for target in ("https://y.org/b.yaml", "//y.org/b.yaml", "https://x.org:444/b.yaml"):
        web[URL] = f"extends: {target}"
        assert "leads to another host" in refused(URL)
    web[URL] = "extends: https://y.org/b.yaml"
    assert load(URL, trust=True).model.kind == "cnn"
    assert load(write("extends: https://y.org/b.yaml")).model.kind == "cnn"
    for target in ("https://[x/b.yaml", "https://x.org:port/b.yaml"):
        web[URL] = f"extends: '{target}'"
        assert "is no address" in refused(URL)
        assert "is no address" in refused("https://[x/b.yaml")
    for target in ("http://x.org/b.yaml", "file:///etc/hostname", "file:/etc/hostname"):
        web[URL] = f"extends: {target}"
        assert "needs an https:// address" in refused(URL)


def test_a_local_recipe_that_extends_a_marked_one(web, code, write):
    web[URL] = "model: mlp"
    write(load(URL, "model=./net.py:net").to_yaml(), "run/recipe.yaml")
    loss = load(write("extends: run/recipe.yaml\nloss: ./other.py:net")).loss
    assert loss.kind == f"{code.parent / 'other.py'}:net"
    text = (code.parent / "run/recipe.yaml").read_text().replace("loss: auto", "loss: os:system")
    write(text, "run/recipe.yaml")
    assert "run/recipe.yaml:" in refused(write("extends: run/recipe.yaml"))


def test_sweeps_and_trials(web, code):
    web[URL] = "model: mlp\nsweep: {over: {model.activation: [relu, elu]}}"
    recipe = load(URL)
    trial = recipe.at({"model.activation": "elu"})
    assert not trial.doors.are_open
    assert "from_web" in trial.to_yaml()
    with pytest.raises(RecipeError, match="names Python code"):
        recipe.at({"model.activation": "os:system"})
    own = load(URL, "sweep.over.model=['./net.py:net', mlp]")
    assert own.at({"model": "./net.py:net"}).model.kind == f"{code}:net"


def test_replace_and_resume(web, code, write, folder):
    web[URL] = "model: mlp"
    recipe = load(URL)
    assert not recipe.replace("seed=3").doors.are_open
    assert recipe.replace("model=./net.py:net").model.kind == f"{code}:net"
    write(recipe.to_yaml(), "run/recipe.yaml")
    assert not load_resumed_recipe(folder / "run").doors.are_open
    assert not load_resumed_recipe(folder / "run", ["training.epochs=20"]).doors.are_open
    web[URL] = "model: mlp\ncallbacks: ['os:system']"
    with pytest.raises(RecipeError, match="names Python code"):
        load_resumed_recipe(folder / "run", [URL], force=True)


def test_plugins_are_no_stranger_s(web, code, folder):
    web[URL] = "model: mlp\ncallbacks: [mine]"
    assert "unknown callback 'mine'" in refused(URL)
    assert "unknown callback 'mine'" in refused(URL, plugins=[folder / "callbacks"])
    assert load(URL, "callbacks=[mine]").callbacks[0].kind == "mine"


@pytest.mark.parametrize(
    "line",
    [
        "from_web: 3",
        "from_web: null",
        "from_web: http://x.org/r.yaml",
        "from_web: true",
        "from_web: []",
        "from_web: {own: [a]}",
        "from_web: {address: 'https://x.org', own: a}",
        "from_web: {address: 'https://x.org', own: [1]}",
        "from_web: {address: 'https://x.org', other: 1}",
        "from_web: {address: http://x.org}",
    ],
)
def test_a_mark_that_is_none(write, line):
    found = refused(write(f"{line}\nmodel: os:system"))
    assert found.startswith("r.yaml:1:1 from_web: must be the https address")


def test_a_page_lists_nothing_as_the_user_s(web):
    web[URL] = f"from_web: {{address: '{URL}', own: ['os:system']}}\nmodel: os:system"
    assert "model.kind: names Python code" in refused(URL)


def test_no_override_takes_the_mark_off(web):
    web[URL] = "model: mlp"
    for override in ("from_web=null", "from_web.own=[x]"):
        assert "can only stand in a recipe file" in refused(URL, override)


@pytest.mark.parametrize(
    "text",
    [
        "# A lecture\nmodel: mlp\nloss: os:system\n",
        "model: mlp\nloss: os:system",
        "---\n# c\nmodel: mlp\nloss: os:system\n",
        "  model: mlp\n  loss: os:system\n",
        "{model: mlp, loss: 'os:system'}",
        "extends: ../b.yaml\nloss: os:system",
    ],
)
def test_a_copy_keeps_the_mark(web, folder, text):
    web[URL] = text
    web["https://x.org/b.yaml"] = "model: mlp"
    path = copy_recipe(URL, "mine.yaml")
    assert "loss.kind: names Python code" in refused(path)
    with pytest.raises(RecipeError):
        load("mine.yaml", "seed=3")
    path.write_text(path.read_text().replace("os:system", "auto").replace("'auto'", "auto"))
    assert load(path).model.kind == "mlp"
    assert not load(path).doors.are_open


def test_a_copy_of_a_page_with_a_mark_of_its_own(web):
    web[URL] = "from_web: {address: 'https://x.org', own: ['os:system']}\nmodel: os:system"
    with pytest.raises(UserError, match="has a line `from_web` of its own"):
        copy_recipe(URL, "mine.yaml")
