"""`data.limit`: a part of every split."""

from __future__ import annotations

import numpy as np
import pytest

from suite.catalog import Component
from suite.data.dataset import Dataset, Split
from suite.data.limit import limited
from suite.data.load import load_dataset
from tests.commands import succeed, suite

DIGITS = Component("digits")


def rows(split):
    """Each example as bytes, to tell which they are."""
    return [example.tobytes() for example in np.asarray(split.inputs)]


def test_every_split_is_a_part_of_the_whole_one():
    whole = load_dataset(DIGITS)
    part = load_dataset(DIGITS, limit=100, seed=3)
    for name, split in part.splits.items():
        assert len(split) == 100
        assert set(rows(split)) <= set(rows(whole.splits[name]))


def test_validation_is_held_out_of_what_is_left(tmp_path):
    x = np.random.default_rng(0).normal(size=(500, 3)).astype("float32")
    np.savez(tmp_path / "data.npz", x_train=x, y_train=np.arange(500) % 2)
    source = Component("arrays", {"path": str(tmp_path / "data.npz")})
    part = load_dataset(source, limit=100, validation=0.2)
    assert (len(part.train), len(part.validation)) == (80, 20)


def test_the_seed_decides_and_more_contain_fewer():
    small, large = (load_dataset(DIGITS, limit=limit, seed=1) for limit in (50, 200))
    assert set(rows(small.train)) < set(rows(large.train))
    assert rows(small.train) == rows(load_dataset(DIGITS, limit=50, seed=1).train)
    assert rows(small.train) != rows(load_dataset(DIGITS, limit=50, seed=2).train)


@pytest.mark.parametrize("limit", [None, 10**6])
def test_a_limit_that_is_not_reached_changes_nothing(limit):
    whole, part = load_dataset(DIGITS), load_dataset(DIGITS, limit=limit)
    assert rows(whole.train) == rows(part.train)


def test_rare_classes_keep_an_example():
    labels = np.array([0] * 990 + [1] * 5 + [2] * 5)
    split = Split(np.arange(1000, dtype="float32")[:, None], labels)
    part = limited(Dataset("rare", split, None, None, ("a", "b", "c")), 20, seed=0)
    assert set(part.train.labels) == {0, 1, 2}
    assert len(part.train) == 20


@pytest.mark.parametrize("limit", ["0", "-1", "1.5", "many"])
def test_a_limit_that_is_none_is_refused(limit):
    answer = suite("check", "quickstart", f"data.limit={limit}")
    assert answer.status == 2
    assert "data.limit: must be a whole number of at least 1" in answer.err


@pytest.mark.slow
def test_a_quick_try(tmp_path):
    run = tmp_path / "run"
    said = succeed("run", "models/mlp-digits", "data.limit=200", "training.epochs=2", "--out", run)
    assert "finished after 2 epochs" in said
    assert "limit: 200" in (run / "recipe.yaml").read_text("utf-8")
    assert "test" in succeed("evaluate", run)
