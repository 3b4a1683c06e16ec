"""A tracker's process: it follows a run to its end, and says in one line what goes wrong."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import pytest

from suite.runs import History, RunDirectory
from suite.trackers.process.follow import sweep_of
from suite.trackers.process.main import Task
from tests.commands import CHECKOUT, environment
from tests.trackers.told import lines

FILE = str(CHECKOUT / "tests" / "trackers" / "told.py")


@pytest.fixture
def directory(tmp_path):
    """A run that is going on, in its first epoch."""
    directory = RunDirectory(tmp_path / "run")
    directory.write_recipe("name: net\nseed: 3\n")
    directory.write_summary({"status": "running"})
    History([{"epoch": 1, "step": 10, "loss": 0.5}]).write(directory.history_csv)
    directory.write_findings([{"diagnostic": "finite", "text": "A loss is no number."}])
    (directory.path / "track").mkdir()
    return directory


def started(directory, name, label="told", patience=30.0, **arguments):
    task = Task(str(directory.path), label, None, name, FILE, arguments, patience)
    process = subprocess.Popen(
        [sys.executable, "-m", "suite.trackers.process.main"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    process.stdin.write(f"{task.line}\n")
    process.stdin.flush()
    return process


def ended(process):
    """Its status and what it said, once its input has ended."""
    out, err = process.communicate(timeout=120)
    assert err == ""
    return process.returncode, out


def wait_for(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_it_follows_a_run_and_finishes_with_it(directory):
    told = directory.path / "track" / "told.jsonl"
    process = started(directory, "Told")
    wait_for(lambda: told.exists() and len(lines(told)) == 3)
    process.send_signal(signal.SIGINT)  # Ctrl-C is the run's affair
    rows = [{"epoch": 1, "step": 10, "loss": 0.5}, {"epoch": 2, "step": 20, "loss": 0.25}]
    History(rows).write(directory.history_csv)
    wait_for(lambda: len(lines(told)) == 4)
    directory.write_summary({"status": "finished", "metrics": {"test_loss": 0.75}})
    (directory.path / "report.html").write_text("a page")
    assert ended(process) == (0, "")
    assert lines(told) == [
        ["open", None, "net-run", None, 3],
        ["log", 10, {"epoch": 1, "loss": 0.5}],
        ["finding", "finite", "A loss is no number."],
        ["log", 20, {"epoch": 2, "loss": 0.25}],
        ["finish", "finished", {"test_loss": 0.75}, ["report.html"]],
    ]


def test_started_again_it_knows_what_it_told(directory):
    """The run is killed: its summary still says that it runs."""
    told = directory.path / "track" / "told.jsonl"
    assert ended(started(directory, "Told")) == (0, "")
    assert lines(told)[-1] == ["finish", "killed", {}, []]
    before = len(lines(told))
    assert ended(started(directory, "Told")) == (0, "")
    assert lines(told)[before:] == [
        ["open", "first", "net-run", None, 3],
        ["finish", "killed", {}, []],
    ]


def test_killed_itself_it_tells_nothing_twice(directory):
    told = directory.path / "track" / "told.jsonl"
    process = started(directory, "Told")
    memory = directory.path / "track" / "told.json"
    wait_for(lambda: memory.exists() and json.loads(memory.read_text())["rows"])
    process.kill()
    process.communicate()
    assert ended(started(directory, "Told"))[0] == 0
    assert [line[0] for line in lines(told)] == ["open", "log", "finding", "open", "finish"]


@pytest.mark.parametrize(
    ("name", "arguments", "status", "said"),
    [
        ("Broken", {"at": "open"}, 1, "RuntimeError: no open today"),
        ("Broken", {"at": "finish"}, 1, "RuntimeError: no finish today"),
        ("Leaving", {"by": "exit"}, 1, "SystemExit: 0"),
        ("Leaving", {"by": "abort"}, -signal.SIGABRT, ""),
        ("Hanging", {"at": "log"}, 1, "it hung, and did nothing for 1 s after the run"),
    ],
)
def test_what_goes_wrong_is_one_line(directory, name, arguments, status, said):
    patience = 1.0 if name == "Hanging" else 30.0
    assert ended(started(directory, name, patience=patience, **arguments)) == (status, said)
    if name == "Leaving":
        log = directory.path / "track" / "told.log"
        assert "a last word" in log.read_text() or status != 1


def test_it_waits_for_the_first_files_of_a_run(directory):
    directory.recipe_yaml.rename(directory.path / "later")
    process = started(directory, "Told")
    time.sleep(0.5)
    assert process.poll() is None
    (directory.path / "later").rename(directory.recipe_yaml)
    assert ended(process) == (0, "")


def test_a_run_of_a_sweep_knows_its_sweep(tmp_path):
    trial = tmp_path / "mine" / "trials" / "003"
    (trial / "fold-1").mkdir(parents=True)
    assert sweep_of(trial) is None  # a folder that happens to be called so
    (tmp_path / "mine" / "sweep.json").write_text("{}")
    assert sweep_of(trial) == sweep_of(trial / "fold-1") == tmp_path / "mine"
    assert sweep_of(trial / "fold-1" / "deeper") is None
