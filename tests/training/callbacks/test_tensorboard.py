"""TensorBoard in runs: its own reader reads what is written, and finds one history."""

from __future__ import annotations

import os
import signal

import pytest
import tensorflow as tf

from suite.runs.history import History
from tests import commands

accumulator = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")


def history(folder, tag: str) -> list[tuple[int, float]]:
    """Steps and values under a tag, as TensorBoard shows them."""
    events = accumulator.EventAccumulator(str(folder), size_guidance={"tensors": 0})
    events.Reload()
    return [
        (event.step, float(tf.make_ndarray(event.tensor_proto))) for event in events.Tensors(tag)
    ]


KILL = """
import os, signal
import keras

class Kill(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch == 3 and "KILL" in os.environ:
            os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
def test_killed_and_resumed_it_has_one_history(tmp_path, monkeypatch):
    """Killed after TensorBoard's file has an epoch that no checkpoint knows."""
    out, epochs = tmp_path / "r", 6
    (tmp_path / "kill.py").write_text(KILL)
    monkeypatch.setenv("KILL", "1")
    callbacks = f"callbacks+=[tensorboard, '{tmp_path}/kill.py:Kill']"
    process = commands.start(
        "run", "quickstart", callbacks, f"training.epochs={epochs}", "--out", out
    )
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    monkeypatch.delenv("KILL")
    assert "resumed in epoch" in commands.succeed("run", "--resume", out)
    rows = History.read(out / "history.csv").rows
    assert len(list((out / "tensorboard" / "train").iterdir())) == 2, "a file of each process"
    for folder, tag, column in (
        ("train", "epoch_loss", "loss"),
        ("validation", "epoch_loss", "val_loss"),
    ):
        shown = history(out / "tensorboard" / folder, tag)
        assert shown == [(i, pytest.approx(row[column], rel=1e-6)) for i, row in enumerate(rows)]
        assert len(shown) == epochs


@pytest.mark.slow
def test_tensorboard_reads_what_a_run_leaves(tmp_path):
    commands.succeed(
        "run", "quickstart", "callbacks+=tensorboard", "training.epochs=2", "--out", tmp_path / "r"
    )
    rows = History.read(tmp_path / "r" / "history.csv").rows
    for folder, tag, column in (
        ("train", "epoch_loss", "loss"),
        ("validation", "epoch_accuracy", "val_accuracy"),
    ):
        shown = history(tmp_path / "r" / "tensorboard" / folder, tag)
        assert shown == [(i, pytest.approx(row[column], rel=1e-6)) for i, row in enumerate(rows)]
