"""A server on loopback that gives one page to whoever knows its address."""

from __future__ import annotations

import contextlib
import http.server
import json
import secrets
import socketserver
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from suite.errors import UserError

_HERE = Path(__file__).parent
_LOOPBACK = "127.0.0.1"
# A page of another host whose name is made to lead here has that host's name.
_HOSTS = {_LOOPBACK, "localhost"}
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
}
# Of the frame: its own style and script, this server, and the page inside it; of the page, what it
# says itself, in no other frame than that.
_FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "frame-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE_POLICY = "frame-ancestors 'self'; connect-src 'none'; form-action 'none'; base-uri 'none'"


@dataclass(frozen=True)
class Shown:
    """What is to be seen now.

    Args:
        name: of the run.
        says: a line above the page.
        page: HTML; empty where there is none yet.
        version: a number that grows with each page.
        is_over: whether it is the last.
    """

    name: str = ""
    says: str = ""
    page: str = ""
    version: int = 0
    is_over: bool = False

    @property
    def state(self) -> str:
        """All but the page, as JSON."""
        plain = {"name": self.name, "says": self.says, "version": self.version}
        return json.dumps({**plain, "isOver": self.is_over})


class PageServer:
    """Serves while it is open, in threads of its own; `show` replaces what it shows.

    Every address begins with a secret, names of other hosts are refused, nothing but the page, its
    state and the frame around both can be read, and nothing can be written.

    Args:
        port: on loopback; 0 takes a free one.

    Raises:
        UserError: the port is taken, or may not be used.

    Example:
        >>> server = PageServer()
        >>> server.url.startswith("http://127.0.0.1:")
        True
        >>> server.close()
    """

    def __init__(self, port: int = 0) -> None:
        self.shown = Shown()
        self.last_was_read = threading.Event()
        self.secret = secrets.token_urlsafe(18)
        try:
            self._server = _Server((_LOOPBACK, port), _Handler)
        except (OSError, OverflowError) as error:
            raise UserError(
                f"port {port} of {_LOOPBACK} cannot be used ({error}); choose another --port, or "
                "none for one that is free"
            ) from error
        self._server.owner = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://{_LOOPBACK}:{self._server.server_address[1]}/{self.secret}/"

    def show(self, shown: Shown) -> None:
        """From now on this is what there is to see."""
        self.shown = shown

    def close(self) -> None:
        """Stop serving; what is being sent is sent."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@contextlib.contextmanager
def served(port: int = 0) -> Iterator[PageServer]:
    """A server while the block runs."""
    server = PageServer(port)
    try:
        yield server
    finally:
        server.close()


class _Server(http.server.ThreadingHTTPServer):
    owner: PageServer

    def server_bind(self) -> None:
        # That of HTTPServer asks for the host's name, which may take long and is not needed.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = _LOOPBACK, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], OSError):  # a reader that has gone is no error
            super().handle_error(request, client_address)


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server
    server_version, sys_version = "suite", ""
    timeout: ClassVar[float] = 10.0

    def do_GET(self) -> None:
        owner = self.server.owner
        if self.headers.get("Host", "").partition(":")[0].lower() not in _HOSTS:
            return self._send("this host is not known here", status=HTTPStatus.FORBIDDEN)
        secret, slash, name = urlsplit(self.path).path.removeprefix("/").partition("/")
        if not slash or not secrets.compare_digest(secret.encode(), owner.secret.encode()):
            return self._send("there is nothing at this address", status=HTTPStatus.NOT_FOUND)
        shown = owner.shown
        match name:
            case "":
                self._send(_own("frame.html"), ".html", _FRAME_POLICY)
            case "frame.js" | "frame.css":
                self._send(_own(name), Path(name).suffix, _FRAME_POLICY)
            case "state":
                self._send(shown.state, ".json", _FRAME_POLICY)
            case "page":
                self._send(shown.page, ".html", _PAGE_POLICY)
                if shown.is_over:
                    owner.last_was_read.set()
            case _:
                self._send("there is nothing at this address", status=HTTPStatus.NOT_FOUND)

    do_HEAD = do_GET

    def _send(
        self,
        text: str,
        kind: str = "",
        policy: str = "default-src 'none'",
        status: HTTPStatus = HTTPStatus.OK,
    ) -> None:
        body = text.encode("utf-8", "backslashreplace")
        self.send_response(status)
        headers = {
            "Content-Type": _TYPES.get(kind, "text/plain; charset=utf-8"),
            "Content-Length": str(len(body)),
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal is the user's."""


def _own(name: str) -> str:
    return (_HERE / name).read_text("utf-8")
