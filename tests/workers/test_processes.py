"""What the processes of the workers say, and how they end."""

from __future__ import annotations

import io
import signal
import subprocess
import sys

import pytest

from suite.workers import processes
from suite.workers.processes import copy_lines, passed_on, wait


def started(script: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)


def said(script: str) -> str:
    """What is shown of a worker that says something."""
    stream = io.StringIO()
    process = started(script)
    copy_lines(process, "[worker 1] ", stream)
    process.wait()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("script", "shown"),
    [
        ("pass", ""),
        ("print('a')", "[worker 1] a\n"),
        ("print('a\\nb')", "[worker 1] a\n[worker 1] b\n"),
        ("print('half', end='')", "[worker 1] half"),
        ("print()", "[worker 1] \n"),
        (r"import sys; sys.stdout.buffer.write(b'caf\xe9\n')", "[worker 1] caf\ufffd\n"),
    ],
)
def test_each_line_stands_behind_its_worker(script, shown):
    assert said(script) == shown


def exiting(*statuses: int) -> list[subprocess.Popen[bytes]]:
    return [started(f"raise SystemExit({status})") for status in statuses]


@pytest.mark.parametrize(
    ("statuses", "status"), [((0,), 0), ((0, 0), 0), ((0, 3), 3), ((2,), 2), ((130, 0), 130)]
)
def test_the_status_is_that_of_who_failed(statuses, status):
    running = exiting(*statuses)
    assert wait(running) == status
    for process in running:
        process.communicate()


def test_a_signal_is_shown_as_a_shell_shows_it():
    with started("import os, signal; os.kill(os.getpid(), signal.SIGKILL)") as process:
        assert wait([process]) == 128 + signal.SIGKILL


def test_who_does_not_end_is_killed(monkeypatch):
    monkeypatch.setattr(processes, "GRACE", 0.5)
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    with started(f"{stubborn}; print('ready', flush=True); time.sleep(60)") as deaf:
        assert deaf.stdout.readline() == b"ready\n"
        with started("raise SystemExit(5)") as failed:
            assert wait([deaf, failed]) == 5
        assert deaf.returncode == -signal.SIGKILL


def test_handlers_are_put_back():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    with passed_on([]):
        assert all(signal.getsignal(number) is not old for number, old in before.items())
    assert {number: signal.getsignal(number) for number in before} == before


def test_a_signal_reaches_every_worker_and_who_is_gone_is_no_matter():
    script = (
        "import signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(7)); "
        "print('ready', flush=True); time.sleep(60)"
    )
    with started(script) as one, started(script) as two, started("pass") as gone:
        gone.wait()
        assert [one.stdout.readline(), two.stdout.readline()] == [b"ready\n"] * 2
        with passed_on([gone, one, two]):
            signal.raise_signal(signal.SIGTERM)
        assert [one.wait(10), two.wait(10)] == [7, 7]
