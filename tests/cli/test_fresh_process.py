"""A command that outgrows its process: what the next one does, and that nobody notices."""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from argparse import Namespace

import pytest

from suite.cli.fresh_process import run_replaceably
from suite.lab.shared import outgrown
from suite.lab.shared.outgrown import Outgrown
from suite.lab.shared.presence import processes_at_work
from suite.lab.shared.share import share
from tests.commands import environment, succeed

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no process is replaced there")

# `python -m suite`, but that a process is outgrown by its second piece of work.
GROWS = """\
import sys
from suite.lab.shared import outgrown
outgrown._FIRST, outgrown._MOST = 1, -1e15
from suite.__main__ import main
sys.exit(main())
"""
RECIPE = """\
data: {kind: blobs, samples: 100, batch_size: 25}
model: {kind: mlp, widths: [4], dropout: 0.2}
optimizer: {kind: sgd, learning_rate: 0.1}
training: {epochs: 2, diagnostics: none}
"""
SWEEP = "sweep: {metric: val_loss, over: {optimizer.learning_rate: [0.1, 0.2, 0.3, 0.4]}}\n"
NOTE = "a fresh one goes on"


def started(*arguments, cwd):
    return subprocess.Popen(
        [sys.executable, "-c", GROWS, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(),
        cwd=cwd,
    )


def answer(*arguments, cwd):
    with started(*arguments, cwd=cwd) as process:
        out, _ = process.communicate()
    return process.returncode, out


def weights(run):
    with zipfile.ZipFile(run / "model.keras") as archive:
        return archive.read("model.weights.h5")


def table(out):
    found = json.loads((out / "sweep.json").read_text("utf-8"))
    return found["status"], [{**trial, "seconds": 0} for trial in found["trials"]]


@pytest.fixture(scope="module")
def recipe(tmp_path_factory):
    path = tmp_path_factory.mktemp("recipes") / "s.yaml"
    path.write_text(RECIPE + SWEEP)
    return path


@pytest.fixture(scope="module")
def whole(recipe, tmp_path_factory):
    """The sweep of one process."""
    out = tmp_path_factory.mktemp("whole") / "out"
    succeed("sweep", recipe, "--quiet", "--out", out)
    return out


def test_a_sweep_of_several_processes_is_that_of_one(recipe, whole, tmp_path):
    own = tmp_path / "s.yaml"
    own.write_text(recipe.read_text())
    with started("sweep", own, "training.epochs=2", cwd=tmp_path) as process:
        text = process.stdout.readline()  # it has been read; its owner edits it for the next sweep
        own.write_text("no recipe any more")
        text += process.stdout.read()
    assert process.returncode == 0, text
    assert text.count(NOTE) == 1  # after the second trial of four, and then nothing is left
    assert text.count("s: grid, 4 trials, in runs/s/") == 1
    assert f"python -m suite run {own} training.epochs=2 sweep=null" in text
    (out,) = (tmp_path / "runs" / "s").iterdir()
    assert table(out) == table(whole)
    for trial in ("000", "003"):
        assert weights(out / "trials" / trial) == weights(whole / "trials" / trial)
    assert not (out / "trials" / "processes").exists()


@pytest.mark.slow
def test_helpers_are_replaced_too_and_those_of_a_replaced_one_begin_anew(recipe, whole, tmp_path):
    status, text = answer("sweep", recipe, "--out", "o", "--processes", 2, cwd=tmp_path)
    assert status == 0, text
    assert table(tmp_path / "o") == table(whole)
    assert "helped" not in text  # none of them ended too early


@pytest.mark.slow
def test_seeds_that_failed_are_not_tried_again(tmp_path):
    (tmp_path / "r.yaml").write_text(RECIPE)
    edits = ["optimizer.learning_rate=1e30", "training.on_nan=stop"]
    status, text = answer("run", "r.yaml", *edits, "--seeds", 4, "--out", "o", cwd=tmp_path)
    assert text.count("(1/4)") == 1, text
    assert text.count("(4/4)") == 1
    assert status == 1


@pytest.mark.slow
def test_a_study(tmp_path):
    status, text = answer("study", "foundations/gates", "--seeds", 4, cwd=tmp_path)
    assert status == 0, text
    assert NOTE in text
    assert len(list((tmp_path / "runs" / "foundations-gates").iterdir())) == 1


@pytest.mark.slow
def test_it_is_seen_at_work_all_the_time_and_ctrl_c_ends_it(recipe, tmp_path):
    with started("sweep", recipe, "--out", "o", "training.epochs=400", cwd=tmp_path) as process:
        while NOTE not in process.stdout.readline():
            assert process.poll() is None
        folder = tmp_path / "o" / "trials"
        third = folder / "002.json"
        deadline = time.monotonic() + 60
        while not third.is_file():
            assert processes_at_work(folder) == 1
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert len(list((folder / "processes").iterdir())) == 1
        process.send_signal(signal.SIGINT)
        text, _ = process.communicate()
        assert process.returncode == 130, text


def test_the_words_of_the_command_are_kept(monkeypatch):
    """Of the interpreter, too; and the environment is that of the beginning."""

    def run(options):
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "7")
        grown = Outgrown(1e9)
        grown.folder = "-a b"
        raise grown

    def replaced(words, goes_on):
        calls = []
        monkeypatch.setattr(sys, "argv", ["suite", *words])
        monkeypatch.setattr(sys, "orig_argv", ["python", "-X", "dev", "-m", "suite", *words])
        monkeypatch.setattr(os, "execve", lambda *call: calls.append(call))
        monkeypatch.setattr(atexit, "_run_exitfuncs", lambda: None)
        monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
        run_replaceably(Namespace(run=run, goes_on=goes_on, quiet=True), None)
        ((file, command, variables),) = calls
        assert file == command[0] == sys.executable
        assert command[1:5] == ["-X", "dev", "-m", "suite"]
        assert "CUDA_VISIBLE_DEVICES" not in variables
        return command[5:]

    once = replaced(["sweep", "r", "seed=1"], None)
    assert once == ["sweep", "--goes-on=-1", "--out=-a b", "r", "seed=1"]
    assert replaced(once, -1) == once


def test_the_process_of_somebody_else_is_not_replaced(tmp_path, monkeypatch):
    def run(options):
        share(
            [1, 2],
            lock=lambda one: tmp_path / f"{one}",
            is_done=done.__contains__,
            compute=done.append,
        )
        return 0

    done = []
    monkeypatch.setattr(outgrown, "_FIRST", 0)
    monkeypatch.setattr(outgrown, "_MOST", -1e15)
    assert run_replaceably(Namespace(run=run, goes_on=None), ["sweep", "r"]) == 0
