"""The signals that ask a run to save its state and end."""

from __future__ import annotations

import signal

import pytest

from suite.workers import stop_signals as module
from suite.workers.stop_signals import end_with_command, handler_after, stop_signals

BOTH = [signal.SIGINT, signal.SIGTERM]


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="POSIX")
@pytest.mark.parametrize(
    ("handler", "expected"),
    [
        (signal.SIG_DFL, [*BOTH, signal.SIGHUP]),
        (lambda number, frame: None, [*BOTH, signal.SIGHUP]),
        (signal.SIG_IGN, BOTH),  # as under `nohup`
    ],
)
def test_the_end_of_a_terminal_counts_where_it_is_not_ignored(handler, expected):
    before = signal.signal(signal.SIGHUP, handler)
    try:
        assert stop_signals() == expected
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_system_without_it(monkeypatch):
    monkeypatch.delattr(signal, "SIGHUP", raising=False)
    assert stop_signals() == BOTH


def test_only_a_process_of_one_command_hears_once(monkeypatch):
    monkeypatch.setattr(module, "_ends_with_command", False)
    own = signal.default_int_handler
    assert handler_after(signal.SIGTERM, signal.SIG_DFL) == signal.SIG_DFL
    end_with_command()
    assert handler_after(signal.SIGTERM, signal.SIG_DFL) == signal.SIG_IGN
    assert handler_after(signal.SIGTERM, own) is own
    assert handler_after(signal.SIGINT, own) is own
