"""Ctrl-C before the first step, also where Python drops the exception that it raises."""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time

import pytest

from suite.cli.lookup import topics
from suite.cli.main import main
from suite.lost_interrupt import remembered_interrupts, was_interrupted
from suite.training.loop.interrupt import StopRequest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")


class Destroyed:
    """Presses Ctrl-C in a destructor, where Python drops the exception."""

    def __del__(self):
        signal.raise_signal(signal.SIGINT)


def test_one_that_is_lost_stops_training_before_its_first_step(capsys):
    with remembered_interrupts():
        assert StopRequest().received is None
        thing = Destroyed()
        del thing
        assert was_interrupted()
        assert StopRequest().received == signal.SIGINT
    assert not was_interrupted()
    assert StopRequest().received is None
    assert capsys.readouterr().err == ""


def test_other_exceptions_that_are_lost_are_told(monkeypatch):
    class Broken:
        def __del__(self):
            raise OSError("a disk")

    told = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)
    with remembered_interrupts():
        thing = Broken()
        del thing
    assert [type(one.exc_value) for one in told] == [OSError]


def test_one_that_is_not_lost_ends_the_command(monkeypatch, capsys):
    monkeypatch.setattr(topics, "run", lambda options: signal.raise_signal(signal.SIGINT))
    assert main(["topics"]) == 130
    assert capsys.readouterr().err == "interrupted\n"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_handler_of_somebody_else_stays(monkeypatch):
    heard = []
    previous = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        with remembered_interrupts():
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, previous)
    assert heard == [signal.SIGINT]


def test_another_thread_has_no_handler_to_set():
    before = signal.getsignal(signal.SIGINT)
    seen = []

    def command():
        with remembered_interrupts():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=command)
    thread.start()
    thread.join()
    assert seen == [before]


def test_the_handler_and_the_hook_are_put_back_after_an_error():
    hook = sys.unraisablehook
    with pytest.raises(ValueError, match="invalid literal"), remembered_interrupts():
        int("x")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert sys.unraisablehook is hook


def test_an_interrupt_is_raised_as_always():
    with pytest.raises(KeyboardInterrupt), remembered_interrupts():
        signal.raise_signal(signal.SIGINT)
    assert not was_interrupted()


def test_one_that_is_lost_comes_again_where_no_training_sees_it():
    with remembered_interrupts():
        thing = Destroyed()
        del thing
        with pytest.raises(KeyboardInterrupt):
            time.sleep(5)


def test_training_that_has_seen_a_lost_one_is_not_interrupted_again(monkeypatch):
    monkeypatch.setattr("suite.lost_interrupt._PAUSE_SECONDS", 0.05)
    with remembered_interrupts():
        thing = Destroyed()
        del thing
        with StopRequest() as request:
            time.sleep(0.15)
        assert request.received == signal.SIGINT


def test_one_while_the_command_line_is_read(monkeypatch, capsys):
    def interrupted(parser):
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(topics, "add_arguments", interrupted)
    assert main(["topics"]) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_one_of_which_a_library_makes_an_error(monkeypatch, capsys):
    def run(options):
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt as error:
            raise ImportError("numpy failed to import") from error

    monkeypatch.setattr(topics, "run", run)
    assert main(["topics"]) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_one_before_the_command_line_has_begun(monkeypatch, capsys):
    def interrupted():
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("suite.screen.open_standard_descriptors", interrupted)
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("suite", run_name="__main__")
    assert ended.value.code == 130
    assert capsys.readouterr().err == "interrupted\n"
