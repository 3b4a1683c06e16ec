"""What is left to say when a worker is gone."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import tensorflow as tf

from suite.errors import RunFailure

# What a collective operation ends with when another process has died or has been stopped.
_LOST = (tf.errors.UnavailableError, tf.errors.AbortedError, tf.errors.DeadlineExceededError)


@contextlib.contextmanager
def lost_workers() -> Iterator[None]:
    """Turn the failure of a collective operation into one message.

    Raises:
        RunFailure: another worker cannot be reached any more.
    """
    try:
        yield
    except _LOST as error:
        raise RunFailure(
            "another worker cannot be reached any more. Start all workers again with "
            "--resume: the run goes on from its newest checkpoint. "
            f"({str(error).strip().splitlines()[0]})"
        ) from error
