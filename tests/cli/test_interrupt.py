"""Ctrl-C: the state is saved, the run directory is complete, the exit status is 130."""

from __future__ import annotations

import json
import os
import signal
import time

import numpy as np
import pytest

from tests.commands import start, succeed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals"),
]


def interrupted(out, *signals, pause=0.0, epochs=3):
    """A run that gets signals after some epochs; its exit status and what it printed."""
    arguments = ["training.epochs=100000", "training.steps_per_execution=1"]
    process = start("run", "quickstart", *arguments, "--out", out)
    try:
        assert process.stdout.readline().startswith("see it live: ")
        for _ in range(epochs):
            assert process.stdout.readline().startswith("epoch ")
        for number in signals:
            process.send_signal(number)
            time.sleep(pause)
        screen, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    return process.returncode, screen, errors


def summary(out):
    return json.loads((out / "summary.json").read_text("utf-8"))


def leftovers(out):
    return [path for path in out.rglob("*") if path.name.startswith(".")]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_once_leaves_a_complete_run(number, tmp_path):
    out = tmp_path / "run"
    status, screen, errors = interrupted(out, number)
    assert (status, errors) == (130, "")
    assert f"python -m suite run --resume {out}" in screen
    found = summary(out)
    assert found["status"] == "interrupted"
    assert found["epochs"] >= 3
    assert {"recipe.yaml", "history.csv", "findings.json", "model.keras", "curves.png"} <= {
        path.name for path in out.iterdir()
    }
    assert leftovers(out) == []
    newest = max((out / "checkpoints").iterdir())
    assert newest.name == f"step-{found['steps']:09d}.npz"
    with np.load(newest) as arrays:
        assert all(np.isfinite(arrays[name]).all() for name in arrays.files if name[0] == "m")
    assert "val_accuracy" in succeed("evaluate", out)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_an_end_that_is_asked_for_again_and_again_is_written_down(number, tmp_path):
    """As Linux does it for each thread of a parent that was killed, and as schedulers do."""
    out = tmp_path / "run"
    status, _, errors = interrupted(out, *[number] * 60, pause=0.005)
    assert (status, errors) == (130, "")
    assert summary(out)["status"] == "interrupted"
    assert leftovers(out) == []


@pytest.mark.parametrize("pause", [0.0, 0.1])
def test_twice_stops_at_once_and_leaves_whole_files(pause, tmp_path):
    out = tmp_path / "run"
    status, screen, errors = interrupted(out, signal.SIGINT, signal.SIGINT, pause=pause)
    assert status == 130, errors
    assert "Traceback" not in screen + errors
    assert summary(out)["status"] == "interrupted"
    assert leftovers(out) == []
    assert list((out / "checkpoints").iterdir())  # of the last epoch at least
