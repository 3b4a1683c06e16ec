"""Sweeps whose trials pause at rungs or are pruned: real runs, small ones."""

from __future__ import annotations

import csv
import json
import shutil

import numpy as np
import pytest

import suite
from suite.lab.sweep import close as sweep_module
from suite.lab.sweep.sweep import sweep
from suite.recipe import load
from suite.runs.model_file import load_model
from suite.runs.run import Run
from suite.training.loop.loop import Loop

RECIPE = """
data: {kind: blobs, batch_size: 300}
model: {kind: mlp, widths: [8], dropout: 0.2}
optimizer:
  kind: sgd
  momentum: 0.9
  learning_rate: {kind: cosine_decay, initial_learning_rate: 0.1, decay_steps: 100%}
training: {epochs: 4, diagnostics: none, ema: 0.9}
sweep:
  metric: val_loss
  over:
    optimizer.learning_rate.initial_learning_rate: {low: 0.0001, high: 1, scale: log}
"""
HALVING = ("sweep.kind=halving", "sweep.trials=4", "sweep.factor=2")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stopped")
    (folder / "r.yaml").write_text(RECIPE)
    return folder


@pytest.fixture(scope="module", autouse=True)
def _no_pictures():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweep_module, "draw_sweep", lambda *_, **options: None)
        patch.setattr(sweep_module, "write_page", lambda path: None)
        yield


@pytest.fixture(scope="module")
def halved(folder):
    return sweep(load(folder / "r.yaml", *HALVING), folder / "halved", quiet=True)


def weights(path):
    return load_model(path / "model.keras").get_weights()


def told(found):
    """All of a sweep but the seconds that it took."""
    state = json.loads((found.path / "sweep.json").read_text())
    for trial in state["trials"]:
        del trial["seconds"]
    return state


def test_the_best_half_goes_on(halved):
    first = {trial.number: trial.rungs[0] for trial in halved.trials}
    second = {trial.number: trial.rungs[1] for trial in halved.trials if len(trial.rungs) > 1}
    assert set(second) == set(sorted(first, key=first.get)[:2])
    assert halved.best.number == min(second, key=second.get)
    epochs = [trial.epochs for trial in halved.ranked]
    assert epochs == [None, 2, 1, 1]
    assert [trial.status for trial in halved.ranked] == ["finished", *["paused"] * 3]
    lines = halved.to_text().splitlines()
    assert "after 2 epochs, paused" in lines[2]
    with (halved.path / "sweep.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["epochs"] for row in rows) == ["", "1", "1", "2"]


def test_one_that_paused_twice_is_one_that_never_did(folder, halved):
    whole = suite.run(load(halved.path / "best.yaml"), folder / "whole", quiet=True)
    resumed = Run.open(halved.path / "trials" / f"{halved.best.number:03}")
    assert whole.summary["metrics"] == {
        name: value
        for name, value in resumed.summary["metrics"].items()
        if name != "images_per_second"
    }
    for one, other in zip(weights(whole.path), weights(resumed.path), strict=True):
        np.testing.assert_array_equal(one, other)
    rows = [[row["val_loss"] for row in run.history.rows] for run in (whole, resumed)]
    assert rows[0] == rows[1]
    assert rows[0][:2] == halved.best.rungs[:2]


@pytest.mark.slow
def test_killed_in_any_leg_it_comes_to_the_same(folder, halved, monkeypatch):
    recipe, out = load(folder / "r.yaml", *HALVING), folder / "killed"
    advance, epochs = Loop.finish_epoch, []

    def stops(self, epoch, log):
        advance(self, epoch, log)
        epochs.append(epoch)
        if len(epochs) in (2, 5, 6):  # in a first leg, in a second one, in the last
            raise KeyboardInterrupt

    monkeypatch.setattr(Loop, "finish_epoch", stops)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            sweep(recipe, out, quiet=True)
    again = sweep(recipe, out, quiet=True)
    assert told(again) == told(halved)
    for name in (f"{trial.number:03}" for trial in halved.trials):
        once, twice = (weights(sweep.path / "trials" / name) for sweep in (halved, again))
        for one, other in zip(once, twice, strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.fixture(scope="module")
def pruned(folder):
    recipe = load(folder / "r.yaml", *PRUNED)
    return sweep(recipe, folder / "pruned", quiet=True)


PRUNED = (
    "sweep.kind=random",
    "sweep.trials=5",
    "sweep.prune={kind: percentile, keep: 0.5, startup: 2, warmup: 0}",
)


def test_a_hopeless_trial_is_stopped_and_why_is_written_down(pruned):
    stopped = [trial for trial in pruned.trials if trial.status == "pruned"]
    assert stopped
    assert all(trial.status == "finished" for trial in pruned.trials[:2])
    for trial in stopped:
        assert trial.known == [*range(trial.number)]
        run = Run.open(pruned.path / "trials" / f"{trial.number:03}")
        assert (run.status, run.summary["epochs"]) == ("interrupted", trial.epochs)
        value = run.history.rows[-1]["val_loss"]
        assert trial.value == value
        assert trial.reason.startswith(f"after {trial.epochs} epoch")
        assert "is worse than" in trial.reason
        assert "the median of" in trial.reason
    assert pruned.best.status == "finished"
    assert pruned.ranked[-1].status == "pruned"


def test_a_decision_that_was_not_written_down_is_made_again(folder, pruned):
    """Killed after the run had stopped, and before that was said; then the others are known."""
    out = shutil.copytree(pruned.path, folder / "again")
    number = next(trial.number for trial in pruned.trials if trial.status == "pruned")
    file = out / "trials" / f"{number:03}.json"
    begun = json.loads(file.read_text()) | {"status": "running", "value": None, "reason": ""}
    file.write_text(json.dumps(begun | {"epochs": None, "seconds": 0.0}))
    assert told(sweep(load(folder / "r.yaml", *PRUNED), out, quiet=True)) == told(pruned)
