"""How a worker ends, and how it ends when it waits for others in vain."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

import pytest

from suite.errors import RunFailure, UserError
from suite.training.replicas import guard, pulse
from suite.training.replicas.guard import Guard, guarded

AGAIN = "Start all workers again with the same command: the run goes on from its newest checkpoint."
LOSS = "worker 1 (localhost:1) has ended: no space left"


class Meeting:
    """The other workers, as far as a guard hears of them."""

    def __init__(self) -> None:
        self.gone: dict[int, str] = {}
        self.said: list[str] = []
        self.closed = False

    def loss(self, seconds: float = 0.0) -> str | None:
        return LOSS if self.gone else None

    def fail(self, why: str) -> None:
        self.said.append(why)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def meeting(monkeypatch):
    monkeypatch.setattr("suite.training.replicas.guard._LOOK", 0.02)
    return Meeting()


@pytest.fixture
def left(monkeypatch):
    """The status with which Python would be left at its end."""
    statuses: list[int] = []
    monkeypatch.setattr("atexit.register", lambda leave, status: statuses.append(status))
    return statuses


def fail(error: BaseException) -> None:
    raise error


def test_a_worker_that_ends_well_takes_its_leave(meeting, left):
    with guarded(meeting, print):
        pass
    assert (meeting.closed, meeting.said, left) == (True, [], [])


@pytest.mark.parametrize(
    ("error", "why", "status"),
    [
        (UserError("line 1\nline 2"), "has ended: line 1", 2),
        (RunFailure("the disk is full"), "has ended: the disk is full", 1),
        (KeyError("name"), "has ended: 'name'", 1),
        (ValueError(), "has ended: ValueError", 1),
        (ValueError("  \n "), "has ended: ValueError", 1),
        (SystemExit(3), "has ended: 3", 3),
        (SystemExit("text"), "has ended: text", 1),
        (SystemExit(), "has ended: SystemExit", 0),
        (SystemExit(0), "has ended: 0", 0),
    ],
    ids=repr,
)
def test_the_others_are_told_why_it_ends(meeting, left, error, why, status):
    with pytest.raises(type(error)) as raised, guarded(meeting, print):
        fail(error)
    assert raised.value is error
    assert (meeting.said, meeting.closed, left) == ([why], False, [status])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_comes_before_anything_can_be_saved(meeting, left, number):
    before = signal.getsignal(number)
    with pytest.raises(RunFailure) as failure, guarded(meeting, print):
        fail_by(number)
    assert str(failure.value) == f"interrupted before the state could be saved. {AGAIN}"
    assert (meeting.said, left) == (["was interrupted"], [1])
    assert signal.getsignal(number) is before


def fail_by(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)
    time.sleep(5)  # the signal ends it


def test_handlers_are_those_of_before(meeting):
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in numbers]
    with Guard(meeting, print):
        assert [signal.getsignal(number) for number in numbers] != before
    assert [signal.getsignal(number) for number in numbers] == before
    assert signal.set_wakeup_fd(-1) == -1


def test_no_thread_and_no_descriptor_is_left(meeting):
    threads = threading.active_count()
    with Guard(meeting, print) as watching:
        assert threading.active_count() == threads + 1
        reader = watching._reader
        os.fstat(reader)
    assert threading.active_count() == threads
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(reader)


def test_outside_the_main_thread_signals_are_left_alone(meeting):
    before, done = signal.getsignal(signal.SIGTERM), []

    def work() -> None:
        with guarded(meeting, print):
            done.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [before]
    assert meeting.closed


@pytest.fixture
def ended(monkeypatch):
    """The status with which the second thread ends the process, once it does."""
    statuses: list[int] = []

    def leave(status: int) -> None:
        statuses.append(status)
        sys.exit()  # of the thread alone

    monkeypatch.setattr("os._exit", leave)
    monkeypatch.setattr(guard, "PATIENCE", 0.2)
    monkeypatch.setattr(guard, "MOST", 0.2)
    return statuses


def wait(statuses: list[int], seconds: float = 10.0) -> None:
    """In one place, as in a collective operation."""
    lock = threading.Lock()
    lock.acquire()
    end = time.monotonic() + seconds
    waiting = threading.Thread(target=lambda: (until(statuses, end), lock.release()))
    waiting.start()
    lock.acquire()


def until(statuses: list[int], end: float) -> None:
    while not statuses and time.monotonic() < end:
        time.sleep(0.02)


# The thread is ended in place of the process.
ENDS_A_THREAD = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


@ENDS_A_THREAD
def test_a_loss_ends_a_worker_that_waits_in_vain(meeting, ended, capsys):
    recorded: list[str] = []
    with Guard(meeting, recorded.append):
        meeting.gone[1] = "has ended"
        wait(ended)
    assert ended == [1]
    assert recorded == ["failed"]
    assert meeting.said == [f"has ended: {LOSS}"]
    assert capsys.readouterr().err == f"error: {LOSS}. {AGAIN}\n"


@ENDS_A_THREAD
def test_a_status_that_cannot_be_recorded_is_no_reason_to_stay(meeting, ended):
    def full(status: str) -> None:
        raise OSError("no space left on device")

    with Guard(meeting, full):
        meeting.gone[1] = "has ended"
        wait(ended)
    assert ended == [1]


def test_while_the_main_thread_gets_on_it_is_left_in_peace(meeting, ended):
    with Guard(meeting, print):
        meeting.gone[1] = "has ended"
        end = time.monotonic() + 0.8
        while time.monotonic() < end:
            pulse.beat()
            time.sleep(0.02)
    assert ended == []


def test_while_all_are_there_it_may_wait(meeting, ended):
    with Guard(meeting, print):
        wait(ended, 0.8)
    assert ended == []
    assert meeting.said == []
