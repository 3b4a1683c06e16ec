"""Paths, shipped names and addresses."""

from __future__ import annotations

import os
import threading

import pytest

from suite.recipe import RecipeError, load
from suite.recipe.text.fetch import LARGEST


def message(source):
    with pytest.raises(RecipeError) as caught:
        load(source)
    (problem,) = caught.value.problems
    assert str(caught.value) == str(problem)
    return str(problem)


def test_a_path(write):
    path = write("model: mlp", "my/recipe.yaml")
    assert load(path) == load(str(path)) == load("my/recipe.yaml")
    assert load(path).name == "recipe"
    assert load(path).folder == path.parent


@pytest.mark.parametrize("name", ["quickstart", "models/resnet20-cifar10", "resnet20-cifar10"])
def test_a_shipped_name(name):
    assert load(name).name == name.rpartition("/")[2]


def test_a_file_wins_over_a_shipped_name_and_that_over_a_folder(folder, write):
    (folder / "quickstart").mkdir()
    assert load("quickstart").model.kind == "cnn"
    (folder / "quickstart").rmdir()
    write("model: mlp", "quickstart")
    assert load("quickstart").model.kind == "mlp"


def test_names_that_cannot_name_a_folder(write):
    assert load(write("model: mlp", "my recipe (2).yaml")).name == "my-recipe--2-"
    assert load(write("model: mlp", "...yaml")).name


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("quickstrt", "did you mean 'quickstart'?"),
        ("resnet20-cifar", "did you mean 'models/resnet20-cifar10'"),
        ("recipes/quickstart.yaml", "did you mean 'quickstart'?"),
        ("mine.yml", "did you mean 'mine.yaml'?"),
        ("mnie.yaml", "did you mean 'mine.yaml'?"),
        ("deep/thre.yaml", "did you mean 'deep/three.yaml'?"),
    ],
)
def test_a_missing_file_with_close_matches(write, source, hint):
    write("model: mlp", "mine.yaml")
    write("model: mlp", "deep/three.yaml")
    found = message(source)
    assert found.startswith(f"{source}: no such file and no shipped recipe of that name; {hint}")


def test_a_missing_file_like_no_other():
    assert message("zzzz.yaml") == (
        "zzzz.yaml: no such file and no shipped recipe of that name; "
        "`python -m suite list recipes` shows all"
    )


@pytest.mark.parametrize("source", ["x" * 5000, "a\0b", "model: mlp\nseed: 3\n"])
def test_what_cannot_be_a_path(source):
    assert "no such file" in message(source)


def test_a_folder(folder, write):
    write("model: mlp", "some/a.yaml")
    assert message("some") == "some: is a folder, not a recipe; name a file in it: a.yaml"
    (folder / "bare").mkdir()
    assert message("bare") == "bare: is a folder, not a recipe; name a recipe file"


def test_text_that_is_not_utf8(folder):
    (folder / "r.yaml").write_bytes("model: mlp\n# Größe\n".encode("latin-1"))
    assert message("r.yaml").startswith("r.yaml: not UTF-8 text: byte 0xf6 at line 2, column 5;")
    (folder / "r.yaml").write_bytes("model: mlp".encode("utf-16"))
    assert "not UTF-8 text: byte 0xff at line 1, column 1" in message("r.yaml")


def test_a_byte_order_mark_is_no_part_of_the_text(folder):
    (folder / "r.yaml").write_bytes("model: mlp\n".encode("utf-8-sig"))
    assert load("r.yaml").model.kind == "mlp"


def test_windows_line_ends(folder):
    (folder / "r.yaml").write_bytes(b"model: mlp\r\nseed: 3\r\n")
    assert load("r.yaml").seed == 3


def test_a_file_too_long_to_be_a_recipe(folder):
    (folder / "r.yaml").write_bytes(b"#" * (LARGEST + 1))
    assert message("r.yaml") == "r.yaml: more than 1 MB; a recipe is a short YAML text"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(write):
    write("model: mlp").chmod(0)
    assert message("r.yaml") == "r.yaml: cannot be read: Permission denied"


def test_a_pipe(folder):
    os.mkfifo("pipe")
    writer = threading.Thread(target=(folder / "pipe").write_text, args=("model: mlp",))
    writer.start()
    assert load("pipe").model.kind == "mlp"
    writer.join()


def test_places_outside_the_working_directory_are_absolute(folder, write, monkeypatch):
    path = write("seed: x\nmodel: mlp")
    (folder / "other").mkdir()
    monkeypatch.chdir(folder / "other")
    assert message(path).startswith(f"{path}:1:7 seed: ")


def test_an_address(web):
    web["https://x.org/a/my-net.yaml"] = "model: mlp\nseed: 3"
    recipe = load("https://x.org/a/my-net.yaml", "seed=4")
    assert (recipe.name, recipe.seed) == ("my-net", 4)


def test_a_page_of_github_is_the_file_it_shows(web):
    web["https://raw.githubusercontent.com/o/r/main/a/b.yaml"] = "model: mlp"
    assert load("https://github.com/o/r/blob/main/a/b.yaml?plain=1#L3").name == "b"


def test_mistakes_on_the_web_have_a_place(web):
    web["https://x.org/r.yaml"] = "model: mlp\nsed: 3"
    assert message("https://x.org/r.yaml").startswith("https://x.org/r.yaml:2:1 sed: unknown key")


def test_extends_on_the_web_is_relative_to_the_address(web, write):
    web["https://x.org/a/r.yaml"] = "extends: [../base.yaml, quickstart]\nseed: 3"
    web["https://x.org/base.yaml"] = "topic: base\nmodel: mlp"
    write("topic: not this one", "../base.yaml")
    recipe = load("https://x.org/a/r.yaml")
    assert (recipe.model.kind, recipe.seed) == ("cnn", 3)


@pytest.mark.parametrize("address", ["http://x.org/r.yaml", "ftp://x.org/r", "file:///etc/passwd"])
def test_https_only(address):
    scheme = address.split("://")[0]
    assert message(address) == (
        f"{address}: a recipe from the web needs an https:// address, not {scheme}://"
    )


UNTRUSTED = [
    "model: 'os:system'",
    "model: {kind: ./evil.py:f}",
    "model: {kind: mlp, activation: 'builtins:eval'}",
    "model: {kind: mlp, activation: {kind: ./evil.py:f}}",
    "model: mlp\nloss: a.b:c",
    "model: mlp\nmetrics: [a.b:c]",
    "model: mlp\noptimizer: {kind: a.b:c}",
    "model: mlp\noptimizer: {learning_rate: {kind: a.b:c}}",
    "model: mlp\ncallbacks: [{kind: /abs/evil.py:f}]",
    "model: mlp\ndata: {kind: ./evil.py:f}",
    "model: mlp\ndata: {augment: [./evil.py:f]}",
]


@pytest.mark.parametrize("text", UNTRUSTED)
def test_a_recipe_from_the_web_names_no_python_code(web, text):
    web["https://x.org/r.yaml"] = text
    with pytest.raises(RecipeError, match="names Python code, which a recipe from the web may not"):
        load("https://x.org/r.yaml")


def test_a_local_recipe_may_name_code_but_what_it_extends_on_the_web_may_not(web, write):
    write("def f(inputs, classes): return inputs", "code.py")
    local = write("extends: https://x.org/r.yaml\nmodel: ./code.py:f")
    web["https://x.org/r.yaml"] = "seed: 3"
    assert load(local).seed == 3
    web["https://x.org/r.yaml"] = "callbacks: ['os:system']"
    with pytest.raises(RecipeError, match=r"r.yaml:1:13 callbacks.0.kind: names Python"):
        load(local)


def test_trust(web, write):
    write("def f(inputs, classes): return inputs", "code.py")
    web["https://x.org/r.yaml"] = "model: ./code.py:f"
    assert load("https://x.org/r.yaml", trust=True).replace("seed=3").seed == 3
    web["https://x.org/r.yaml"] = "model: mlp"
    assert load("https://x.org/r.yaml", "model=./code.py:f").model.kind.endswith("code.py:f")
