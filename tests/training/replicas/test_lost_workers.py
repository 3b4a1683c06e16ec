"""What is said when a collective operation fails."""

from __future__ import annotations

import pytest
import tensorflow as tf

from suite.errors import RunFailure
from suite.training.replicas.lost_workers import NEWS, lost_workers

AGAIN = (
    ". Start all workers again with the same command: the run goes on from its newest checkpoint."
)
GONE = "worker 1 (localhost:1234) has ended: no space left"


class Meeting:
    """Knows of one loss, or of none; and how long it was waited for."""

    def __init__(self, loss: str | None) -> None:
        self.known = loss
        self.waited: list[float] = []

    def loss(self, seconds: float = 0.0) -> str | None:
        self.waited.append(seconds)
        return self.known


def operation(kind: type[tf.errors.OpError], message: str = "it failed") -> tf.errors.OpError:
    return kind(None, None, message)


UNAVAILABLE = operation(tf.errors.UnavailableError)
LOST = [
    UNAVAILABLE,
    operation(tf.errors.AbortedError),
    operation(tf.errors.DeadlineExceededError),
]
OTHERS = [
    operation(tf.errors.InvalidArgumentError),
    operation(tf.errors.ResourceExhaustedError),
    operation(tf.errors.InternalError),
    RuntimeError("a run"),
]


def named(error: Exception) -> str:
    return type(error).__name__


def fails(meeting: Meeting, error: Exception) -> None:
    with lost_workers(meeting):
        raise error


@pytest.mark.parametrize("error", [*LOST, *OTHERS], ids=named)
def test_a_worker_that_is_gone_is_the_cause(error):
    with pytest.raises(RunFailure) as failure:
        fails(Meeting(GONE), error)
    assert str(failure.value) == GONE + AGAIN
    assert failure.value.__cause__ is error


@pytest.mark.parametrize("error", LOST, ids=named)
def test_a_lost_connection_is_told_where_nobody_says_who_is_gone(error):
    with pytest.raises(RunFailure) as failure:
        fails(Meeting(None), error)
    assert str(failure.value) == (f"another worker cannot be reached any more (it failed){AGAIN}")


@pytest.mark.parametrize("error", OTHERS, ids=named)
def test_another_error_stays_what_it_is_where_all_are_there(error):
    with pytest.raises(type(error)) as raised:
        fails(Meeting(None), error)
    assert raised.value is error


@pytest.mark.parametrize(
    "error", [KeyError("x"), KeyboardInterrupt(), RunFailure("told")], ids=named
)
def test_what_no_operation_raises_passes(error):
    meeting = Meeting(GONE)
    with pytest.raises(type(error)):
        fails(meeting, error)
    assert meeting.waited == []


@pytest.mark.parametrize(
    ("error", "seconds"), [*((one, NEWS) for one in LOST), *((one, 0.0) for one in OTHERS)]
)
def test_the_news_is_waited_for_where_it_must_come(error, seconds):
    meeting = Meeting(GONE)
    with pytest.raises(RunFailure):
        fails(meeting, error)
    assert meeting.waited == [seconds]


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("one line", "one line"),
        (
            "Graph execution error:\n\n  Connection reset by peer\n  more",
            "Connection reset by peer",
        ),
        (
            "Graph execution error:\n first\n Collective ops is aborted by: worker 1 left\n",
            "Collective ops is aborted by: worker 1 left",
        ),
        ("", ""),
        ("\n \n", ""),
    ],
)
def test_the_line_of_a_long_message_that_says_something(message, told):
    with pytest.raises(RunFailure) as failure:
        fails(Meeting(None), operation(tf.errors.UnavailableError, message))
    said = str(failure.value)
    assert said.startswith("another worker cannot be reached any more (")
    assert told in said
    assert said.endswith(f"){AGAIN}")


def test_nothing_is_asked_while_nothing_fails():
    meeting = Meeting(GONE)
    with lost_workers(meeting):
        pass
    assert meeting.waited == []
