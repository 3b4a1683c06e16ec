"""Locks that say who does what."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys

import filelock
import pytest

from suite.errors import RunFailure, UserError
from suite.lab.shared.claim import claimed, one_at_a_time
from suite.lab.shared.presence import forget_the_dead, present, processes_at_work
from suite.lab.shared.storage import note_on_storage, refuse_without_locks
from tests.commands import environment

HOLD = """
import sys, time
from pathlib import Path
from suite.lab.shared.claim import claimed
from suite.lab.shared.presence import present
with present(Path("trials")), claimed(Path("trials", "007.lock")) as is_ours:
    print(is_ours, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that has piece 007."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    with process:
        assert process.stdout.readline() == "True\n"
        yield process
        process.kill()


@pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")
def test_a_process_that_is_stopped_keeps_its_piece_and_one_that_is_killed_does_not(
    holder, tmp_path
):
    lock = tmp_path / "trials" / "007.lock"
    for number in (None, signal.SIGSTOP, signal.SIGCONT):
        if number is not None:
            holder.send_signal(number)
        with claimed(lock) as is_ours:
            assert not is_ours
        assert processes_at_work(tmp_path / "trials") == 1
    holder.kill()
    holder.wait()
    with claimed(lock) as is_ours:
        assert is_ours
    assert processes_at_work(tmp_path / "trials") == 0
    assert len(list((tmp_path / "trials" / "processes").iterdir())) == 1
    forget_the_dead(tmp_path / "trials")
    assert not (tmp_path / "trials" / "processes").exists()


def test_nobody_alive_is_forgotten(tmp_path):
    with present(tmp_path), present(tmp_path):
        forget_the_dead(tmp_path)
        assert processes_at_work(tmp_path) == 2
    assert processes_at_work(tmp_path) == 0


def test_the_lock_falls_with_an_error(tmp_path):
    with pytest.raises(KeyError), claimed(tmp_path / "a.lock"):
        raise KeyError
    with claimed(tmp_path / "a.lock") as is_ours:
        assert is_ours


def test_a_lock_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "trials").touch()
    for block in (claimed(tmp_path / "trials" / "1.lock"), one_at_a_time(tmp_path / "trials")):
        with pytest.raises(RunFailure, match=r"trials/\S+: cannot be locked: "), block:
            pass
    with pytest.raises(RunFailure, match="cannot be locked"), present(tmp_path / "trials"):
        pass


def test_a_short_lock_that_never_falls_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("suite.lab.shared.claim._PATIENCE", 0.05)
    with (
        filelock.FileLock(tmp_path / "lock"),
        pytest.raises(RunFailure, match="another process has held it"),
        one_at_a_time(tmp_path),
    ):
        pass


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP])
def test_a_storage_that_refuses_locks_is_named(tmp_path, monkeypatch, number):
    def refuse(file, operation):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with pytest.raises(UserError, match=rf"does not lock files \({os.strerror(number)}\)"):
        refuse_without_locks(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_storage_that_only_seems_to_lock_is_found_out(tmp_path, monkeypatch):
    monkeypatch.setattr(fcntl, "flock", lambda file, operation: None)
    with pytest.raises(UserError, match="a lock was given twice"):
        refuse_without_locks(tmp_path)


MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
server:/home {0}/home nfs4 rw,vers=4.2,local_lock=none 0 0
server:/old {0}/old nfs rw,vers=3,nolock,local_lock=all 0 0
fs@tcp:/work {0}/my\\040work lustre rw,localflock 0 0
"""


@pytest.mark.parametrize(
    ("folder", "option"),
    [("home", None), ("old", "nolock"), ("old/deep/er", "nolock"), ("my work", "localflock")],
)
def test_locks_that_no_other_machine_sees_are_told(tmp_path, folder, option):
    place = tmp_path / folder
    place.mkdir(parents=True)
    (tmp_path / "mounts").write_text(MOUNTS.format(os.path.realpath(tmp_path)))
    note = note_on_storage(place, tmp_path / "mounts")
    assert (note is None) == (option is None)
    assert note is None or f"is mounted with {option}: locks hold on this machine only" in note
    assert note_on_storage(place, tmp_path / "nowhere") is None
