"""A run directory that grows is followed to its end."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
import time
import urllib.request

import filelock
import pytest

from suite.lab.shared.presence import present
from suite.lab.watch import watch as module
from suite.lab.watch.watch import watch
from suite.lab.watch.watched import Watched
from suite.runs import History, RunDirectory
from suite.runs.directory.at_work import is_at_work
from suite.runs.files.write_whole import write_whole
from tests.commands import start

SECONDS = 60.0
FINDING = {"diagnostic": "finite", "severity": "error", "text": "The loss is nan.", "step": 7}
FINDING |= dict.fromkeys(("layer", "figure", "limit", "topic", "edit"))


class Watching:
    """`watch` in a thread, with what it says."""

    def __init__(self, path):
        self.said = []
        arguments = {"say": self.said.append}
        self.thread = threading.Thread(target=watch, args=(path,), kwargs=arguments, daemon=True)
        self.thread.start()

    @property
    def url(self):
        self.until(lambda: any(line.startswith("open ") for line in self.said))
        return next(line.removeprefix("open ") for line in self.said if line.startswith("open "))

    def get(self, name):
        with urllib.request.urlopen(self.url + name, timeout=SECONDS) as answer:
            return answer.read().decode()

    @property
    def state(self):
        return json.loads(self.get("state"))

    def until(self, is_so):
        end = time.monotonic() + SECONDS
        while not is_so():
            assert time.monotonic() < end, self.said
            time.sleep(0.01)

    def has_ended(self):
        self.thread.join(SECONDS)
        return not self.thread.is_alive()


@contextlib.contextmanager
def at_work(path):
    """Somebody trains in a folder."""
    directory = RunDirectory(path)
    path.mkdir(parents=True, exist_ok=True)
    with directory.locked():
        directory.write_recipe("model: mlp\n")
        directory.write_setup({"epochs": 3, "steps_per_epoch": 100})
        directory.write_summary({"status": "running", "recipe": "mlp"})
        yield directory


def epochs(directory, count):
    rows = [{"epoch": at + 1, "step": 100 * (at + 1), "loss": 1 / (at + 1)} for at in range(count)]
    History(rows).write(directory.history_csv)


@pytest.fixture(autouse=True)
def _hasty(monkeypatch):
    monkeypatch.setattr(module, "_OTHERS_SECONDS", 0.0)
    monkeypatch.setattr(module, "_REST", 0)
    monkeypatch.setattr(module, "_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(module, "_GRACE_SECONDS", SECONDS)


def test_a_run_is_followed_from_before_it_begins_to_its_end(tmp_path):
    path = tmp_path / "run"
    watching = Watching(path)
    assert watching.state["version"] == 0
    assert watching.state["says"] == f"waiting for a run in {path}"
    assert watching.get("page") == ""
    with at_work(path) as directory:
        watching.until(lambda: watching.state["says"] == "epoch 1 of 3")
        watching.until(lambda: "<title>mlp</title>" in watching.get("page"))
        directory.log_measurement(40, "gradient_norm", {"global": 2.0})
        watching.until(lambda: watching.state["says"] == "epoch 1 of 3, step 40 of 300")
        epochs(directory, 2)
        watching.until(lambda: watching.state["says"] == "epoch 3 of 3, step 200 of 300")
        directory.write_findings([FINDING])
        watching.until(lambda: "The loss is nan." in watching.get("page"))
        version = watching.state["version"]
        time.sleep(0.1)
        assert watching.state["version"] == version  # nothing has changed
        epochs(directory, 3)
        watching.until(
            lambda: watching.state["says"] == "trained for 3 epochs; testing and writing"
        )
        directory.write_summary({"status": "finished", "recipe": "mlp", "epochs": 3})
        assert not watching.state["isOver"]  # it is still at work
    watching.until(lambda: watching.state["isOver"])
    assert watching.state["says"] == "finished after 3 epochs"
    assert watching.thread.is_alive()
    assert "finished" in watching.get("page")
    assert watching.has_ended()
    assert watching.said[1:] == [
        f"open {watching.url}",
        f"watching {path}",
        f"{path}: finished after 3 epochs\nnext: python -m suite report {path}",
    ]


def test_pages_take_little_of_the_processor(tmp_path, monkeypatch):
    """After one was made, nothing but the end makes the next before its time."""
    monkeypatch.setattr(module, "_REST", 10**6)
    with at_work(tmp_path) as directory:
        watching = Watching(tmp_path)
        watching.until(lambda: watching.state["version"] == 1)
        epochs(directory, 1)
        watching.until(lambda: watching.state["says"] == "epoch 2 of 3, step 100 of 300")
        assert watching.state["version"] == 1
        directory.write_summary({"status": "finished", "recipe": "mlp"})
    watching.until(lambda: watching.state["isOver"])
    assert watching.state["version"] == 2
    watching.get("page")
    assert watching.has_ended()


def test_where_nobody_looks_it_ends_after_some_time(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_GRACE_SECONDS", 0.1)
    with at_work(tmp_path) as directory:
        watching = Watching(tmp_path)
        watching.until(lambda: watching.state["version"] == 1)
        directory.write_summary({"status": "interrupted"})
    assert watching.has_ended()
    assert f"next: python -m suite run --resume {tmp_path}" in watching.said[-1]


def test_a_run_whose_process_is_gone_has_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_GRACE_SECONDS", 0.1)
    with at_work(tmp_path) as directory:
        epochs(directory, 1)
        watching = Watching(tmp_path)
        assert not watching.state["isOver"]
    assert watching.has_ended()
    assert "cut off after 1 epoch: its process is gone" in watching.said[-1]
    assert f"next: python -m suite run --resume {tmp_path}" in watching.said[-1]


def test_what_is_over_is_not_served(tmp_path):
    with at_work(tmp_path) as directory:
        directory.write_summary({"status": "finished"})
    said = []
    watch(tmp_path, say=said.append)
    assert said == [
        f"{tmp_path}: finished after 0 epochs\nnext: python -m suite report {tmp_path}\n"
        "there is nothing to watch"
    ]


@pytest.mark.parametrize(
    ("status", "has_page", "names"),
    [
        ("finished", False, ["next: python -m suite report {}"]),
        ("finished", True, ["page: {}/report.html"]),
        ("interrupted", True, ["next: python -m suite run --resume {}", "page: {}/report.html"]),
    ],
)
def test_what_to_do_when_it_is_over(tmp_path, status, has_page, names):
    with at_work(tmp_path) as directory:
        directory.write_summary({"status": status})
        if has_page:
            directory.report_html.touch()
    said = []
    watch(tmp_path, say=said.append)
    assert said[0].splitlines()[1:-1] == [name.format(tmp_path) for name in names]


def test_of_a_folder_of_runs_the_one_at_work_is_watched(tmp_path):
    with at_work(tmp_path / "quickstart" / "old") as directory:
        directory.write_summary({"status": "finished"})
    assert Watched(tmp_path).look().says == f"waiting for a run in {tmp_path}"
    with at_work(tmp_path / "quickstart" / "new"):
        for folder in (tmp_path, tmp_path / "quickstart"):
            look = Watched(folder).look()
            assert (look.folder, look.is_over) == (tmp_path / "quickstart" / "new", False)


def test_a_run_that_is_being_resumed_goes_on(tmp_path):
    with at_work(tmp_path) as directory:
        directory.write_summary({"status": "interrupted"})
        assert not Watched(tmp_path).look().is_over
    assert Watched(tmp_path).look().is_over


@pytest.mark.parametrize(("age", "is_over"), [(0, False), (59, False), (61, True)])
def test_a_run_without_a_lock_is_given_up_after_a_minute(tmp_path, monkeypatch, age, is_over):
    directory = RunDirectory(tmp_path)
    directory.write_summary({"status": "running", "surface": "beale"})
    now = time.time()
    monkeypatch.setattr("suite.lab.watch.watched.time.time", lambda: now + age)
    assert Watched(tmp_path).look().is_over is is_over


def test_looking_does_not_keep_a_run_from_beginning(tmp_path):
    directory = RunDirectory(tmp_path)
    stop = threading.Event()

    def look():
        while not stop.is_set():
            is_at_work(directory.checkpoints / "lock")

    directory.checkpoints.mkdir()
    (directory.checkpoints / "lock").touch()
    looking = threading.Thread(target=look)
    looking.start()
    try:
        for _ in range(50):
            with directory.locked():
                pass
    finally:
        stop.set()
        looking.join()


def test_a_lock_that_is_held_and_one_that_is_not(tmp_path):
    lock = tmp_path / "lock"
    assert is_at_work(lock) is None
    assert not lock.exists()
    with filelock.FileLock(lock):
        assert is_at_work(lock) is True
    assert is_at_work(lock) is False
    assert lock.is_file()
    (tmp_path / "folder").mkdir()
    assert is_at_work(tmp_path / "folder") is None


OVER = "sweep: {metric: val_loss, over: {optimizer.learning_rate: [0.1, 0.2]}}"


def test_a_sweep_is_followed_trial_by_trial(tmp_path):
    (tmp_path / "recipe.yaml").write_text(f"name: net\nmodel: mlp\n{OVER}\n")
    known = {"edits": {"optimizer.learning_rate": 0.1}, "status": "finished", "value": 0.5}

    def write(status, *trials):
        found = [{"number": 0, **trial} for trial in trials]
        state = {"status": status, "recipe": "net", "trials": found}
        write_whole(tmp_path / "sweep.json", json.dumps(state))

    write("running")
    with present(tmp_path / "trials"):
        watching = Watching(tmp_path)
        watching.until(lambda: watching.state["says"] == "0 trials done")
        assert watching.state["version"] == 0  # there is no run yet
        with at_work(tmp_path / "trials" / "000") as directory:
            watching.until(lambda: watching.state["version"] >= 1)
            epochs(directory, 3)
            directory.write_summary({"status": "finished", "recipe": "net"})
        write("running", known)
        watching.until(lambda: watching.state["says"] == "1 trial done")
        assert watching.state["name"] == "net"
        write("interrupted", known)
    watching.until(lambda: watching.state["isOver"])
    assert watching.state["says"] == "interrupted after 1 trial"
    assert "Sweep of net" in watching.get("page")
    assert watching.has_ended()


def test_a_sweep_whose_process_is_gone_has_ended(tmp_path):
    (tmp_path / "recipe.yaml").write_text(f"name: net\nmodel: mlp\n{OVER}\n")
    write_whole(tmp_path / "sweep.json", json.dumps({"status": "running", "trials": []}))
    with present(tmp_path / "trials"):
        assert not Watched(tmp_path).look().is_over
    look = Watched(tmp_path).look()
    assert (look.is_over, look.says) == (True, "running after 0 trials: its process is gone")


@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
def test_the_verb_ends_by_ctrl_c(tmp_path):
    with at_work(tmp_path / "run"):
        process = start("watch", tmp_path / "run", cwd=tmp_path)
        try:
            assert process.stdout.readline() == f"watching {tmp_path / 'run'} (epoch 1 of 3)\n"
            url = process.stdout.readline().removeprefix("open ").strip()
            with urllib.request.urlopen(f"{url}state", timeout=SECONDS) as answer:
                assert json.loads(answer.read())["says"] == "epoch 1 of 3"
            process.send_signal(signal.SIGINT)
            screen, errors = process.communicate(timeout=SECONDS)
        finally:
            process.kill()
    assert (process.returncode, screen, errors) == (130, "", "interrupted\n")


def test_the_verb_ends_with_its_run(tmp_path):
    with at_work(tmp_path) as directory:
        process = start("watch", tmp_path)
        try:
            process.stdout.readline()
            url = process.stdout.readline().removeprefix("open ").strip()
            directory.write_summary({"status": "finished", "recipe": "mlp"})
        except BaseException:
            process.kill()
            raise
    try:
        while True:
            with urllib.request.urlopen(f"{url}state", timeout=SECONDS) as answer:
                if json.loads(answer.read())["isOver"]:
                    break
            time.sleep(0.05)
        with urllib.request.urlopen(f"{url}page", timeout=SECONDS) as answer:
            assert b"<title>mlp</title>" in answer.read()
        screen, errors = process.communicate(timeout=SECONDS)
    finally:
        process.kill()
    assert (process.returncode, errors) == (0, "")
    assert screen.startswith(f"{tmp_path}: finished after 0 epochs\n")
