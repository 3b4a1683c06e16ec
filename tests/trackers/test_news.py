"""What a run directory says that a tracker has not been told, and what it remembers."""

from __future__ import annotations

import json
import math

import pytest

from suite.runs import History, RunDirectory
from suite.trackers.process.memory import Memory
from suite.trackers.process.news import News


def row(epoch, loss, **more):
    return {"epoch": epoch, "step": epoch * 10, "loss": loss, **more}


@pytest.fixture
def directory(tmp_path):
    return RunDirectory(tmp_path)


def measure(directory, step, **values):
    directory.log_measurement(step, "norms", values)


def steps(news):
    return [step for step, _ in news.figures()]


def test_a_growing_history_is_told_row_by_row(directory):
    news = News(directory, Memory())
    assert news.figures() == []
    rows = [row(1, 0.5)]
    for epoch in (2, 3):
        History(rows).write(directory.history_csv)
        assert steps(news) == [10 * (epoch - 1)]
        assert steps(news) == []
        rows.append(row(epoch, 0.5 / epoch))
    History(rows).write(directory.history_csv)
    assert news.figures() == [(30, {"epoch": 3, "loss": 0.5 / 3})]


def test_measurements_come_at_their_steps_and_scalars_alone(directory):
    news = News(directory, Memory())
    measure(directory, 4, mean=0.25, by_layer=[1.0, 2.0], broken=math.nan)
    measure(directory, 10, mean=0.75)
    History([row(1, 0.5, **{"norms/mean": 0.75})]).write(directory.history_csv)
    assert news.figures() == [
        (4, {"norms/mean": 0.25}),
        (10, {"epoch": 1, "loss": 0.5, "norms/mean": 0.75}),
    ]


def test_a_line_that_is_not_yet_whole_waits(directory):
    news = News(directory, Memory())
    line = json.dumps({"step": 4, "diagnostic": "norms", "values": {"mean": 0.5}})
    directory.diagnostics_jsonl.write_text(line[:20])
    assert steps(news) == []
    directory.diagnostics_jsonl.write_text(f"{line}\nno json\n[1]\n{line[:9]}")
    assert steps(news) == [4]
    assert steps(news) == []


def test_a_resumed_run_tells_only_what_is_new(directory):
    """The same epochs are trained again, as fast as it goes this time."""
    memory = Memory()
    rows = [row(1, 0.5, seconds=1.0), row(2, 0.4, seconds=1.0), row(3, 0.3, seconds=1.0)]
    History(rows).write(directory.history_csv)
    measure(directory, 15, mean=0.5)
    assert steps(News(directory, memory)) == [10, 15, 20, 30]
    memory.write(directory.path / "memory.json")
    known = Memory.read(directory.path / "memory.json")
    assert known == memory
    news = News(directory, known)
    assert steps(news) == []
    History(rows[:1]).write(directory.history_csv)  # brought back to the checkpoint
    directory.diagnostics_jsonl.write_text("")
    assert steps(news) == []
    measure(directory, 15, mean=0.5)
    again = [rows[0], row(2, 0.4, seconds=9.0), row(3, 0.3, seconds=9.0), row(4, 0.2, seconds=9.0)]
    History(again).write(directory.history_csv)
    assert steps(news) == [40]


def test_a_run_that_goes_back_after_a_nan_tells_its_second_try(directory):
    news = News(directory, Memory())
    History([row(1, 0.5), row(2, math.nan)]).write(directory.history_csv)
    measure(directory, 15, mean=9.0)
    assert steps(news) == [10, 15, 20]
    directory.diagnostics_jsonl.unlink()
    measure(directory, 15, mean=0.5)
    History([row(1, 0.5), row(2, 0.4)]).write(directory.history_csv)
    assert news.figures() == [(15, {"norms/mean": 0.5}), (20, {"epoch": 2, "loss": 0.4})]
    assert steps(news) == []


def test_a_finding_is_told_once(directory):
    memory = Memory()
    news = News(directory, memory)
    one, other = ({"diagnostic": "finite", "text": text} for text in ("A", "B"))
    assert list(news.findings()) == []
    directory.write_findings([one])
    assert list(news.findings()) == [one]
    directory.write_findings([one, other])
    assert list(news.findings()) == [other]
    assert list(News(directory, memory).findings()) == []


def test_the_end_has_what_no_epoch_has(directory):
    History([row(1, 0.5)]).write(directory.history_csv)
    news = News(directory, Memory())
    assert news.summary() == ("running", {})
    metrics = {"loss": 0.5, "test_accuracy": 0.75, "test_loss": math.nan}
    directory.write_summary({"status": "failed", "metrics": metrics, "seconds": 3.5})
    assert news.summary() == ("failed", {"test_accuracy": 0.75, "total_seconds": 3.5})


@pytest.mark.parametrize("text", ["", "[1]", '{"no_such": 1}', "\x00"])
def test_a_damaged_memory_is_none(tmp_path, text):
    (tmp_path / "memory.json").write_text(text)
    assert Memory.read(tmp_path / "memory.json") == Memory()
