"""A recipe's values without the folders of this machine."""

from __future__ import annotations

import pytest

from suite.recipe.identity.code_files import without_folders
from suite.recipe.identity.portable import flat, portable

NET = "def net(inputs, classes):\n    return inputs\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/any/where/net.py:net", "net.py:net"),
        ("net.py:net", "net.py:net"),
        ("./a/net.py:net", "net.py:net"),
        ("/any/where/net.py", "/any/where/net.py"),
        ("/any/where/net.txt:net", "/any/where/net.txt:net"),
        ("package.net:net", "package.net:net"),
        ("/any/where/net.py:net more", "/any/where/net.py:net more"),
        ("/a\n/net.py:net", "/a\n/net.py:net"),
        ("adam", "adam"),
        ("", ""),
    ],
)
def test_a_file_of_code_is_its_name(text, expected):
    assert without_folders(text) == expected


def test_what_is_left_open(folder, loaded):
    (folder / "net.py").write_text(NET)
    (folder / "images").mkdir()
    (folder / "model.keras").write_text("")
    recipe = loaded(
        "model: ./net.py:net\ndata: {kind: folder, path: images}\n"
        "transfer: {source: model.keras, head: new}"
    )
    values = portable(recipe)
    assert values["model"] == "net.py:net"
    assert values["data"]["path"] == "a path"
    assert values["data"]["kind"] == "folder"
    assert values["transfer"]["source"] == "a path"
    assert str(folder) not in str(values)
    assert str(folder) in str(recipe.resolved())  # which stays as it was


@pytest.mark.parametrize(
    "text",
    [
        "model: mlp",
        "model: mlp\ndata: {kind: tfds, name: mnist}",
        "model: mlp\ntransfer: {source: models/mlp-digits}",
        "surface: beale\ntraining: {steps: 3}",
    ],
)
def test_without_folders_nothing_changes(loaded, text):
    recipe = loaded(text)
    assert portable(recipe) == recipe.resolved()


@pytest.mark.parametrize(
    ("value", "pairs"),
    [
        ({}, []),
        ({"seed": 3}, [("seed", 3)]),
        ({"a": {"b": 1, "c": {"d": 2}}}, [("a.b", 1), ("a.c.d", 2)]),
        ({"a": [1, {"b": 2}]}, [("a", [1, {"b": 2}])]),
        ({"a": {}}, []),
        ({1: {2: 3}}, [("1.2", 3)]),
    ],
)
def test_every_value_with_its_key(value, pairs):
    assert list(flat(value)) == pairs
