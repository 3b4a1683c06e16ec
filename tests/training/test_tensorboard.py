"""TensorBoard in runs: its own reader reads what is written, and finds one history."""

from __future__ import annotations

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
