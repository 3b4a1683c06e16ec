"""Folders that vanish with the process that made them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from suite.runs.directory.claim import claimed
from suite.runs.directory.discarded import PREFIX, clear_abandoned, discarded_folder
from suite.runs.directory.run_directory import RunDirectory
from tests.commands import environment

SCRIPT = (
    "import time; from suite.runs.directory.discarded import discarded_folder;"
    "print(discarded_folder(), flush=True); {}"
)


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def process(end: str) -> tuple[subprocess.Popen, Path]:
    command = [sys.executable, "-c", SCRIPT.format(end)]
    started = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True)
    return started, Path(started.stdout.readline().strip())


def test_it_vanishes_with_its_process():
    started, folder = process("")
    started.communicate(timeout=30)
    assert folder.parent.name.startswith(PREFIX)
    assert not folder.parent.exists()


def test_a_run_can_be_made_there():
    directory = RunDirectory.discarded()
    with claimed(directory):
        directory.write_summary({"status": "running"})
    assert directory.is_discarded


@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
def test_what_a_killed_process_left_is_cleared_at_the_next_start(temporary):
    alive, kept = process("time.sleep(60)")
    killed, left = process("time.sleep(60)")
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=30)
    assert left.is_dir()
    own = discarded_folder()
    assert (kept.is_dir(), left.parent.exists(), own.is_dir()) == (True, False, True)
    alive.kill()
    alive.communicate(timeout=30)


def test_links_and_fresh_folders_of_others_stay(temporary):
    precious = temporary / "precious"
    precious.mkdir()
    (precious / "alive").touch()
    (temporary / f"{PREFIX}link").symlink_to(precious)
    fresh, old = (temporary / f"{PREFIX}{name}" for name in ("fresh", "old"))
    for folder in (fresh, old):
        folder.mkdir()
    os.utime(old, (time.time() - 2 * 24 * 3600,) * 2)
    clear_abandoned()
    assert precious.is_dir()
    assert fresh.is_dir()
    assert not old.exists()
