"""A sweep that several processes share; the fast tests have threads in their place."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from suite.errors import RunFailure, UserError
from suite.lab import finished_run
from suite.lab.shared import share
from suite.lab.shared.claim import claimed
from suite.lab.shared.presence import present
from suite.lab.sweep import close
from suite.lab.sweep.sweep import help_with_sweep, sweep
from suite.lab.sweep.trial_file import read_trial, trial_file, write_trial
from suite.recipe import load
from suite.runs import RunDirectory
from suite.runs.files import write_whole
from suite.runs.run import Run
from tests.commands import start, succeed
from tests.commands import suite as command

TEXT = """\
model: mlp
optimizer: sgd
sweep:
  kind: random
  trials: 12
  over:
    optimizer.learning_rate: {low: 0.01, high: 1, scale: log}
"""


class Runs:
    """Stands for `suite.training.run`; `during` is called in the middle of a run."""

    def __init__(self):
        self.done = []
        self.pages = []
        self.during = lambda folder: None
        self.stop_at = None

    def __call__(self, recipe, out, *, resume=False, quiet=False, page=True):
        directory = RunDirectory(out)
        if not resume:
            directory.make()
        directory.write_recipe(recipe.to_yaml())
        directory.write_summary({"status": "running"})
        time.sleep(0.002)
        self.during(out)
        rate = recipe.optimizer.arguments["learning_rate"]
        status = "interrupted" if out.name == self.stop_at else "finished"
        directory.write_summary({"status": status, "metrics": {"val_accuracy": 1 - rate}})
        self.done.append((out.name, resume))
        return Run(directory)


@pytest.fixture
def runs(monkeypatch):
    runs = Runs()
    monkeypatch.setattr(finished_run, "train", runs)
    monkeypatch.setattr(close, "draw_sweep", lambda *_, **options: None)
    monkeypatch.setattr(close, "write_page", runs.pages.append)
    monkeypatch.setattr(write_whole, "flush", lambda path: None)
    monkeypatch.setattr(share, "_PATIENCE", 0.01)
    return runs


@pytest.fixture
def recipe(tmp_path):
    (tmp_path / "s.yaml").write_text(TEXT)
    return load(tmp_path / "s.yaml")


def at_once(*calls):
    """Call functions in threads; what each returned or raised."""
    found = [None] * len(calls)

    def call(place):
        try:
            found[place] = calls[place]()
        except (UserError, RunFailure) as error:
            found[place] = error

    threads = [threading.Thread(target=call, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def state(path):
    return json.loads((path / "sweep.json").read_text("utf-8"))


def test_each_trial_is_done_once_and_all_say_the_same(runs, recipe, tmp_path):
    whole = sweep(recipe, tmp_path / "whole", quiet=True)
    runs.done.clear()
    found = at_once(*[lambda: sweep(recipe, tmp_path / "out", quiet=True)] * 4)
    assert sorted(runs.done) == [(f"{number:03}", False) for number in range(12)]
    assert [one.status for one in found] == ["finished"] * 4
    assert all(one.trials == whole.trials for one in found)
    for name in ("sweep.json", "sweep.csv", "best.yaml"):
        assert (tmp_path / "out" / name).read_text() == (tmp_path / "whole" / name).read_text()
    assert not (tmp_path / "out" / "trials" / "processes").exists()


def test_the_page_is_made_by_one_and_again_where_it_is_missing(runs, recipe, tmp_path):
    def write(path):
        runs.pages.append(path)
        (path / "report.html").touch()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(close, "write_page", write)
        at_once(*[lambda: sweep(recipe, tmp_path / "out", quiet=True)] * 3)
        assert len(runs.pages) == 1
        (tmp_path / "out" / "report.html").unlink()
        sweep(recipe, tmp_path / "out", quiet=True)
        assert len(runs.pages) == 2


def test_a_helper_leaves_the_end_to_the_one_who_asked(runs, recipe, tmp_path):
    assert help_with_sweep(recipe, tmp_path / "out", quiet=True)
    assert state(tmp_path / "out")["status"] == "running"
    assert not (tmp_path / "out" / "sweep.csv").exists()
    assert sweep(recipe, tmp_path / "out", quiet=True).status == "finished"
    assert len(runs.done) == 12


def test_what_another_process_has_is_waited_for_and_gone_on_with(runs, recipe, tmp_path, capsys):
    runs.stop_at = "001"
    sweep(recipe, tmp_path / "out", quiet=True)
    runs.stop_at = None
    with (
        claimed(trial_file(tmp_path / "out", 1).with_suffix(".lock")),
        present(tmp_path / "out" / "trials"),
    ):
        thread = threading.Thread(target=lambda: sweep(recipe, tmp_path / "out"))
        thread.start()
        while len(runs.done) < 12:
            time.sleep(0.005)
        time.sleep(0.05)
        assert thread.is_alive()
        assert state(tmp_path / "out")["status"] == "running"
    thread.join()
    assert runs.done[-1] == ("001", True)
    said = capsys.readouterr().out
    assert "in " in said.splitlines()[0]
    assert said.splitlines()[0].endswith("; 1 is done; 1 other process is at work here")
    assert "waiting for trial 001 at another process; Ctrl-C ends this one" in said
    assert "trial 001 (12/12)" in said


def test_interrupted_while_another_goes_on(runs, recipe, tmp_path):
    runs.stop_at = "003"
    with present(tmp_path / "out" / "trials"):
        assert sweep(recipe, tmp_path / "out", quiet=True).status == "interrupted"
        assert state(tmp_path / "out")["status"] == "running"
    assert read_trial(tmp_path / "out", 3, print).process == ""
    runs.done.clear()
    sweep(recipe, tmp_path / "out", quiet=True)
    assert runs.done[0] == ("003", True)


def test_of_two_recipes_one_is_refused(runs, recipe, tmp_path):
    other = recipe.replace("training.epochs=3")
    found = at_once(
        lambda: sweep(recipe, tmp_path / "out", quiet=True),
        lambda: sweep(other, tmp_path / "out", quiet=True),
    )
    refused = [one for one in found if isinstance(one, UserError)]
    assert len(refused) == 1
    assert "holds a sweep of another recipe:\ntraining.epochs: " in str(refused[0])
    assert len(runs.done) == 12


def test_a_folder_of_a_later_version_is_refused(runs, recipe, tmp_path):
    sweep(recipe, tmp_path / "out", quiet=True)
    told = state(tmp_path / "out")
    (tmp_path / "out" / "sweep.json").write_text(json.dumps({**told, "form": 3}))
    with pytest.raises(UserError, match="holds a sweep of a later version of the suite"):
        sweep(recipe, tmp_path / "out", quiet=True)


def test_a_folder_of_an_earlier_version_goes_on(runs, recipe, tmp_path):
    whole = sweep(recipe, tmp_path / "out", quiet=True)
    told = state(tmp_path / "out")
    del told["form"]
    told["trials"] = told["trials"][:5]
    for trial in told["trials"]:
        del trial["sampler"], trial["process"]
    told["trials"][2]["edits"] = {"optimizer.learning_rate": 0.5}  # as that version drew it
    (tmp_path / "out" / "sweep.json").write_text(json.dumps(told))
    for number in range(12):
        trial_file(tmp_path / "out", number).unlink()
    runs.done.clear()
    again = sweep(recipe, tmp_path / "out", quiet=True)
    assert runs.done == []  # their runs are there
    assert again.trials[2].edits == {"optimizer.learning_rate": 0.5}
    assert again.trials[3:] == [
        replace(trial, sampler="" if trial.number < 5 else trial.sampler)
        for trial in whole.trials[3:]
    ]


def test_two_machines_that_had_one_trial_are_told(runs, recipe, tmp_path):
    """As where each machine keeps its locks to itself."""

    def take(folder):
        path = folder.parent.parent
        write_trial(path, replace(read_trial(path, 0, print), process="node7-411-5f3a"))

    runs.during = take
    with pytest.raises(RunFailure, match=r"trials/000: process node7-411-5f3a has taken this"):
        sweep(recipe, tmp_path / "out", quiet=True)
    assert read_trial(tmp_path / "out", 0, print).process == "node7-411-5f3a"


def test_the_file_of_a_trial_that_vanishes_is_written_again(runs, recipe, tmp_path):
    runs.during = lambda folder: folder.with_suffix(".json").unlink()
    assert len(sweep(recipe, tmp_path / "out", quiet=True).trials) == 12


SMALL = """
data: {kind: digits, limit: 200, batch_size: 20}
model: {kind: mlp, widths: [8], dropout: 0.2}
training: {epochs: 12, checkpoint_every: 2st, diagnostics: none}
sweep: {kind: random, trials: 8, over: {optimizer.learning_rate: {low: 0.001, high: 1, scale: log}}}
"""


def helpers_of(process, out):
    """The processes that are at work in a folder beside the one that was started."""
    names = [file.stem for file in out.glob("trials/processes/*.lock")]
    return [pid for name in names if (pid := int(name.split("-")[-2])) != process.pid]


def rows(out):
    with (out / "sweep.csv").open(newline="") as file:
        return [{**row, "seconds": None} for row in csv.DictReader(file)]


def is_at(out, pid):
    return any(out.glob(f"trials/processes/*-{pid}-*.lock"))


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
def test_processes_that_are_killed_and_interrupted_lose_nothing(tmp_path):
    """Of two one is killed, the other interrupted, and two go on; as one process does it."""
    (tmp_path / "small.yaml").write_text(SMALL)
    out = tmp_path / "out"
    given = "sweep", tmp_path / "small.yaml", "--out"
    first = [start(*given, out) for _ in range(2)]
    while not all(is_at(out, process.pid) or process.poll() is not None for process in first):
        time.sleep(0.01)
    time.sleep(0.3)
    for process, number in zip(first, (signal.SIGKILL, signal.SIGINT), strict=True):
        process.send_signal(number)
        process.communicate()
    others = [start(*given, out) for _ in range(2)]
    said = [process.communicate()[0] for process in others]
    assert [process.returncode for process in others] == [0, 0], said
    assert all("best.yaml" in text for text in said)
    succeed(*given, tmp_path / "whole", "--quiet")
    assert rows(out) == rows(tmp_path / "whole")
    for number in range(8):
        one, other = (place / "trials" / f"{number:03}" for place in (out, tmp_path / "whole"))
        assert command("diff", one, other).out == "no difference\n"


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="looks for processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_the_first_process_ends_its_helpers_saved(tmp_path, number):
    (tmp_path / "small.yaml").write_text(SMALL.replace("epochs: 12", "epochs: 50000"))
    out = tmp_path / "out"
    with start("sweep", tmp_path / "small.yaml", "--out", out, "--processes", "2") as process:
        while not (
            (found := helpers_of(process, out))
            and all([*out.glob(f"trials/{name}/checkpoints/step-*")] for name in ("000", "001"))
        ):
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(number)
        process.communicate()
    assert process.returncode == (-9 if number == signal.SIGKILL else 130)
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{pid}").exists() for pid in found) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{pid}").exists() for pid in found)
    statuses = [
        json.loads((out / "trials" / name / "summary.json").read_text())["status"]
        for name in ("000", "001")
    ]
    expected = ["interrupted", "running"] if number == signal.SIGKILL else ["interrupted"] * 2
    assert sorted(statuses) == expected
    assert re.match("running|interrupted", state(out)["status"])
