"""Workers that would compute something else are named, wherever their files lie."""

from __future__ import annotations

import numpy as np
import pytest

import suite
from suite.data import Dataset, Split
from suite.errors import UserError
from suite.training.replicas.same_work import card_of, check_same_data, check_same_work
from suite.training.state.identity import with_data


def test_other_recipes_and_versions_are_refused():
    cards = [card_of(suite.load("quickstart", f"seed={seed}")) for seed in (0, 0, 1)]
    check_same_work(cards[:2])
    with pytest.raises(UserError, match=r"worker 2 .*\n  recipe\.seed: 0 -> 1\n"):
        check_same_work(cards)
    older = {**cards[0], "versions": {**cards[0]["versions"], "keras": "3.0"}}
    with pytest.raises(UserError, match=r"worker 1 .*\n  versions\.keras: .* -> 3\.0"):
        check_same_work([cards[0], older])


@pytest.fixture
def recipes(tmp_path):
    """The same recipe with its files in two folders."""
    loaded = []
    for name in ("here", "there"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "x.npz").touch()
        (folder / "net.py").write_text(
            "from parts import size\ndef net(inputs, classes):\n    pass"
        )
        (folder / "parts.py").write_text("size = 3\n")
        (folder / "recipe.yaml").write_text(
            "data: {kind: arrays, path: ./x.npz}\nmodel: ./net.py:net\n"
        )
        loaded.append(suite.load(folder / "recipe.yaml"))
    return loaded


def test_the_same_files_elsewhere_are_the_same(recipes):
    check_same_work([card_of(recipe) for recipe in recipes])


@pytest.mark.parametrize("file", ["net.py", "parts.py"])
def test_another_content_of_a_file_is_named(recipes, file):
    changed = recipes[1].folder / file
    changed.write_text(changed.read_text() + "# edited\n")
    message = rf"worker 1 .* worker 0:\n  model: the content of {file} differs\nStart every"
    with pytest.raises(UserError, match=message):
        check_same_work([card_of(recipe) for recipe in recipes])


def test_other_data_is_named():
    def card(rows: int, value: int = 0):
        split = Split(np.full((rows, 2), value, np.uint8), np.arange(rows) % 2)
        return with_data({}, Dataset("data", split, None, None, ("a", "b")))

    check_same_data([card(4), card(4)])
    with pytest.raises(UserError, match=r"worker 1 .*\n  data, training: 4 examples .* -> 6 exam"):
        check_same_data([card(4), card(6)])
    with pytest.raises(UserError, match=r"worker 2 .*\n  data, training: 4 examples"):
        check_same_data([card(4), card(4), card(4, value=1)])
