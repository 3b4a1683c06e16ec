"""Other processes that do the same: what they are told, what is said of them, how they end."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest

from suite.lab.shared import helpers as module
from suite.lab.shared.helpers import device_shares, helpers

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")


@pytest.fixture
def other(monkeypatch):
    """Helpers that run a piece of Python in the place of `python -m suite`."""
    start = module.subprocess.Popen

    def started(command, **options):
        return start([sys.executable, "-c", command[-1]], **options)

    monkeypatch.setattr(module.subprocess, "Popen", started)


def until(condition):
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_they_say_is_passed_on(other):
    said = []
    with helpers(["print('one'); print('two')"], 2, said.append):
        until(lambda: len(said) == 4)
    assert sorted(said) == ["one", "one", "two", "two"]


def test_they_end_with_the_block_and_may_save_first(other, tmp_path):
    save = (
        "import signal, sys, time; from pathlib import Path\n"
        "def save(*_):\n"
        f"    time.sleep(0.2); Path(r'{tmp_path}', 'saved').touch(); sys.exit(130)\n"
        "signal.signal(signal.SIGTERM, save); print('ready', flush=True); time.sleep(60)"
    )
    said = []
    with helpers([save], 1, said.append):
        until(lambda: said == ["ready"])
    assert (tmp_path / "saved").is_file()
    assert said == ["ready"]


@pytest.mark.parametrize(
    ("script", "how"),
    [
        ("import os; os.kill(os.getpid(), 9)", f"was killed by signal {signal.SIGKILL:d}"),
        ("import sys; sys.exit(2)", "ended with status 2"),
    ],
)
def test_one_that_ends_too_early_is_told_of(other, script, how):
    said = []
    with helpers([script], 1, said.append):
        until(lambda: said)
    assert said == [f"note: a process that helped {how}; the others go on with what it had"]


@pytest.mark.parametrize(
    ("gpus", "processes", "shares"),
    [
        ("", 3, [None, None, None]),
        ("0,1", 2, ["0", "1"]),
        ("0,1,2,3", 2, ["0,1", "2,3"]),
        ("5", 2, ["5+", "5+"]),
        ("0,1", 3, ["0+", "1+", "0+"]),
        ("0,1", 1, [None]),
    ],
)
def test_each_has_its_gpus_or_a_part_of_one(gpus, processes, shares):
    """A plus: of the GPU's memory it takes what it needs."""
    found = []
    for one in device_shares(processes, {"CUDA_VISIBLE_DEVICES": gpus}):
        part = one.get("CUDA_VISIBLE_DEVICES")
        found.append(f"{part}+" if "TF_FORCE_GPU_ALLOW_GROWTH" in one else part)
    assert found == shares
