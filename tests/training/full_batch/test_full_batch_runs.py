"""Whole runs by whole passes: resumed, killed, ended by themselves, refused."""

from __future__ import annotations

import csv
import json

import keras
import numpy as np
import pytest

import suite
from suite.errors import UserError
from suite.optimizers.l_bfgs import LBFGS
from suite.runs.model_file import load_model
from tests.commands import start, succeed
from tests.training.state.test_resume import PLUGINS, TIMES

RECIPE = """
data: {{kind: blobs, batch_size: 50}}
model: {{kind: mlp, widths: [6], activation: tanh}}
optimizer: {optimizer}
training: {{epochs: 8, class_weights: {{0: 2.0}}}}
callbacks:
  - {{kind: early_stopping, monitor: loss, patience: 5, restore_best_weights: true}}
  - ./plugins.py:Stop
"""
OPTIMIZERS = {
    "l_bfgs": "{kind: l_bfgs, history: 3}",
    "newton_cg": "{kind: newton_cg, curvature: gauss_newton, cg_steps: 5}",
}


def rows(run):
    with run.directory.history_csv.open(newline="") as file:
        return [{k: v for k, v in row.items() if k not in TIMES} for row in csv.DictReader(file)]


@pytest.fixture
def recipe_of(tmp_path):
    def made(optimizer):
        (tmp_path / "plugins.py").write_text(PLUGINS)
        file = tmp_path / "recipe.yaml"
        file.write_text(RECIPE.format(optimizer=OPTIMIZERS[optimizer]))
        return suite.load(file)

    return made


@pytest.mark.slow
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_resumed_run_is_the_uninterrupted_one(optimizer, recipe_of, tmp_path, monkeypatch):
    recipe = recipe_of(optimizer)
    whole = suite.run(recipe, tmp_path / "whole", quiet=True)
    monkeypatch.setenv("STOP_AT", "5")
    stopped = suite.run(recipe, tmp_path / "stopped", quiet=True)
    assert (stopped.summary["status"], stopped.summary["steps"]) == ("interrupted", 5)
    monkeypatch.delenv("STOP_AT")
    resumed = suite.run(recipe, tmp_path / "stopped", resume=True, quiet=True)
    assert (resumed.summary["status"], resumed.summary["steps"]) == ("finished", 8)
    assert rows(resumed) == rows(whole)
    for one, other in zip(resumed.model.get_weights(), whole.model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert resumed.summary["metrics"] == whole.summary["metrics"]
    texts = [(run.path / "findings.json").read_text() for run in (resumed, whole)]
    assert texts[0] == texts[1]


@pytest.mark.slow
def test_killed_and_resumed_is_the_uninterrupted_run(tmp_path):
    command = ("run", "optim/l-bfgs", "training.checkpoint_every=1st", "--out")
    succeed(*command, tmp_path / "whole", "--quiet")
    process = start(*command, tmp_path / "killed")
    assert process.stdout.readline().startswith("see it live: ")
    for _ in range(4):
        assert process.stdout.readline().startswith("epoch ")
    process.kill()
    process.communicate()
    succeed("run", "--resume", tmp_path / "killed", "--quiet")
    whole, killed = (suite.runs.Run.open(tmp_path / name) for name in ("whole", "killed"))
    assert rows(killed) == rows(whole)
    weights = [keras.models.load_model(run.directory.model_keras) for run in (whole, killed)]
    for one, other in zip(*(model.get_weights() for model in weights), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_run_says_what_falls_away_and_leaves_a_model(recipe_of, tmp_path):
    run = suite.run(recipe_of("l_bfgs"), tmp_path / "run", quiet=True)
    findings = json.loads((run.path / "findings.json").read_text())
    (note,) = (one for one in findings if one["diagnostic"] == "full_batch")
    assert (note["severity"], note["topic"]) == ("note", "optim/l-bfgs")
    assert "training.diagnostics: auto" in note["text"]
    assert run.summary["metrics"]["loss"] < 0.5
    loaded = load_model(run.path / "model.keras")
    assert type(loaded.optimizer) is LBFGS
    assert not keras.models.load_model(run.path / "model.keras").compiled  # which Keras lacks


@pytest.mark.slow
def test_a_run_ends_by_itself_where_the_gradient_is_zero(recipe_of, tmp_path):
    recipe = recipe_of("newton_cg").replace("training.epochs=300", "callbacks=[]")
    run = suite.run(recipe.replace("optimizer.tolerance=0.001"), tmp_path / "run", quiet=True)
    assert run.summary["status"] == "finished"
    assert run.summary["epochs"] < 100


@pytest.mark.parametrize("hidden", ["Dropout(0.5)", "BatchNormalization()"])
def test_what_the_recipe_does_not_show_leaves_no_run(hidden, recipe_of, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    recipe = recipe_of("l_bfgs")
    (tmp_path / "net.py").write_text(
        "import keras\n\n\ndef net(inputs, classes):\n"
        f"    layer = keras.layers.{hidden}\n"
        "    return keras.layers.Dense(classes)(layer(inputs))\n"
    )
    with pytest.raises(UserError, match=r"draws at random or takes statistics"):
        suite.run(recipe.replace("model=./net.py:net"), tmp_path / "run", quiet=True)
    assert not (tmp_path / "run").exists()
