"""Trackers of runs: they follow, they fail alone, and the weights know nothing of them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys

import numpy as np
import pytest

import suite
from suite.errors import UserError
from suite.recipe import RecipeError, load
from suite.recipe.identity.code_files import code_digests
from suite.recipe.resume import identity, load_resumed_recipe
from suite.runs import History, RunDirectory
from suite.runs.progress.progress import Progress
from suite.trackers.process import tracking
from suite.training import training_run
from tests import commands
from tests.commands import CHECKOUT
from tests.trackers.told import lines

FILE = CHECKOUT / "tests" / "trackers" / "told.py"
SMALL = ("training.epochs=3", "data.limit=300", "training.keep_best=none")


def tracked(*trackers, more=()):
    return load("quickstart", f"training.track=[{', '.join(trackers)}]", *SMALL, *more)


def told(path):
    return lines(path / "track" / "told.jsonl")


@pytest.fixture
def said(monkeypatch):
    """What a run says."""
    said = []
    monkeypatch.setattr(Progress, "message", lambda self, text: said.append(text))
    return said


@pytest.fixture(scope="module")
def untracked(tmp_path_factory):
    return suite.run(load("quickstart", *SMALL), tmp_path_factory.mktemp("u") / "r", quiet=True)


def test_it_is_told_what_the_files_say_and_changes_nothing(tmp_path, untracked, said):
    run = suite.run(tracked(f"{FILE}:Told", "tensorboard"), tmp_path / "r", quiet=True)
    assert not [line for line in said if "track" in line]
    for one, other in zip(run.model.get_weights(), untracked.model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    opened, *logged, finished = told(run.path)
    assert opened == ["open", None, "quickstart-r", None, 0]
    epochs = {step: values for kind, step, values in logged if kind == "log" and "epoch" in values}
    for row in run.history.rows:
        values = epochs.pop(row["step"])
        assert values == {name: row[name] for name in row if name != "step"}
    assert not epochs
    assert finished[:2] == ["finish", "finished"]
    assert finished[2]["test_accuracy"] == run.summary["metrics"]["test_accuracy"]
    found = [line[2] for line in logged if line[0] == "finding"]
    assert found == [finding["text"] for finding in run.findings]
    assert list((run.path / "track" / "tensorboard" / "train").iterdir())


def test_broken_trackers_are_warnings_and_the_others_go_on(tmp_path, untracked, said, monkeypatch):
    monkeypatch.setattr(tracking, "PATIENCE", 6.0)
    broken = [f"{{kind: {FILE}:Broken, at: {at}}}" for at in ("all", "open", "log", "finish")]
    names = [*broken, f"{FILE}:Hanging", f"{FILE}:Told"]
    run = suite.run(tracked(*names), tmp_path / "r", quiet=True)
    assert run.status == "finished"
    warnings = [line for line in said if line.startswith("warning: training.track: ")]
    assert len(warnings) == 5, warnings
    for label, reason in (
        ("broken", "RuntimeError: no open today"),
        ("broken-2", "RuntimeError: no open today"),
        ("broken-3", "RuntimeError: no log today"),
        ("broken-4", "RuntimeError: no finish today"),
        ("hanging", "it hung, and did nothing for 6 s after the run"),
    ):
        (line,) = [one for one in warnings if f"track: {label} has failed" in one]
        assert reason in line
    for one, other in zip(run.model.get_weights(), untracked.model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert told(run.path)[-1][:2] == ["finish", "finished"]


def test_a_run_that_fails_says_so(tmp_path, monkeypatch, said):
    def fails(self):
        raise suite.RunFailure("as asked")

    monkeypatch.setattr(training_run.TrainingRun, "check", fails)
    with pytest.raises(suite.RunFailure, match="as asked"):
        suite.run(tracked(f"{FILE}:Told"), tmp_path / "r", quiet=True)
    assert told(tmp_path / "r")[-1][:2] == ["finish", "failed"]


def test_a_process_that_cannot_be_started_is_a_warning(tmp_path, said, monkeypatch):
    recipe, directory = tracked(f"{FILE}:Told"), RunDirectory(tmp_path)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no_python"))
    followers = tracking.Tracking(recipe, directory, said.append)
    with contextlib.closing(followers):
        followers.begin()
    (warning,) = said
    assert "told has failed and is left alone" in warning


@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
def test_one_that_gets_no_processor_does_not_hang(tmp_path, said, monkeypatch):
    monkeypatch.setattr(tracking, "PATIENCE", 1.5)
    recipe = tracked(f"{{kind: {FILE}:Starved, seconds: 2.5}}")
    followers = tracking.Tracking(recipe, RunDirectory(tmp_path), said.append)
    (tmp_path / "recipe.yaml").write_text(recipe.to_yaml(), "utf-8")
    with contextlib.closing(followers):
        followers.begin()
    assert [line for line in said if "failed" in line] == []


@pytest.mark.parametrize(
    ("tracker", "message"),
    [
        ("mlfow", "unknown tracker 'mlfow'; did you mean 'mlflow'"),
        ("{kind: wandb, projekt: x}", "unknown argument of wandb; did you mean 'project'"),
        ("{kind: wandb, mode: on}", "must be"),
        (f"{FILE}:lines", "missing argument"),
    ],
)
def test_a_wrong_name_or_argument_is_refused(tracker, message):
    with pytest.raises(RecipeError, match=message):
        tracked(tracker)


def refused(recipe, folder):
    with pytest.raises(UserError) as error:
        tracking.Tracking(recipe, RunDirectory(folder), print)
    return str(error.value)


def test_what_is_no_tracker_or_lacks_its_package_is_refused(tmp_path):
    (tmp_path / "own.py").write_text(
        "import suite\n"
        "class Other: ...\n"
        "class Lacking(suite.Tracker):\n"
        "    package = 'no_such_package'\n"
    )
    recipe = tracked(f"{tmp_path}/own.py:Other")
    assert "training.track.0: is a Other, not a suite.Tracker" in refused(recipe, tmp_path)
    (tmp_path / "broken.py").write_text("import suite\nclass Bad(suite.Tracker): ...\nno_name\n")
    recipe = tracked(f"{tmp_path}/broken.py:Bad")
    assert "training.track.0: " in refused(recipe, tmp_path)
    assert "broken.py:3: NameError" in refused(recipe, tmp_path)
    recipe = tracked(f"{tmp_path}/own.py:Lacking")
    sentence = "needs no_such_package, which is not installed: pip install 'no_such_package'"
    assert sentence in refused(recipe, tmp_path)
    assert any(sentence in str(remark) for remark in recipe.remarks())


def test_a_run_is_the_same_whoever_tracks_it(tmp_path):
    plain, recipe = load("quickstart", *SMALL), tracked(f"{{kind: {FILE}:Told, path: x}}")
    assert identity(recipe) == identity(plain)
    assert code_digests(recipe) == {}
    (tmp_path / "recipe.yaml").write_text(recipe.to_yaml())
    for track in ("[]", f"[{{kind: {FILE}:Told, path: y}}]", "[tensorboard]"):
        resumed = load_resumed_recipe(tmp_path, [f"training.track={track}"])
        assert identity(resumed) == identity(plain)
    with pytest.raises(UserError, match="the recipe has changed"):
        load_resumed_recipe(tmp_path, ["training.track=[]", "seed=5"])


def test_only_the_chief_tracks():
    assert tracking.Tracking(tracked(f"{FILE}:Told"), RunDirectory.discarded(), print).tasks == []


KILL = """
import os, signal
import keras

class Kill(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch == 3 and "KILL" in os.environ:
            os.kill(os.getpid(), getattr(signal, os.environ["KILL"]))
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
@pytest.mark.parametrize("by", ["SIGKILL", "SIGINT"])
def test_killed_and_resumed_it_is_one_run(by, tmp_path, monkeypatch):
    """Told after the resume is what was not told before, whatever the checkpoint knew."""
    (tmp_path / "kill.py").write_text(KILL)
    monkeypatch.setenv("KILL", by)
    process = commands.start(
        *("run", "quickstart", f"callbacks+={tmp_path}/kill.py:Kill", "training.epochs=6"),
        *(f"training.track=[{FILE}:Told]", "data.limit=600", "--out", tmp_path / "r"),
    )
    process.communicate()
    assert process.returncode == {"SIGKILL": -signal.SIGKILL, "SIGINT": 130}[by]
    monkeypatch.delenv("KILL")
    # The tracker's process is through in a moment; the next one waits for nobody.
    commands.succeed("run", "--resume", tmp_path / "r")
    rows = History.read(tmp_path / "r" / "history.csv").rows
    said = told(tmp_path / "r")
    assert [line[1] for line in said if line[0] == "open"] == [None, "first"]
    ends = [line[1] for line in said if line[0] == "finish"]
    assert ends == [{"SIGKILL": "killed", "SIGINT": "interrupted"}[by], "finished"]
    steps = [line[1] for line in said if line[0] == "log" and "epoch" in line[2]]
    assert steps == [row["step"] for row in rows]


@pytest.mark.slow
def test_trials_are_runs_of_one_group(tmp_path):
    over = "sweep={metric: val_loss, over: {seed: [4, 5]}}"
    track = f"training.track=[{FILE}:Told]"
    commands.succeed("sweep", "quickstart", *SMALL, over, track, "--out", tmp_path / "mine")
    for number in (0, 1):
        opened, *_, finished = told(tmp_path / "mine" / "trials" / f"{number:03}")
        assert opened == ["open", None, f"quickstart-{number:03}", "mine", 4 + number]
        assert finished[1] == "finished"


@pytest.mark.slow
def test_of_two_workers_one_tracks(tmp_path):
    path = tmp_path / "all.jsonl"
    process = commands.start(
        *("launch", "--workers", "2", "quickstart", *SMALL, "training.worker_wait=120"),
        *(f"training.track=[{{kind: {FILE}:Told, path: {path}}}]", "--out", tmp_path / "two"),
    )
    out, err = process.communicate(timeout=400)
    assert process.returncode == 0, out + err
    calls = [line[0] for line in lines(path)]
    assert (calls.count("open"), calls.count("finish")) == (1, 1)
    summary = json.loads((tmp_path / "two" / "summary.json").read_text())
    assert summary["status"] == lines(path)[-1][1] == "finished"
