"""The logs of a run that goes on hold what they held at its checkpoint."""

from __future__ import annotations

import math

import pytest

from suite.runs import History, RunDirectory
from suite.training.state.mended_logs import mend_logs, summary_damage

ROWS = [{"epoch": n, "step": 4 * n, "loss": 1 / n, "val_loss": math.nan} for n in (1, 2, 3)]


@pytest.fixture
def directory(tmp_path):
    History(ROWS).write(tmp_path / "history.csv")
    return RunDirectory(tmp_path)


def test_nothing_is_said_of_what_is_whole(directory):
    assert mend_logs(directory, History(ROWS), 12) == []
    assert mend_logs(directory, History(ROWS[:2]), 10) == []
    assert directory.history_csv.read_text() == History(ROWS[:2]).to_csv()


def test_nothing_is_left_of_a_run_that_begins_anew(directory):
    assert mend_logs(directory, History(), 0) == []
    assert History.read(directory.history_csv).rows == []


def test_nothing_is_made_where_nothing_was(tmp_path):
    assert mend_logs(RunDirectory(tmp_path), History(), 0) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda path: path.unlink(), "history.csv: lacks epochs or figures of the checkpoint"),
        (lambda path: path.write_text(""), "history.csv: lacks epochs"),
        (lambda path: History(ROWS[:1]).write(path), "history.csv: lacks epochs"),
        (lambda path: History(ROWS[1:]).write(path), "history.csv: lacks epochs"),
        (
            lambda path: path.write_text(path.read_text().replace("0.5", "0.7")),
            "history.csv: lacks epochs or figures",
        ),
        (lambda path: path.write_bytes(b"\xff"), "not UTF-8 text: byte 0xff at 0; it is written"),
    ],
)
def test_rows_come_from_the_checkpoint(directory, change, message):
    change(directory.history_csv)
    (told,) = mend_logs(directory, History(ROWS[:2]), 8)
    assert str(directory.history_csv) in told
    assert message in told
    assert directory.history_csv.read_text() == History(ROWS[:2]).to_csv()


def test_damaged_measurements_are_left_out(directory):
    directory.log_measurement(4, "finite", {})
    with directory.diagnostics_jsonl.open("ab") as file:
        file.write(b"{\n\xff\n")
    directory.log_measurement(8, "finite", {})
    (told,) = mend_logs(directory, History(ROWS), 12)
    assert told == f"{directory.diagnostics_jsonl}: 2 lines that are damaged and left out"
    assert len(directory.diagnostics_jsonl.read_text().splitlines()) == 2


def test_a_damaged_summary_is_told_of(tmp_path):
    directory = RunDirectory(tmp_path)
    assert summary_damage(directory) == []
    directory.write_summary({"status": "running"})
    assert summary_damage(directory) == []
    directory.summary_json.write_text("[")
    (told,) = summary_damage(directory)
    assert told.startswith(f"{directory.summary_json}: is damaged: Expecting value")
    assert told.endswith("; it is written anew")
