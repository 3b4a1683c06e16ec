"""The recipe with which a run is resumed."""

from __future__ import annotations

import json
import re

import pytest

from suite.errors import UserError
from suite.recipe import load
from suite.recipe.resume import identity, load_resumed_recipe

RECIPE = "name: first\nmodel: mlp\ntraining: {epochs: 3}\n"


@pytest.fixture
def run(write, folder):
    """The folder of a run with its resolved recipe."""
    path = folder / "run"
    path.mkdir()
    (path / "recipe.yaml").write_text(load(write(RECIPE)).to_yaml(), "utf-8")
    return path


def test_without_anything_given_it_is_the_runs_own(run):
    assert load_resumed_recipe(run) == load(run / "recipe.yaml")


FREE = [
    "name=second",
    "training.epochs=9",
    "training.checkpoint_every=2ep",
    "training.checkpoints_kept=5",
    "training.steps_per_execution=7",
    "training.strategy=one_device",
    "training.worker_wait=3.0",
]


@pytest.mark.parametrize("override", FREE)
def test_a_longer_run_is_the_same_run(run, override):
    changed = load_resumed_recipe(run, [override])
    assert changed == load(run / "recipe.yaml", override)
    assert identity(changed) == identity(load(run / "recipe.yaml"))


OTHER = [
    ("seed=3", "seed: 0 -> 3"),
    ("model.dropout=0.5", "model.dropout: 0.0 -> 0.5"),
    ("training.precision=mixed_bfloat16", "training.precision: float32 -> mixed_bfloat16"),
    ("data.batch_size=7", "data.batch_size: 128 -> 7"),
]


@pytest.mark.parametrize(("override", "line"), OTHER)
def test_another_run_is_refused(run, override, line):
    message = (
        f"{run}: the recipe has changed since the run began:\n  {line}\n"
        "Resume without these changes, start a new run, or insist with --force."
    )
    with pytest.raises(UserError, match=f"^{re.escape(message)}$"):
        load_resumed_recipe(run, [override])
    changed = load_resumed_recipe(run, [override], force=True)
    assert changed == load(run / "recipe.yaml", override)
    assert identity(changed) != identity(load(run / "recipe.yaml"))


def test_a_recipe_is_given_anew(run, write):
    same = write(RECIPE, "elsewhere/again.yaml")
    assert load_resumed_recipe(run, [str(same), "training.epochs=5"]).training.epochs == 5
    other = write("model: mlp\nseed: 4", "other.yaml")
    with pytest.raises(UserError, match="seed: 0 -> 4"):
        load_resumed_recipe(run, [str(other)])


def test_no_run(folder):
    message = f"{folder}: is not the folder of a run; it has no recipe.yaml."
    with pytest.raises(UserError, match=f"^{re.escape(message)}$"):
        load_resumed_recipe(folder)


def test_a_recipe_that_cannot_be_read_here_is_compared_with_what_was_recorded(run, folder):
    text = (run / "recipe.yaml").read_text("utf-8").replace("kind: digits", "kind: ./gone.py:data")
    (run / "recipe.yaml").write_text(text, "utf-8")
    with pytest.raises(UserError, match="gone"):
        load_resumed_recipe(run, ["model=mlp"])
    (run / "identity.json").write_text(json.dumps({"recipe": {"seed": 5}}), "utf-8")
    with pytest.raises(UserError, match="seed: 5 -> 0"):
        load_resumed_recipe(run, [str(folder / "r.yaml")])


@pytest.mark.parametrize("text", ["{", "[]", '{"code": []}', '{"code": {"a": 1}}'])
def test_a_damaged_record_counts_as_none(run, text):
    (run / "identity.json").write_text(text, "utf-8")
    assert load_resumed_recipe(run, ["training.epochs=9"]).training.epochs == 9
