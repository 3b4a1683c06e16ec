"""Messages between two workers: one JSON mapping per line, over a plain socket."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Mapping
from typing import Any

# Bytes of a message, before the other side has proved who it is and after.
STRANGER, FRIEND = 2**10, 2**24
# Seconds after which a silent machine is taken for dead. So many questions, one a second once it
# has been silent for three, are not all lost on a bad line.
SILENCE = 13
_KEEPALIVE = {
    "TCP_KEEPIDLE": 3,
    "TCP_KEEPINTVL": 1,
    "TCP_KEEPCNT": SILENCE - 3,
    "TCP_USER_TIMEOUT": 1000 * SILENCE,
}

Message = Mapping[str, Any]


class Line:
    """One connection; what is not a mapping in time and in size raises OSError or ValueError.

    Args:
        connection: a connected socket, closed with the line.

    Example:
        >>> with socket.create_server(("127.0.0.1", 0)) as server:
        ...     ours = Line(socket.create_connection(server.getsockname()))
        ...     theirs = Line(server.accept()[0])
        >>> ours.send({"index": 1})
        >>> theirs.receive(seconds=5.0)
        {'index': 1}
        >>> ours.close(), theirs.close()
        (None, None)
    """

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self._rest = b""
        self._sending = threading.Lock()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEPALIVE.items():
            if hasattr(socket, name):
                connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)

    def send(self, message: Message) -> None:
        """Send a message whole; several threads may."""
        with self._sending:
            self.connection.sendall(json.dumps(message).encode() + b"\n")

    def receive(self, seconds: float | None = None, largest: int = FRIEND) -> Message | None:
        """The next message, all of which must come within so many seconds; None at the end.

        Whoever sends a byte now and then does not prolong that.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        while b"\n" not in self._rest:
            if len(self._rest) > largest:
                raise ValueError(f"a message of more than {largest} bytes")
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise TimeoutError("no message in time")
            self.connection.settimeout(left)
            piece = self.connection.recv(2**16)
            if not piece:
                return None
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        try:
            message = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ValueError("not JSON") from error
        if len(line) > largest or not isinstance(message, dict):
            raise ValueError("not a worker's message")
        return message

    def close(self) -> None:
        """End it for both sides; a thread that waits in `receive` gets None or OSError."""
        with contextlib.suppress(OSError):  # the other side was faster
            self.connection.shutdown(socket.SHUT_RDWR)
        self.connection.close()
