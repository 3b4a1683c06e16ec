"""A worker's door: whoever calls and belongs to the run is let in."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import threading
import time
from collections.abc import Iterable
from types import TracebackType

from suite.errors import RunFailure, UserError
from suite.workers.cluster import Cluster
from suite.workers.handshake import welcome
from suite.workers.line import Line

# Seconds between two tries, and at most to wait for a thread that was told to end.
_AGAIN, _END = 0.2, 5.0
_LOOK = 0.02
# Strangers that are listened to at once.
_STRANGERS = 64


class Listener:
    """Takes in the other workers of a run while its block runs.

    Two workers keep one line, on which the later one has called; the earlier one also calls, to see
    whether it can, and hangs up.

    Args:
        cluster: the workers, and which of them this one is.
        token: of the run; who does not know it is not heard.

    Attributes:
        joined: a line to each later worker that is there.

    Example:
        >>> from suite.workers.launch import free_ports
        >>> cluster = Cluster((f"127.0.0.1:{free_ports(1)[0]}", "127.0.0.1:1"), 0)
        >>> with Listener(cluster, b"secret") as listener:
        ...     listener.joined
        {}
    """

    def __init__(self, cluster: Cluster, token: bytes) -> None:
        self.joined: dict[int, Line] = {}
        self._cluster, self._token = cluster, token
        self._server = open_server(cluster)
        self._closed = threading.Event()
        self._seats = threading.BoundedSemaphore(_STRANGERS)
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._answer, daemon=True)

    def __enter__(self) -> Listener:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._lock:
            self._closed.set()
        # A blocked accept() does not notice that its socket is closed.
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(_END)

    def wait_for(self, indices: Iterable[int], seconds: float) -> dict[int, Line]:
        """The lines to these workers, all of which know that they have been let in.

        Raises:
            RunFailure: one is not there after so many seconds.
        """
        deadline = time.monotonic() + seconds
        wanted = set(indices)
        while missing := sorted(wanted - self.joined.keys()):
            if time.monotonic() > deadline:
                address = self._cluster.addresses[missing[0]]
                raise RunFailure(f"worker {missing[0]} ({address}) is gone, without a word")
            time.sleep(_LOOK)
        return {index: self.joined[index] for index in wanted}

    def _answer(self) -> None:
        while not self._closed.is_set():
            self._seats.acquire()
            try:
                connection, _ = self._server.accept()
            except OSError:  # closed; or one caller less, or no file descriptor left
                self._seats.release()
                self._closed.wait(_AGAIN)
                continue
            threading.Thread(target=self._take_in, args=(connection,), daemon=True).start()

    def _take_in(self, connection: socket.socket) -> None:
        try:
            line = Line(connection)
            own, workers = self._cluster.index, len(self._cluster.addresses)
            index = welcome(line, self._token, own, workers, self.joined.__contains__)
            with self._lock:
                stays = index > own and not self._closed.is_set()
                if stays and self.joined.setdefault(index, line) is line:
                    return
            line.close()
        except (OSError, ValueError):
            connection.close()  # a stranger, a scanner, somebody who said nothing
        finally:
            self._seats.release()


def open_server(cluster: Cluster) -> socket.socket:
    """Listen at the own address: on this machine alone where it is a loopback address."""
    host, _, port = cluster.addresses[cluster.index].rpartition(":")
    try:
        if (own := _loopback(host)) is not None:
            family = socket.AF_INET6 if ":" in own else socket.AF_INET
            return socket.create_server((own, int(port)), family=family)
        if socket.has_dualstack_ipv6():
            with contextlib.suppress(OSError):  # where IPv6 is there and switched off
                family = socket.AF_INET6
                return socket.create_server(("", int(port)), family=family, dualstack_ipv6=True)
        return socket.create_server(("", int(port)))
    except OSError as error:
        # `create_server` adds the address, which stands here already.
        reason = os.strerror(error.errno) if error.errno else error
        raise UserError(
            f"worker {cluster.index}: cannot listen at port {port} ({reason}). "
            "Is another run using it?"
        ) from error


def _loopback(host: str) -> str | None:
    """The numeric address, if it is one of this machine to itself."""
    if host == "localhost":
        return "127.0.0.1"
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:  # a name
        return None
    return str(address) if address.is_loopback else None
