"""A web of https addresses on loopback, with a certificate of its own."""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# Set SSL_CERT_FILE to it, and Python's default context takes the server for genuine.
CERTIFICATE = Path(__file__).with_name("loopback.pem")


class Web:
    """Pages and redirections by path, and which paths were asked for."""

    def __init__(self, port: int) -> None:
        self.host = f"https://localhost:{port}"
        self.pages: dict[str, str] = {}
        self.redirections: dict[str, str] = {}
        self.asked: list[str] = []

    def put(self, path: str, text: str) -> str:
        """Lay a page there; gives its address."""
        self.pages[path] = text
        return self.host + path


@contextlib.contextmanager
def serving(secure: bool = True) -> Iterator[Web]:
    """A server as long as the block lasts; without `secure` one of http."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            web.asked.append(self.path)
            if self.path in web.redirections:
                self.send_response(302)
                self.send_header("Location", web.redirections[self.path])
                self.end_headers()
            elif self.path in web.pages:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(web.pages[self.path].encode())
            else:
                self.send_error(404)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    web = Web(server.server_port)
    if secure:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    else:
        web.host = web.host.replace("https", "http")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
