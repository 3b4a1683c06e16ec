"""The server gives the page to who knows its address, and nothing else to anybody."""

from __future__ import annotations

import http.client
import json
import socket
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest

from suite.errors import UserError
from suite.lab.watch.page_server import PageServer, Shown, served


@pytest.fixture
def server():
    with served() as one:
        one.show(Shown("mlp", "epoch 1 of 3", "<!DOCTYPE html><p>né</p>", 7))
        yield one


def get(url, method="GET", **headers):
    request = urllib.request.Request(url, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()


def test_the_page_its_state_and_the_frame_around_it(server):
    status, headers, text = get(server.url + "page")
    assert (status, text) == (200, "<!DOCTYPE html><p>né</p>")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    status, headers, text = get(server.url + "state")
    assert headers["Content-Type"] == "application/json"
    told = {"name": "mlp", "says": "epoch 1 of 3", "version": 7, "isOver": False}
    assert (status, json.loads(text)) == (200, told)
    status, _, text = get(server.url)
    assert status == 200
    for name, kind in (("frame.js", "text/javascript"), ("frame.css", "text/css")):
        assert f'"{name}"' in text
        status, headers, _ = get(server.url + name)
        assert (status, headers.get_content_type()) == (200, kind)


def test_a_page_may_be_asked_for_anew(server):
    assert get(server.url + "page?version=8")[2] == "<!DOCTYPE html><p>né</p>"
    server.show(Shown("mlp", "epoch 2 of 3", "<p>2</p>", 8))
    assert get(server.url + "page?version=8")[2] == "<p>2</p>"


@pytest.mark.parametrize("name", ["", "page", "state", "frame.js", "frame.css"])
def test_what_a_browser_may_do_is_said_with_everything(server, name):
    status, headers, _ = get(server.url + name)
    assert status == 200
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy or (name == "page" and "'self'" in policy)
    assert "unsafe" not in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert not [one for one in headers if one.lower().startswith("access-control")]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/page",
        "/state",
        "//page",
        "/SECRET",
        "/SECRET/page/",
        "/SECRET/page_server.py",
        "/SECRET/../page_server.py",
        "/SECRET/..%2fpage_server.py",
        "/SECRET/%2e%2e/%2e%2e/etc/passwd",
        "/SECRET//etc/passwd",
        "/SECRET/frame.html",
        "/SECRETx/page",
        "/secret/page",
        "/?SECRET/page",
    ],
)
def test_nothing_else_is_there(server, path):
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=10)
    connection.putrequest("GET", path.replace("SECRET", server.secret), skip_accept_encoding=True)
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 404
    assert answer.read() == b"there is nothing at this address"
    connection.close()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:{}", 200),
        ("localhost:{}", 200),
        ("LOCALHOST", 200),
        ("localhost:8888", 200),  # as a tunnel of ssh has it
        ("evil.example:{}", 403),
        ("127.0.0.1.evil.example", 403),
        ("localhost.evil.example:{}", 403),
        ("192.168.0.1:{}", 403),
        ("[::1]:{}", 403),
        ("", 403),
    ],
)
def test_a_page_of_another_host_that_leads_here_is_refused(server, host, status):
    port = urlsplit(server.url).port
    assert get(server.url + "page", Host=host.format(port))[0] == status


def test_a_secret_that_is_no_ascii_is_none(server):
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall("GET /né/page HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        assert b" 404 " in connection.recv(4096)


def test_a_request_without_a_host_is_refused(server):
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(f"GET {address.path}page HTTP/1.0\r\n\r\n".encode())
        assert b" 403 " in connection.recv(4096)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_it_is_only_read(server, method):
    assert get(server.url + "page", method)[0] == 501


def test_the_head_of_an_answer_alone(server):
    status, headers, text = get(server.url + "page", "HEAD")
    assert (status, text) == (200, "")
    assert int(headers["Content-Length"]) > 0


def test_others_on_the_network_do_not_reach_it(server):
    assert server._server.server_address[0] == "127.0.0.1"


def test_the_address_is_another_each_time():
    with served() as one, served() as other:
        assert one.secret != other.secret
        assert len(one.secret) >= 22  # 128 bits
        assert get(one.url.replace(one.secret, other.secret) + "page")[0] == 404


def test_that_the_last_page_was_read_is_known(server):
    server.show(Shown("mlp", "finished", "<p>last</p>", 8, is_over=True))
    get(server.url + "state")
    assert not server.last_was_read.is_set()
    get(server.url + "page")
    assert server.last_was_read.wait(5)


def test_a_port_that_is_taken(server):
    port = urlsplit(server.url).port
    with pytest.raises(UserError, match=rf"port {port} of 127.0.0.1 cannot be used \(.*--port"):
        PageServer(port)
    with pytest.raises(UserError, match=r"port 70000 .* cannot be used"):
        PageServer(70000)


def test_a_closed_server_answers_nobody():
    with served() as server:
        url = server.url
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(url, timeout=5)
    with served(urlsplit(url).port):  # and the port is free
        pass


def test_a_reader_that_has_gone_is_not_spoken_of(server, capsys):
    server.show(Shown(page="x" * 10_000_000))
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(f"GET {address.path}page HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
        connection.recv(10)
    assert get(server.url + "state")[0] == 200
    assert capsys.readouterr() == ("", "")
