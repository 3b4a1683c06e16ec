"""Two ends of one connection."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

from suite.workers.line import Line


@contextlib.contextmanager
def connected() -> Iterator[tuple[Line, Line]]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        ours = Line(socket.create_connection(server.getsockname(), timeout=5))
        theirs = Line(server.accept()[0])
    with contextlib.closing(ours), contextlib.closing(theirs):
        yield ours, theirs
