"""What runs of one process share, and what they must not."""

from __future__ import annotations

import numpy as np
import pytest

import suite
from suite.training.assembly import dataset as module
from suite.training.assembly.dataset import recipe_dataset
from suite.training.process.kept_between_runs import Kept, kept, kept_between_runs

OWN_SOURCE = """
import numpy as np
from suite.data import Dataset, Split

def drawn():
    inputs = np.random.rand(8, 2).astype("float32")
    return Dataset("drawn", Split(inputs, np.arange(8) % 2), None, None, ("a", "b"))
"""


def loaded(recipe):
    return recipe_dataset(recipe, lambda text: None)[0]


@pytest.fixture
def brought(monkeypatch):
    asked = []

    def bring(source, doors):
        asked.append(source.kind)
        return original(source, doors)

    original = module.brought
    monkeypatch.setattr(module, "brought", bring)
    return asked


def test_the_oldest_goes_first():
    shared, made = Kept(most=2), []
    for key in ("a", "b", "a", "c", "a", "b"):
        shared.get("kind", key, lambda key=key: made.append(key))
    assert made == ["a", "b", "c", "b"]


def test_a_block_inside_another_shares_what_that_keeps():
    assert kept() is None
    with kept_between_runs() as outer:
        with kept_between_runs() as inner:
            assert inner is outer
        assert kept() is outer
    assert kept() is None


def test_all_goes_though_the_block_fails():
    with pytest.raises(ZeroDivisionError), kept_between_runs():
        raise ZeroDivisionError
    assert kept() is None


def test_a_source_is_read_once_and_split_by_each_seed(brought):
    recipes = [
        suite.load("quickstart", f"seed={seed}", "data={kind: diabetes, limit: 50}")
        for seed in (0, 1, 0)
    ]
    alone = [loaded(recipe) for recipe in recipes]
    brought.clear()
    with kept_between_runs():
        shared = [loaded(recipe) for recipe in recipes]
    assert brought == ["diabetes"]
    for one, other in zip(alone, shared, strict=True):
        for name, split in one.splits.items():
            assert np.array_equal(split.inputs, other.splits[name].inputs)
            assert np.array_equal(split.labels, other.splits[name].labels)
    assert not np.array_equal(shared[0].train.inputs, shared[1].train.inputs)


def test_other_arguments_are_another_source(brought):
    with kept_between_runs():
        for only in ([3, 8], [1, 7]):
            data = loaded(suite.load("quickstart", f"data={{kind: digits, only: {only}}}"))
            assert data.class_names == tuple(map(str, only))
    assert brought == ["digits", "digits"]


def test_a_source_of_the_users_is_asked_each_time(tmp_path):
    (tmp_path / "own.py").write_text(OWN_SOURCE, "utf-8")
    recipe = suite.load("quickstart", f"data={{kind: '{tmp_path / 'own.py'}:drawn'}}")
    with kept_between_runs():
        first, second = loaded(recipe), loaded(recipe)
    assert not np.array_equal(first.train.inputs, second.train.inputs)
