"""By which way a recipe is run, and what is refused before anything is made."""

from __future__ import annotations

import io
import json

import pytest

import suite
from suite.recipe import RecipeError
from suite.training import run as module
from suite.training.loop.pause import go_on
from suite.training.run import run

SWEEP = "sweep={kind: grid, over: {seed: [0, 1]}}"


@pytest.fixture
def ways(monkeypatch):
    """Which of the ways was taken, in place of the ways."""
    taken = []

    def walk(recipe, out, resume, page):
        taken.append(("surface", out, resume))

    monkeypatch.setattr(module, "run_surface", walk)
    monkeypatch.setattr(
        module, "TrainingRun", lambda *parts: taken.append(("training", parts)) or Finished()
    )
    return taken


class Finished:
    tracking = io.StringIO()  # is closed

    def execute(self, resume):
        return "finished"


def test_a_surface_is_walked_over(ways, tmp_path):
    run(suite.load("optim/surface-quadratic"), tmp_path / "walk")
    assert ways == [("surface", tmp_path / "walk", False)]


def test_a_model_is_trained_in_the_directory_that_is_named(ways, tmp_path):
    recipe = suite.load("quickstart")
    assert run(recipe, tmp_path / "first", quiet=True, force=True) == "finished"
    ((_, (given, directory, _, *options)),) = ways
    assert given is recipe
    assert directory.path == tmp_path / "first"
    assert options == [None, True, None, go_on]


def test_without_a_name_the_directory_bears_that_of_the_recipe(ways, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(suite.load("quickstart"), quiet=True)
    ((_, (_, directory, *_)),) = ways
    assert directory.path.parent.parts[-2:] == ("runs", "quickstart")


def test_a_sweep_is_many_runs(ways, tmp_path):
    with pytest.raises(RecipeError, match=r"sweep: is many runs: use `python -m suite sweep`"):
        run(suite.load("quickstart", SWEEP), tmp_path / "run")
    assert ways == []


def test_a_run_that_is_resumed_must_be_named(ways):
    with pytest.raises(ValueError, match=r"Argument `out` must be the run to resume. Received:"):
        run(suite.load("quickstart"), resume=True)
    assert ways == []


def test_the_process_is_as_it_was_after_a_run(ways, tmp_path):
    import keras

    before = keras.config.dtype_policy().name
    run(suite.load("quickstart", "training.precision=mixed_bfloat16"), tmp_path / "a", quiet=True)
    assert keras.config.dtype_policy().name == before


@pytest.mark.parametrize("status", ["running", "interrupted", "failed"])
def test_a_run_that_has_not_ended_is_resumed_where_it_lies(ways, tmp_path, status):
    (tmp_path / "recipe.yaml").write_text("model: mlp\n")
    (tmp_path / "summary.json").write_text(json.dumps({"status": status}))
    run(suite.load("quickstart"), tmp_path, resume=True, quiet=True)
    ((_, (_, directory, *_)),) = ways
    assert directory.path == tmp_path
    assert directory.is_unfinished


def test_a_run_that_has_ended_is_not_resumed(ways, tmp_path):
    (tmp_path / "recipe.yaml").write_text("model: mlp\n")
    (tmp_path / "summary.json").write_text(json.dumps({"status": "finished"}))
    with pytest.raises(suite.UserError, match="the run is finished; there is nothing to resume"):
        run(suite.load("quickstart"), tmp_path, resume=True, quiet=True)
    assert ways == []
