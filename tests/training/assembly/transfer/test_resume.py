"""A run with layers that wait, killed and resumed, is the uninterrupted one."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import numpy as np
import pytest

import suite
from tests.commands import CHECKOUT, environment

# 8 steps per epoch: `dense1` joins at step 8, block2 at step 16.
CHANGES = (
    "transfer.plan=last_layer",
    "transfer.unfreeze={every: 1ep}",
    "transfer.rates={block*: 0.5}",
    "training.epochs=3",
    "training.checkpoint_every=5st",
)
KILL = """
import glob, os, signal, sys, time
import suite
from suite.training.loop.loop import Loop

advance = Loop.read_logs

def killed(loop):
    if loop.position.step >= 12:
        while not glob.glob(out + "/checkpoints/*10.npz"):  # it is written beside the training
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGKILL)
    return advance(loop)

Loop.read_logs = killed
recipe, out, *changes = sys.argv[1:]
suite.run(suite.load(recipe, *changes), out, quiet=True)
"""


@pytest.mark.slow
def test_killed_and_resumed(recipe, folder, tmp_path):
    whole = suite.run(recipe(*CHANGES), tmp_path / "whole", quiet=True)
    out = tmp_path / "killed"
    command = [sys.executable, "-c", KILL, str(folder / "recipe.yaml"), str(out), *CHANGES]
    killed = subprocess.run(command, cwd=CHECKOUT, env=environment(), capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert json.loads((out / "summary.json").read_text())["status"] == "running"
    assert [file.name for file in sorted((out / "checkpoints").glob("*.npz"))][-1].endswith(
        "10.npz"
    )
    resumed = suite.run(recipe(*CHANGES), out, resume=True, quiet=True)
    for a, b in zip(whole.model.get_weights(), resumed.model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert resumed.summary["metrics"] == whole.summary["metrics"]
