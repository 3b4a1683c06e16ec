"""One worker calls another at its address."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Sequence

from suite.workers.cluster import TOKEN, Cluster
from suite.workers.handshake import Refused, introduce
from suite.workers.line import Line

# Seconds between two tries, of one try on a slow network, and until a wait is worth a word.
_AGAIN, _TRY, QUIET = 0.2, 5.0, 5.0
_STRANGE = "somebody else answers there"
_REFUSALS = {
    "token": f"it has another {TOKEN}, or other addresses",
    "index": "a worker of this number is known there already",
    "place": "another worker of this run answers there",
}


class NotReached(Exception):
    """Another worker cannot be called; the message says why.

    Args:
        why: in words.
        answered: whether somebody has answered.
    """

    def __init__(self, why: str, answered: bool = False) -> None:
        super().__init__(why)
        self.answered = answered


def call(
    cluster: Cluster, called: int, token: bytes, wait: float, say: Callable[[str], object]
) -> Line:
    """The line to another worker, tried until it is there.

    Neither silence nor somebody else's word is an error until then: it may just be starting.

    Args:
        cluster: the workers.
        called: the index of the other.
        token: of the run.
        wait: seconds after which there is no more try.
        say: told once who is being waited for.

    Raises:
        NotReached: the last answer; where there was none, what came of the last try.

    Example:
        >>> from suite.workers.launch import free_ports
        >>> where = tuple(f"127.0.0.1:{port}" for port in free_ports(2))
        >>> call(Cluster(where, 1), 0, b"secret", wait=0.1, say=print)
        Traceback (most recent call last):
            ...
        suite.workers.call.NotReached: nobody listens there
    """
    start, told = time.monotonic(), False
    answer: NotReached | None = None
    while True:
        left = start + wait - time.monotonic()
        try:
            return _call_once(cluster, called, token, min(_TRY, max(left, 0.1)))
        except NotReached as error:
            # An answer tells more than that nobody is there by now.
            answer = error if error.answered else answer
            if (waited := time.monotonic() - start) + _AGAIN > wait:
                raise answer or error from None
        if waited > QUIET and not told:
            told = True
            say(waiting([called], cluster, wait))
        time.sleep(_AGAIN)


def waiting(missing: Sequence[int], cluster: Cluster, wait: float) -> str:
    """What is said once about workers that are not there yet."""
    return f"waiting for {named(missing, cluster)}, {wait:g} s at the most"


def named(workers: Sequence[int], cluster: Cluster) -> str:
    return ", ".join(f"worker {index} ({cluster.addresses[index]})" for index in workers)


def _call_once(cluster: Cluster, called: int, token: bytes, seconds: float) -> Line:
    host, _, port = cluster.addresses[called].rpartition(":")
    try:
        connection = _connected(host.strip("[]"), int(port), seconds)
    except OSError as error:
        raise NotReached(_reason(error)) from error
    line = Line(connection)
    try:
        introduce(line, token, cluster.index, called)
    except Refused as error:
        line.close()
        raise NotReached(_REFUSALS.get(str(error), _STRANGE), True) from error
    except (OSError, ValueError) as error:
        line.close()
        raise NotReached(_STRANGE, True) from error
    return line


def _connected(host: str, port: int, seconds: float) -> socket.socket:
    """A connection to the first address of a host that answers; all share the time."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    failure = OSError("it has no address")
    for family, kind, protocol, _, place in found:
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(seconds / len(found))
            connection.connect(place)
        except OSError as error:
            connection.close()
            failure = error
        else:
            return connection
    raise failure


def _reason(error: OSError) -> str:
    """Why there is no connection, in words that say where to look."""
    if isinstance(error, socket.gaierror):
        return f"its name leads nowhere from here ({error.strerror})"
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens there"
    if isinstance(error, TimeoutError):
        return "no answer comes (its machine is off, or a firewall drops what is sent there)"
    return (error.strerror or str(error)).lower()
