"""A run that was stopped goes on as if it had not been."""

from __future__ import annotations

import csv
import errno
import json
import os

import numpy as np
import pytest

import suite
from suite.errors import RunFailure, UserError
from suite.recipe.resume import identity
from suite.runs import RunDirectory
from suite.runs.model_file import load_model
from tests import commands

# Everything that has a state: dropout, augmentation, momentum, averaged weights, batch norm, sums
# of a metric, stock callbacks with counters and kept weights, a diagnostic with accumulators and a
# list; and a balanced order of the data.
RECIPE = """
data:
  kind: digits
  batch_size: 256
  class_counts: {3: 40}
  sampling: balanced
  augment: [{kind: random_crop, padding: 1}]
model: {kind: cnn, filters: [4, 8], dense: [16], norm: batch, dropout: 0.3}
metrics: [accuracy, balanced_accuracy, precision, auc]
penalties: [{layers: logits, kernel_regularizer: {kind: l2, l2: 0.0001}}]
optimizer: {kind: sgd, momentum: 0.9, learning_rate: 0.05}
training: {epochs: 6, ema: 0.9, class_weights: {3: 2}}
callbacks:
  - {kind: early_stopping, patience: 4, restore_best_weights: true}
  - {kind: reduce_lr_on_plateau, monitor: loss, patience: 0, factor: 0.7, min_delta: 0.2}
  - {kind: ./plugins.py:MeanLoss, every: 2}
  - ./plugins.py:Stop
"""
PLUGINS = '''
import os
import signal

import keras

from suite import Diagnostic


class MeanLoss(Diagnostic):
    """Mean loss of the measured steps, and all means so far."""

    def __init__(self, every: int = 1):
        super().__init__(every)
        self.means = []

    def build(self, model):
        self.total = self.accumulator("total", reduce="mean")
        self.count = self.accumulator("count", reduce="same", lasting=True)

    def observe(self, step):
        self.total.assign_add(step.loss)
        self.count.assign_add(1.0)

    def report(self):
        self.means.append(float(self.total))
        if os.environ.get("FAIL_AT") == str(len(self.means)):
            raise ValueError("as asked")
        return {"total": self.total, "count": self.count, "means": self.means}


class Stop(keras.callbacks.Callback):
    """Presses Ctrl-C in the step that the environment names."""

    def on_train_batch_end(self, batch, logs=None):
        if os.environ.get("STOP_AT") == str(int(self.model.optimizer.iterations)):
            os.kill(os.getpid(), signal.SIGINT)
'''
TIMES = {"seconds", "images_per_second"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("resume")
    (folder / "recipe.yaml").write_text(RECIPE)
    (folder / "plugins.py").write_text(PLUGINS)
    return folder


@pytest.fixture(scope="module")
def uninterrupted(folder):
    return suite.run(suite.load(folder / "recipe.yaml"), folder / "whole", quiet=True)


def rows(run) -> list[dict]:
    with run.directory.history_csv.open(newline="") as file:
        return [{k: v for k, v in row.items() if k not in TIMES} for row in csv.DictReader(file)]


def assert_same(run, other) -> None:
    best, other_best = (load_model(r.directory.best_keras) for r in (run, other))
    for one, two in ((run.model, other.model), (best, other_best)):
        for a, b in zip(one.get_weights(), two.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)
    assert rows(run) == rows(other)
    for name in ("diagnostics.jsonl", "findings.json"):
        assert (run.path / name).read_text() == (other.path / name).read_text()


# 4 steps per epoch: in the first epoch, at the end of an epoch, inside a later one.
@pytest.mark.parametrize(
    "step", [pytest.param(2, marks=pytest.mark.slow), 8, pytest.param(15, marks=pytest.mark.slow)]
)
def test_resumed_run_is_the_uninterrupted_one(folder, uninterrupted, monkeypatch, step):
    recipe, out = suite.load(folder / "recipe.yaml"), folder / f"stopped-{step}"
    monkeypatch.setenv("STOP_AT", str(step))
    stopped = suite.run(recipe, out, quiet=True)
    assert stopped.summary["status"] == "interrupted"
    assert stopped.summary["steps"] == step
    monkeypatch.delenv("STOP_AT")
    resumed = suite.run(recipe, out, resume=True, quiet=True)
    assert resumed.summary["status"] == "finished"
    assert_same(resumed, uninterrupted)


def test_a_run_that_pauses_at_two_rungs_is_the_uninterrupted_one(folder, uninterrupted):
    recipe, out = suite.load(folder / "recipe.yaml"), folder / "paused"
    seen = []

    def paused(epochs, **options):
        seen.clear()

        def pause(history):
            seen.append(len(history.rows))
            return len(history.rows) == epochs

        return suite.training.run.run(recipe, out, quiet=True, pause=pause, **options)

    first = paused(2)
    assert (first.status, first.summary["steps"], seen) == ("interrupted", 8, [0, 1, 2])
    assert first.summary["metrics"]["val_accuracy"] == float(rows(uninterrupted)[1]["val_accuracy"])
    # Killed before the answer was written down, it is asked the same again and trains no further.
    again = paused(2, resume=True)
    assert (again.status, again.summary["steps"], seen) == ("interrupted", 8, [2])
    second = paused(5, resume=True)
    assert (second.status, second.summary["steps"], seen) == ("interrupted", 20, [2, 3, 4, 5])
    assert_same(suite.run(recipe, out, resume=True, quiet=True), uninterrupted)


def test_a_resumed_run_with_slow_weights_is_the_uninterrupted_one(folder, tmp_path, monkeypatch):
    overrides = (
        "training={epochs: 3, ema: null, lookahead: {every: 3, power: 2}, rates: {'*/beta': 8}}",
        "data.augment=[alternating_flip]",
    )
    recipe = suite.load(folder / "recipe.yaml", *overrides)
    whole = suite.run(recipe, tmp_path / "whole", quiet=True)
    monkeypatch.setenv("STOP_AT", "7")  # between two meetings, at 6 and 9
    stopped = suite.run(recipe, tmp_path / "stopped", quiet=True)
    assert (stopped.summary["status"], stopped.summary["steps"]) == ("interrupted", 7)
    monkeypatch.delenv("STOP_AT")
    assert_same(suite.run(recipe, stopped.path, resume=True, quiet=True), whole)


@pytest.mark.slow
def test_a_damaged_checkpoint_is_passed_over(folder, uninterrupted, monkeypatch, capsys):
    recipe, out = suite.load(folder / "recipe.yaml"), folder / "damaged"
    monkeypatch.setenv("STOP_AT", "15")
    suite.run(recipe, out, quiet=True)
    monkeypatch.delenv("STOP_AT")
    older, newest = sorted((out / "checkpoints").glob("*.npz"))
    content = bytearray(newest.read_bytes())
    content[len(content) // 2] ^= 0x10
    newest.write_bytes(content)
    resumed = suite.run(recipe, out, resume=True)
    shown = capsys.readouterr().out
    assert f"{newest} is damaged" in shown
    assert f"going on from {older.name}" in shown
    assert_same(resumed, uninterrupted)


@pytest.mark.slow
def test_a_failing_plugin_leaves_a_checkpoint(folder, uninterrupted, monkeypatch):
    recipe, out = suite.load(folder / "recipe.yaml"), folder / "failing"
    monkeypatch.setenv("FAIL_AT", "3")
    with pytest.raises(RunFailure, match=r"mean_loss \(.*plugins.py:\d+\) failed in report.*asked"):
        suite.run(recipe, out, quiet=True)
    assert json.loads((out / "summary.json").read_text())["status"] == "failed"
    assert any((out / "checkpoints").glob("*.npz"))
    monkeypatch.delenv("FAIL_AT")
    resumed = suite.run(recipe, out, resume=True, quiet=True)
    for a, b in zip(resumed.model.get_weights(), uninterrupted.model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_finished_run_is_not_resumed(uninterrupted):
    recipe = suite.load(uninterrupted.directory.recipe_yaml)
    with pytest.raises(UserError, match="nothing to resume"):
        suite.run(recipe, uninterrupted.path, resume=True, quiet=True)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("model.dense=[24]", r"another model.*dense1"),
        ("callbacks+=terminate_on_nan", r"other callbacks: EarlyStopping.*TerminateOnNaN"),
    ],
)
@pytest.mark.slow
def test_a_checkpoint_of_another_run_is_refused(folder, tmp_path, monkeypatch, change, message):
    monkeypatch.setenv("STOP_AT", "2")
    suite.run(suite.load(folder / "recipe.yaml"), tmp_path / "other", quiet=True)
    monkeypatch.delenv("STOP_AT")
    changed = suite.load(folder / "recipe.yaml", change)
    with pytest.raises(UserError, match=message):
        suite.run(changed, tmp_path / "other", resume=True, quiet=True)


@pytest.mark.slow
def test_the_same_command_goes_on_with_an_unfinished_run(folder, uninterrupted, monkeypatch):
    command = ("run", folder / "recipe.yaml", "--out", folder / "again", "--quiet")
    monkeypatch.setenv("STOP_AT", "10")
    assert commands.suite(*command).status == 130
    monkeypatch.delenv("STOP_AT")
    changed = commands.suite(*command, "seed=5")
    assert changed.status == 2
    assert "seed: 0 -> 5" in changed.err
    commands.succeed(*command)
    resumed = suite.runs.Run.open(folder / "again")
    assert rows(resumed) == rows(uninterrupted)
    finished = commands.suite(*command)
    assert finished.status == 2
    assert "already holds a run (finished)" in finished.err


@pytest.mark.slow
def test_two_processes_do_not_share_a_run_directory(folder, monkeypatch):
    recipe, out = suite.load(folder / "recipe.yaml"), folder / "shared"
    monkeypatch.setenv("STOP_AT", "2")
    suite.run(recipe, out, quiet=True)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    with (
        RunDirectory.open(out).locked(),
        pytest.raises(UserError, match="another process is training in this folder"),
    ):
        suite.run(recipe, out, resume=True, quiet=True)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(("every", "steps"), [("3st", [21, 24]), ("2ep", [16, 24])])
@pytest.mark.slow
def test_checkpoints_at_the_steps_that_were_asked_for(folder, every, steps):
    overrides = (f"training.checkpoint_every={every}", "callbacks=[]", "training.ema=null")
    run = suite.run(
        suite.load(folder / "recipe.yaml", *overrides), folder / f"every-{every}", quiet=True
    )
    files = sorted(run.directory.checkpoints.glob("*.npz"))
    assert [int(file.stem.partition("-")[2]) for file in files] == steps


@pytest.mark.slow
def test_as_many_checkpoints_as_were_asked_for(folder):
    overrides = ("training.checkpoint_every=1st", "training.checkpoints_kept=5")
    run = suite.run(
        suite.load(folder / "recipe.yaml", *overrides, "callbacks=[]"), folder / "five", quiet=True
    )
    assert len(list(run.directory.checkpoints.glob("*.npz"))) == 5


@pytest.mark.slow
def test_a_full_disk_ends_the_run_and_keeps_the_last_checkpoint(folder, monkeypatch):
    """The operating system refuses every write from the tenth step on."""
    recipe = suite.load(folder / "recipe.yaml", "training.checkpoint_every=2st", "callbacks=[]")
    whole = suite.run(recipe, folder / "roomy", quiet=True)
    out, real = folder / "full", os.replace

    def refuse(source, target):
        if "step-00000001" in str(target):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(RunFailure, match=r"step-000000010.*No space left on device"):
        suite.run(recipe, out, quiet=True)
    assert json.loads((out / "summary.json").read_text())["status"] == "failed"
    names = sorted(file.name for file in (out / "checkpoints").iterdir())
    assert names == ["lock", "step-000000006.npz", "step-000000008.npz"]
    monkeypatch.undo()
    assert_same(suite.run(recipe, out, resume=True, quiet=True), whole)


@pytest.mark.slow
def test_a_recipe_edited_in_the_run_directory_is_told_of(folder, monkeypatch, capsys):
    """Even where nothing compares the recipes: the checkpoint knows which one wrote it."""
    out = folder / "edited"
    monkeypatch.setenv("STOP_AT", "6")
    suite.run(suite.load(folder / "recipe.yaml"), out, quiet=True)
    monkeypatch.delenv("STOP_AT")
    text = (out / "recipe.yaml").read_text()
    (out / "recipe.yaml").write_text(text.replace("momentum: 0.9", "momentum: 0.8"))
    suite.run(suite.load(out / "recipe.yaml"), out, resume=True)
    assert "the recipe has changed since this checkpoint was written" in capsys.readouterr().out


def test_a_longer_run_is_the_same_recipe():
    recipe = suite.load("quickstart")
    longer = suite.load("quickstart", "training.epochs=99", "training.strategy=mirrored")
    assert identity(recipe) == identity(longer)
    assert identity(recipe) != identity(suite.load("quickstart", "optimizer.beta_1=0.8"))
