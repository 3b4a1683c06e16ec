"""The workers of a run find each other before TensorFlow does."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable

from suite.errors import RunFailure, UserError
from suite.workers.cluster import TOKEN, Cluster
from suite.workers.handshake import Refused, introduce
from suite.workers.line import Line
from suite.workers.listener import Listener
from suite.workers.meeting import Meeting
from suite.workers.token import token_of

# Seconds between two tries, and until it is worth a word that somebody is missing.
_AGAIN, _QUIET = 0.2, 5.0
# What a worker heard in the place of a welcome.
_STRANGE = "somebody else still answers in the place of"
_REFUSALS = {
    "token": f"this one still has another {TOKEN}, or other addresses, than",
    "index": "a worker of the same number is still known to",
}


def meet(cluster: Cluster, wait: float, say: Callable[[str], object] = print) -> Meeting:
    """Wait until every worker is there.

    `tf.distribute` waits for a missing worker forever and without a word. So worker 0 listens at
    its address first, and the others call it. Who does not know the run's token is not heard.

    Args:
        cluster: the workers.
        wait: seconds after which missing workers are an error.
        say: told once who is being waited for.

    Raises:
        UserError: names the workers that did not come, or the address that cannot be listened at.
    """
    token = token_of(cluster)
    if cluster.is_chief:
        meeting = Meeting(cluster, _gather(cluster, token, wait, say))
    else:
        meeting = Meeting(cluster, {0: call(cluster, token, wait, say)})
    try:
        meeting.exchange({})  # the chief answers when all are there
    except RunFailure as error:
        meeting.close()
        raise UserError(f"worker {cluster.index}: {error}") from error
    return meeting


def _gather(
    cluster: Cluster, token: bytes, wait: float, say: Callable[[str], object]
) -> dict[int, Line]:
    """The chief's side: a line to every other worker."""
    start, told = time.monotonic(), False
    with Listener(cluster, token) as listener:
        joined = listener.joined
        while True:
            for index in [index for index, line in joined.items() if not _is_open(line)]:
                joined.pop(index).close()  # it will be started again, or missed
            missing = [i for i in range(1, len(cluster.addresses)) if i not in joined]
            if not missing:
                return dict(joined)
            names = ", ".join(f"worker {i} ({cluster.addresses[i]})" for i in missing)
            waited = time.monotonic() - start
            if waited > wait:
                why = (
                    f"after {wait:g} s there is still no sign of {names}. Start every worker with "
                    f"the same addresses and the same {TOKEN}, or wait longer with "
                    "training.worker_wait."
                )
                Meeting(cluster, joined).fail(why)
                raise UserError(f"worker {cluster.index}: {why}")
            if waited > _QUIET and not told:
                told = True
                say(f"waiting for {names}, {wait:g} s at the most")
            time.sleep(_AGAIN)


def call(cluster: Cluster, token: bytes, wait: float, say: Callable[[str], object]) -> Line:
    """A worker's side: the line to the chief; silence is no error, nor is somebody else's word."""
    host, _, port = cluster.addresses[0].rpartition(":")
    start, told, heard = time.monotonic(), False, "there is still no sign of"
    name = f"worker 0 ({cluster.addresses[0]})"
    while (waited := time.monotonic() - start) <= wait:
        try:
            connection = socket.create_connection((host.strip("[]"), int(port)), timeout=1.0)
        except OSError:
            connection = None
        if connection is not None:
            line = Line(connection)
            try:
                introduce(line, token, cluster.index)
                return line
            except Refused as error:
                heard = _REFUSALS.get(str(error), _STRANGE)
            except (OSError, ValueError):
                heard = _STRANGE
            line.close()
        if waited > _QUIET and not told:
            told = True
            say(f"waiting for {name}, {wait:g} s at the most")
        time.sleep(_AGAIN)
    raise UserError(
        f"worker {cluster.index}: after {wait:g} s {heard} {name}. Start every worker with the "
        f"same addresses and the same {TOKEN}, or wait longer with training.worker_wait."
    )


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
