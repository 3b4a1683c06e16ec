"""What is left to say when a worker is gone."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import tensorflow as tf

from suite.errors import RunFailure
from suite.workers.line import SILENCE
from suite.workers.meeting import Meeting

AGAIN = "Start all workers again with the same command: the run goes on from its newest checkpoint."
# What a collective operation ends with when another process has died or has been stopped.
_LOST = (tf.errors.UnavailableError, tf.errors.AbortedError, tf.errors.DeadlineExceededError)
# Seconds until the news of a lost worker is here, where TensorFlow was faster; of a silent machine
# it comes last.
NEWS = SILENCE + 2.0


@contextlib.contextmanager
def lost_workers(meeting: Meeting) -> Iterator[None]:
    """Turn the failure of a collective operation into one message.

    Args:
        meeting: knows which worker is gone.

    Raises:
        RunFailure: another worker cannot be reached any more.

    Example:
        >>> with lost_workers(None):
        ...     print("all of them are there")
        all of them are there
    """
    try:
        yield
    except (tf.errors.OpError, RuntimeError) as error:
        is_lost = isinstance(error, _LOST)
        # Some operations fail with another error, but none without a cause.
        loss = meeting.loss(NEWS if is_lost else 0.0)
        if loss is None and not is_lost:
            raise
        cause = loss or f"another worker cannot be reached any more ({_reason(error)})"
        raise RunFailure(f"{cause}. {AGAIN}") from error


def _reason(error: Exception) -> str:
    """The line of TensorFlow's message that says something."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [line for line in lines if "Collective ops is aborted by" in line]
    return (telling or [line for line in lines if line != "Graph execution error:"] or [""])[0]
