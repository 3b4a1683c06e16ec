"""Jobs in a thread, one at a time; what they fail with comes out."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from suite.errors import RunFailure
from suite.training.replicas import pulse
from suite.training.state.background_writer import BackgroundWriter


def fails() -> None:
    raise RunFailure("the disk is full")


def test_a_job_waits_for_the_one_before():
    writer, done, released = BackgroundWriter(), [], threading.Event()

    def first():
        assert released.wait(30)
        done.append(1)

    writer.begin(first)
    assert writer.is_busy
    threading.Timer(0.05, released.set).start()
    writer.begin(lambda: done.append(2))
    assert done[0] == 1
    writer.wait()
    assert done == [1, 2]
    assert not writer.is_busy


@pytest.mark.parametrize("how", ["look", "wait", "begin"])
def test_a_failure_is_raised_once(how):
    writer = BackgroundWriter()
    writer.begin(fails)
    writer._thread.join()
    with pytest.raises(RunFailure, match="the disk is full"):
        writer.begin(fails) if how == "begin" else getattr(writer, how)()
    writer.wait()
    writer.look()


def test_the_end_waits_and_raises_nothing():
    writer, done = BackgroundWriter(), threading.Event()
    writer.end()
    writer.begin(lambda: done.wait(0.1) or fails())
    writer.end()
    assert not writer.is_busy


def test_whoever_waits_is_seen_to_live():
    writer, released, before = BackgroundWriter(), threading.Event(), pulse.count
    writer.begin(lambda: released.wait(30))
    threading.Timer(0.5, released.set).start()
    writer.wait()
    assert pulse.count > before


@pytest.mark.skipif(sys.platform != "linux", reason="priorities of threads are Linux's")
def test_training_goes_first():
    def priority():
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    writer, found, ours = BackgroundWriter(), [], priority()
    writer.begin(lambda: found.append(priority()))
    writer.wait()
    assert found == [min(19, ours + 10)]
    assert priority() == ours
