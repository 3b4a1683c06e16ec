"""What relative names are relative to."""

from __future__ import annotations

from suite.recipe import load


def test_a_file_is_looked_for_beside_the_text_that_names_it(folder, write):
    code = "def net(inputs, classes): return inputs"
    for name in ("net.py", "a/net.py", "b/net.py"):
        write(code, name)
    write("model: ./net.py:net", "a/base.yaml")
    top = write("extends: ../a/base.yaml\nseed: 1", "b/top.yaml")
    assert load(top).model.kind == f"{folder / 'a/net.py'}:net"
    assert load(top, "model=./net.py:net").model.kind == f"{folder / 'net.py'}:net"
    write("model: ./net.py:net", "b/base.yaml")
    assert load("b/base.yaml").model.kind == f"{folder / 'b/net.py'}:net"


def test_data_beside_the_recipe_then_in_the_working_directory(folder, write):
    recipe = write("model: cnn\ndata: {kind: folder, path: images}", "a/r.yaml")
    assert load(recipe).data.source.arguments["path"] == str(folder / "images")
    (folder / "a" / "images").mkdir()
    assert load(recipe).data.source.arguments["path"] == str(folder / "a" / "images")


def test_a_missing_file_is_named(problem, folder):
    found = problem("model: ./nowhere.py:net")
    assert found.startswith("r.yaml:1:8 model.kind: ")
    assert str(folder / "nowhere.py") in found
