"""Signals as requests."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from suite.training.loop.interrupt import StopRequest

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.mark.parametrize("number", SIGNALS)
def test_the_first_signal_is_a_request(number):
    with StopRequest() as stop:
        assert stop.received is None
        os.kill(os.getpid(), number)
        assert stop.received is number


@pytest.mark.parametrize("first", SIGNALS)
def test_a_ctrl_c_after_it_is_none(first):
    with StopRequest() as stop:
        os.kill(os.getpid(), first)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        assert stop.received is first


def test_a_second_sigterm_still_is():
    with StopRequest() as stop:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.received is signal.SIGTERM


@pytest.mark.parametrize("number", SIGNALS)
def test_afterwards_all_is_as_before(number):
    before = signal.getsignal(number)
    with StopRequest():
        assert signal.getsignal(number) is not before
    assert signal.getsignal(number) is before


def test_an_error_inside_puts_it_back_too():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ValueError, match="as asked"), StopRequest():
        raise ValueError("as asked")
    assert signal.getsignal(signal.SIGINT) is before


def test_another_thread_installs_nothing():
    found = []

    def look() -> None:
        before = signal.getsignal(signal.SIGTERM)
        with StopRequest():
            found.append(signal.getsignal(signal.SIGTERM) is before)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [True]
