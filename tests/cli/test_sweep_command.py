"""Sweeps of real runs: a killed one goes on as if nothing had happened."""

from __future__ import annotations

import json
import os
import signal
import zipfile

import pytest

from tests.commands import start, succeed

RECIPE = """\
data: {kind: blobs, samples: 200, batch_size: 16}
model: {kind: mlp, widths: [8], dropout: 0.2}
optimizer: {kind: sgd, learning_rate: 0.1}
training: {epochs: 8, steps_per_execution: 1, diagnostics: none, checkpoint_every: 1ep}
sweep:
  kind: coarse_to_fine
  metric: val_loss
  trials: 4
  rounds: 2
  over:
    optimizer.learning_rate: {low: 0.001, high: 1, scale: log}
"""
posix = pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")


@pytest.fixture(scope="module")
def recipe(tmp_path_factory):
    path = tmp_path_factory.mktemp("recipes") / "s.yaml"
    path.write_text(RECIPE)
    return path


@pytest.fixture(scope="module")
def whole(recipe, tmp_path_factory):
    """The uninterrupted sweep."""
    out = tmp_path_factory.mktemp("sweeps") / "whole"
    succeed("sweep", recipe, "--quiet", "--out", out)
    return out


def trials(out):
    """What the trials came to, but for the time they took."""
    found = json.loads((out / "sweep.json").read_text("utf-8"))
    return found["status"], [{**trial, "seconds": 0} for trial in found["trials"]]


def weights(run):
    with zipfile.ZipFile(run / "model.keras") as archive:
        return archive.read("model.weights.h5")


def stopped(recipe, out, number):
    """A sweep that gets a signal in its second trial, once that has a checkpoint."""
    process = start("sweep", recipe, "--out", out)
    try:
        assert process.stdout.readline().startswith("s: coarse_to_fine, 4 trials, in ")
        assert process.stdout.readline().startswith("trial 000 (1/4)  ")
        while not list(out.glob("trials/001/checkpoints/step-*.npz")):
            assert process.poll() is None
        process.send_signal(number)
        screen, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    return process.returncode, screen, errors


@pytest.mark.slow
@posix
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_sweep_that_was_cut_off_goes_on(number, recipe, whole, tmp_path):
    out = tmp_path / "out"
    status, screen, errors = stopped(recipe, out, number)
    if number == signal.SIGINT:
        assert (status, errors) == (130, "")
        assert f"next: python -m suite sweep {recipe} --out {out}" in screen
    else:
        assert status == -signal.SIGKILL
    history = (out / "trials" / "000" / "history.csv").read_bytes()
    screen = succeed("sweep", recipe, "--out", out)
    assert "trial 000 (1/4)" not in screen
    assert (out / "trials" / "000" / "history.csv").read_bytes() == history
    assert trials(out) == trials(whole)
    assert (out / "best.yaml").read_text() == (whole / "best.yaml").read_text()
    for number in range(4):
        run = f"trials/{number:03}"
        assert weights(out / run) == weights(whole / run)


@pytest.mark.slow
def test_the_command_for_the_best_trial_gives_the_best_trial(recipe, whole, tmp_path):
    best = json.loads((whole / "sweep.json").read_text("utf-8"))["best"]
    screen = succeed("sweep", recipe, "--quiet", "--out", whole)
    (line,) = [line for line in screen.splitlines() if line.startswith("best: ")]
    arguments = line.removeprefix("best: python -m suite ").split()
    succeed(*arguments, "--quiet", "--out", tmp_path / "alone")
    assert weights(tmp_path / "alone") == weights(whole / "trials" / f"{best:03}")
    succeed("run", whole / "best.yaml", "--quiet", "--out", tmp_path / "yaml")
    assert weights(tmp_path / "yaml") == weights(tmp_path / "alone")


@pytest.mark.slow
def test_folds_of_real_data_and_a_sweep_over_a_surface(recipe, tmp_path):
    shrunk = "sweep={kind: cross_validation, folds: 2, trials: null, rounds: null}"
    over = "sweep.over={optimizer.learning_rate: null}"
    succeed("sweep", recipe, shrunk, over, "training.epochs=1", "--out", tmp_path / "folds")
    assert len(trials(tmp_path / "folds")[1][0]["folds"]) == 2
    fold = tmp_path / "folds" / "trials" / "000" / "fold-1"
    told = json.loads((fold / "summary.json").read_text("utf-8"))["metrics"]["val_loss"]
    lines = [line.split() for line in succeed("evaluate", fold).splitlines()]
    assert ["val_loss", f"{told:.4f}"] in lines
    surface = "sweep={metric: value, over: {optimizer.learning_rate: [0.01, 0.5]}}"
    screen = succeed("run", "optim/surface-quadratic", surface, "--out", tmp_path / "surface")
    found = trials(tmp_path / "surface")[1]
    assert [trial["status"] for trial in found] == ["finished", "diverged"]
    assert "best: python -m suite run optim/surface-quadratic sweep=null" in screen
