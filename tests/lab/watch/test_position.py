"""Where a run stands, by its files."""

from __future__ import annotations

import pytest

from suite.lab.watch.position import last_step, position
from suite.runs import History, RunDirectory
from suite.runs.run_record import RunRecord


@pytest.mark.parametrize(
    ("setup", "done", "measured", "text"),
    [
        ({}, 0, [], "epoch 1"),
        ({"epochs": 3}, 0, [], "epoch 1 of 3"),
        ({"epochs": 3}, 1, [], "epoch 2 of 3, step 100"),
        ({"epochs": 3, "steps_per_epoch": 100}, 1, [], "epoch 2 of 3, step 100 of 300"),
        ({"epochs": 3, "steps_per_epoch": 100}, 1, [40], "epoch 2 of 3, step 100 of 300"),
        ({"epochs": 3, "steps_per_epoch": None}, 1, [40, 150], "epoch 2 of 3, step 150"),
        ({"epochs": None}, 1, [], "epoch 2, step 100"),
        ({"epochs": 2000, "steps_per_epoch": 100}, 1999, [],
         "epoch 2,000 of 2,000, step 199,900 of 200,000"),
        ({"epochs": 3}, 3, [], "trained for 3 epochs; testing and writing"),
    ],
)  # fmt: skip
def test_where_a_run_stands(tmp_path, setup, done, measured, text):
    directory = RunDirectory(tmp_path)
    directory.write_summary({"status": "running"})
    directory.write_setup(setup)
    if done:
        rows = [{"epoch": at + 1, "step": 100 * (at + 1), "loss": 1.0} for at in range(done)]
        History(rows).write(directory.history_csv)
    for step in measured:
        directory.log_measurement(step, "gradient_norm", {"global": 1.0})
    assert position(RunRecord(directory)) == text


@pytest.mark.parametrize(
    ("content", "step"),
    [
        (b"", 0),
        (b'{"step": 7, "diagnostic": "a"', 0),  # being written
        (b'{"step": 7}\n', 7),
        (b'{"step": 7}\n{"step": 9}\n', 9),
        (b'{"step": 7}\n{"st', 7),
        (b'{"step": 7}\nnot JSON\n[]\n{"step": null}\n', 7),
        (b"x" * (1 << 17) + b'\n{"step": 8}\n', 8),
    ],
)
def test_the_last_step_that_was_measured(tmp_path, content, step):
    (tmp_path / "diagnostics.jsonl").write_bytes(content)
    assert last_step(tmp_path) == step
    assert last_step(tmp_path / "nowhere") == 0
