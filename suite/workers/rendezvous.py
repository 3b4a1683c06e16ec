"""The workers of a run find each other before TensorFlow does."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable

from suite.errors import RunFailure, UserError
from suite.workers.call import QUIET, NotReached, call, named, waiting
from suite.workers.cluster import TOKEN, Cluster
from suite.workers.line import Line
from suite.workers.listener import Listener
from suite.workers.meeting import Meeting
from suite.workers.mesh import REACHED, join_all
from suite.workers.token import token_of

# Seconds between two looks.
_AGAIN = 0.2
_REMEDY = (
    f"Start every worker with the same addresses and the same {TOKEN}, or wait longer with "
    "training.worker_wait."
)


def meet(cluster: Cluster, wait: float, say: Callable[[str], object] = print) -> Meeting:
    """Wait until every worker is there, and reaches every other.

    `tf.distribute` waits for a missing worker forever and without a word. So each worker listens at
    its address first, and all call the chief, then each other. Who does not know the run's token is
    not heard. When they part, TensorFlow listens at the same addresses.

    Args:
        cluster: the workers.
        wait: seconds after which missing workers are an error.
        say: told once who is being waited for.

    Raises:
        UserError: names the workers that did not come or cannot reach each other, or the address
            that cannot be listened at.
    """
    token = token_of(cluster)
    with Listener(cluster, token) as listener:
        if cluster.is_chief:
            meeting = Meeting(cluster, _gather(cluster, listener, wait, say))
        else:
            meeting = Meeting(cluster, {0: _call_chief(cluster, token, wait, say)})
        try:
            meeting.exchange({})  # the chief answers when all are there
            join_all(meeting, listener, token, min(wait, REACHED))
        except RunFailure as error:
            meeting.close()
            raise UserError(f"worker {cluster.index}: {error}") from error
        except UserError:
            meeting.close()
            raise
    return meeting


def _gather(
    cluster: Cluster, listener: Listener, wait: float, say: Callable[[str], object]
) -> dict[int, Line]:
    """The chief's side: a line to every other worker."""
    start, told = time.monotonic(), False
    joined = listener.joined
    while True:
        for index in [index for index, line in joined.items() if not _is_open(line)]:
            joined.pop(index).close()  # it will be started again, or missed
        missing = [i for i in range(1, len(cluster.addresses)) if i not in joined]
        if not missing:
            return dict(joined)
        waited = time.monotonic() - start
        if waited > wait:
            why = f"after {wait:g} s there is still no sign of {named(missing, cluster)}. {_REMEDY}"
            Meeting(cluster, joined).fail(why)
            raise UserError(f"worker {cluster.index}: {why}")
        if waited > QUIET and not told:
            told = True
            say(waiting(missing, cluster, wait))
        time.sleep(_AGAIN)


def _call_chief(cluster: Cluster, token: bytes, wait: float, say: Callable[[str], object]) -> Line:
    """Another worker's side: the line to the chief."""
    try:
        return call(cluster, 0, token, wait, say)
    except NotReached as error:
        raise UserError(
            f"worker {cluster.index}: after {wait:g} s worker 0 ({cluster.addresses[0]}) still "
            f"cannot be reached: {error}. {_REMEDY}"
        ) from error


def _is_open(line: Line) -> bool:
    """Whether a silent worker is still there."""
    try:
        line.connection.setblocking(False)
        return line.connection.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        with contextlib.suppress(OSError):
            line.connection.setblocking(True)
