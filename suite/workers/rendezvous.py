"""The workers of a run find each other before TensorFlow does."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator

from suite.errors import RunFailure, UserError
from suite.workers.cluster import TOKEN, Cluster
from suite.workers.handshake import Refused, introduce, welcome
from suite.workers.line import Line
from suite.workers.meeting import Meeting
from suite.workers.token import token_of

# Seconds between two tries, and until it is worth a word that somebody is missing.
_AGAIN, _QUIET = 0.2, 5.0
# Strangers that are listened to at once.
_STRANGERS = 64


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
        meeting = Meeting(cluster, gather(cluster, token, wait, say))
    else:
        meeting = Meeting(cluster, {0: call(cluster, token, wait, say)})
    try:
        meeting.exchange({})  # the chief answers when all are there
    except RunFailure as error:
        meeting.close()
        raise UserError(f"worker {cluster.index}: {error}") from error
    return meeting


def gather(
    cluster: Cluster, token: bytes, wait: float, say: Callable[[str], object]
) -> dict[int, Line]:
    """The chief's side: a line to every other worker."""
    joined: dict[int, Line] = {}
    start, told = time.monotonic(), False
    with listening(cluster, token, joined):
        while True:
            for index in [index for index, line in joined.items() if not is_open(line)]:
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


@contextlib.contextmanager
def listening(cluster: Cluster, token: bytes, joined: dict[int, Line]) -> Iterator[None]:
    """Take in whoever calls and belongs to the run, inside the block."""
    server = open_server(cluster)
    closed, seats = threading.Event(), threading.BoundedSemaphore(_STRANGERS)
    lock = threading.Lock()

    def take_in(connection: socket.socket) -> None:
        try:
            line = Line(connection)
            index = welcome(line, token, len(cluster.addresses), joined.__contains__)
            with lock:
                if not closed.is_set() and joined.setdefault(index, line) is line:
                    return
            line.close()
        except (OSError, ValueError):
            connection.close()  # a stranger, a scanner, somebody who said nothing
        finally:
            seats.release()

    def answer() -> None:
        while not closed.is_set():
            seats.acquire()
            try:
                connection, _ = server.accept()
            except OSError:  # closed; or one caller less, or no file descriptor left
                seats.release()
                closed.wait(_AGAIN)
                continue
            threading.Thread(target=take_in, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield
    finally:
        with lock:
            closed.set()
        # A blocked accept() does not notice that its socket is closed.
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(_QUIET)


def open_server(cluster: Cluster) -> socket.socket:
    """Listen at the own address: on this machine alone where it is a loopback address."""
    host, _, port = cluster.addresses[cluster.index].rpartition(":")
    try:
        if (own := loopback(host)) is not None:
            family = socket.AF_INET6 if ":" in own else socket.AF_INET
            return socket.create_server((own, int(port)), family=family)
        if socket.has_dualstack_ipv6():
            with contextlib.suppress(OSError):  # where IPv6 is there and switched off
                family = socket.AF_INET6
                return socket.create_server(("", int(port)), family=family, dualstack_ipv6=True)
        return socket.create_server(("", int(port)))
    except OSError as error:
        raise UserError(
            f"worker {cluster.index}: cannot listen at port {port} ({error.strerror}). "
            "Is another run using it?"
        ) from error


def loopback(host: str) -> str | None:
    """The numeric address, if it is one of this machine to itself."""
    if host == "localhost":
        return "127.0.0.1"
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:  # a name
        return None
    return str(address) if address.is_loopback else None


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


_STRANGE = "somebody else still answers in the place of"
_REFUSALS = {
    "token": f"this one still has another {TOKEN}, or other addresses, than",
    "index": "a worker of the same number is still known to",
}


def is_open(line: Line) -> bool:
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
