"""The real packages, offline: what they keep of a run is what its files say, each figure once."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time

import pytest

from suite.catalog import HERE
from suite.runs import History, RunDirectory
from suite.trackers.process.main import Task
from suite.trackers.process.memory import Memory
from tests.commands import environment
from tests.trackers import stores

# Written into the log of a process that wants to leave the machine, which it may not.
GUARD = """
import os, socket

def is_here(host):
    return host in (None, "", "localhost", "127.0.0.1", "::1", socket.gethostname())

def note(host):
    with open(os.environ["REACHED"], "a") as file:
        file.write(f"{host}\\n")
    raise OSError("no network in tests")

def guarded(real):
    def connect(self, address):
        inet = self.family in (socket.AF_INET, socket.AF_INET6)
        return note(address[0]) if inet and not is_here(address[0]) else real(self, address)
    return connect

socket.socket.connect = guarded(socket.socket.connect)
socket.socket.connect_ex = guarded(socket.socket.connect_ex)
look_up = socket.getaddrinfo
socket.getaddrinfo = lambda host, *more, **named: (
    look_up(host, *more, **named) if is_here(host) else note(host)
)
"""
# Name, package, how it calls (finished, failed). TensorBoard, the first, knows no groups.
TRACKERS = [
    pytest.param("tensorboard", "tensorboard", ("finished", "failed"), id="tensorboard"),
    pytest.param("mlflow", "mlflow", ("FINISHED", "FAILED"), id="mlflow", marks=pytest.mark.slow),
    pytest.param("wandb", "wandb", ("0", "1"), id="wandb", marks=pytest.mark.slow),
    pytest.param("comet", "comet_ml", ("finished", "failed"), id="comet", marks=pytest.mark.slow),
]
ROWS = [
    {"epoch": epoch, "step": 10 * epoch, "loss": 1 / epoch, "val_loss": 2 / epoch}
    for epoch in (1, 2, 3)
]
FINDING = {
    "diagnostic": "dead_neurons",
    "severity": "warning",
    "layer": "conv1",
    "step": 7,
    "text": "Half of the units are dead.",
    "edit": "optimizer.learning_rate=0.01",
}


@pytest.fixture
def offline(tmp_path, monkeypatch):
    """No key, no settings, and a trap for whoever leaves the machine, libraries in Go included."""
    for name in list(os.environ):
        if name.startswith(("WANDB_", "MLFLOW_", "COMET_")):
            monkeypatch.delenv(name)
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD)
    reached = tmp_path / "reached"
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.setblocking(False)
        address = "http://{}:{}".format(*trap.getsockname())
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
            monkeypatch.setenv(name, address)
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        (tmp_path / "home").mkdir()
        monkeypatch.setenv("REACHED", str(reached))
        monkeypatch.setenv("PYTHONPATH", str(tmp_path / "guard"))
        yield tmp_path
        assert not reached.exists(), reached.read_text()
        with pytest.raises(BlockingIOError):
            trap.accept()


def started(name, directory):
    entry = HERE.find("trackers", name)
    where = entry.module, entry.attribute, str(entry.file)
    task = Task(str(directory.path), name, *where, {})
    (directory.path / "track").mkdir(exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "suite.trackers.process.main"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    process.stdin.write(f"{task.line}\n")
    process.stdin.flush()
    return process


def run_in(folder, name="net"):
    """A run in its second epoch."""
    directory = RunDirectory(folder)
    model = {"kind": "mlp", "widths": [4], "note": "x" * 9000}
    directory.write_recipe(f"name: {name}\nseed: 3\nmodel: {model}\n")
    directory.write_summary({"status": "running"})
    directory.log_measurement(5, "norms", {"mean": 0.25, "by_layer": [1.0, 2.0]})
    History(ROWS[:2]).write(directory.history_csv)
    directory.write_findings([FINDING])
    return directory


@pytest.mark.parametrize(("name", "package", "statuses"), TRACKERS)
def test_killed_and_resumed_there_is_one_run(name, package, statuses, offline):
    """The tracker's process is killed with the run's, in the second epoch."""
    pytest.importorskip(package)
    directory = run_in(offline / "run")
    first = started(name, directory)
    memory, deadline = directory.path / "track" / f"{name}.json", time.monotonic() + 300
    # The others remember later what they were told: their files are not yet written.
    is_quick = name in ("tensorboard", "mlflow")
    while not (memory.exists() and (Memory.read(memory).rows or not is_quick)):
        assert first.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)
    first.kill()
    first.communicate()
    History(ROWS).write(directory.history_csv)
    directory.write_summary({"status": "finished", "metrics": {"test_accuracy": 0.75}})
    (directory.path / "report.html").write_text("a page")
    out, _ = started(name, directory).communicate()
    assert out == ""
    kept = getattr(stores, name)(directory.path / "track")
    assert len(kept.runs) == 1
    assert kept.status == statuses[0]
    for column in ("loss", "val_loss", "epoch"):
        pairs = [(row["step"], row[column]) for row in ROWS]
        found = kept.metrics[column] if is_quick else sorted(set(kept.metrics[column]))
        assert found == [(step, pytest.approx(value)) for step, value in pairs]
    assert set(kept.metrics["norms/mean"]) == {(5, 0.25)}
    assert [value for _, value in kept.metrics["test_accuracy"]][-1:] == [0.75]
    assert float(kept.settings["seed"]) == 3
    assert kept.settings["model.widths"] == "[4]"
    assert len({text for text in kept.texts if FINDING["text"] in text}) == 1
    assert any(FINDING["edit"] in text for text in kept.texts)


@pytest.mark.parametrize(("name", "package", "statuses"), TRACKERS[1:])
def test_trials_of_a_sweep_are_one_group_and_one_of_them_fails(name, package, statuses, offline):
    pytest.importorskip(package)
    sweep, status = offline / "mine", ["finished", "failed"]
    for number in (0, 1):
        directory = run_in(sweep / "trials" / f"{number:03}")
        (sweep / "sweep.json").write_text("{}")
        directory.write_summary({"status": status[number]})
        assert started(name, directory).communicate()[0] == ""
        kept = getattr(stores, name)((sweep if name == "mlflow" else directory.path) / "track")
        assert kept.status == statuses[number]
        assert kept.groups == {"mine"}
        assert len(kept.runs) == (number + 1 if name == "mlflow" else 1)
