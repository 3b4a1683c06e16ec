"""Pieces of work that are shared, here by threads: a lock keeps those apart too."""

from __future__ import annotations

import threading
import time

import pytest

from suite.lab.shared import share as module
from suite.lab.shared.claim import claimed
from suite.lab.shared.share import Interrupted, share


class Work:
    """Numbered pieces, each of which takes a moment."""

    def __init__(self, folder, count, seconds=0.0):
        self.folder, self.count, self.seconds = folder, count, seconds
        self.done = []
        self.waited = []

    def lock(self, piece):
        return self.folder / f"{piece}.lock"

    def compute(self, piece):
        time.sleep(self.seconds)
        self.done.append(piece)

    def share(self, compute=None):
        share(
            range(self.count),
            lock=self.lock,
            is_done=lambda piece: piece in self.done,
            compute=compute or self.compute,
            waits=lambda left: self.waited.append([*left]),
        )


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(module, "_PATIENCE", 0.01)


def test_alone_all_is_done_in_order(tmp_path):
    work = Work(tmp_path, 5)
    work.share()
    assert work.done == [0, 1, 2, 3, 4]
    assert work.waited == []
    work.share()
    assert len(work.done) == 5


def test_several_do_each_piece_once(tmp_path):
    work = Work(tmp_path, 60, seconds=0.002)
    threads = [threading.Thread(target=work.share) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(work.done) == [*range(60)]


def test_what_another_has_is_waited_for_and_taken_when_it_is_gone(tmp_path):
    work = Work(tmp_path, 3)
    held, end = threading.Event(), threading.Event()

    def hold():
        with claimed(work.lock(1)):
            held.set()
            end.wait(10)

    other = threading.Thread(target=hold)
    other.start()
    held.wait(10)
    sharing = threading.Thread(target=work.share)
    sharing.start()
    while not work.waited:
        time.sleep(0.005)
    assert work.done == [0, 2]
    end.set()
    for thread in (other, sharing):
        thread.join()
    assert work.done == [0, 2, 1]
    assert work.waited == [[1]]


def test_what_a_dead_process_leaves_comes_before_what_nobody_began(tmp_path):
    work = Work(tmp_path, 4)
    lock = claimed(work.lock(0))
    lock.__enter__()

    def compute(piece):
        work.compute(piece)
        if piece == 1:
            lock.__exit__(None, None, None)  # its process has died meanwhile

    work.share(compute)
    assert work.done == [1, 0, 2, 3]


def test_ctrl_c_while_it_waits(tmp_path, monkeypatch):
    def press(seconds):
        raise KeyboardInterrupt

    work = Work(tmp_path, 1)
    monkeypatch.setattr(module.time, "sleep", press)
    with claimed(work.lock(0)), pytest.raises(Interrupted):
        work.share()


def test_an_error_ends_it_and_lets_go(tmp_path):
    work = Work(tmp_path, 2)

    def fail(piece):
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        work.share(fail)
    with claimed(work.lock(0)) as is_ours:
        assert is_ours
