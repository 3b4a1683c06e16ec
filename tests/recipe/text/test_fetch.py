"""The web, with the network replaced."""

from __future__ import annotations

import http.client
import io
import urllib.error

import pytest

from suite.errors import UserError
from suite.recipe.text import fetch as fetching
from suite.recipe.text.fetch import LARGEST, TIMEOUT, fetch, raw_url
from tests.loopback import CERTIFICATE, serving

URL = "https://x.org/r.yaml"


@pytest.fixture
def answer(monkeypatch):
    """Let the network give an answer or raise an error."""

    def set_answer(result):
        class Opener:
            def open(self, request, timeout):
                assert timeout == TIMEOUT <= 15
                if isinstance(result, Exception):
                    raise result
                return result

        monkeypatch.setattr(fetching, "opener", Opener)

    return set_answer


def test_the_bytes(answer):
    answer(io.BytesIO(b"model: mlp"))
    assert fetch(URL) == b"model: mlp"


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (urllib.error.URLError(OSError("Name or service not known")), "Name or service not known"),
        (TimeoutError("timed out"), "timed out"),
        (http.client.IncompleteRead(b""), "IncompleteRead"),
        (http.client.InvalidURL("no host given"), "no host given"),
    ],
)
def test_no_network(answer, error, text):
    answer(error)
    with pytest.raises(UserError, match=r"cannot be reached \(.*\); check the network") as caught:
        fetch(URL)
    assert text in str(caught.value)


def test_an_error_of_the_server(answer):
    answer(urllib.error.HTTPError(URL, 404, "Not Found", {}, None))
    with pytest.raises(UserError, match="the server answered 404 Not Found"):
        fetch(URL)


@pytest.fixture
def web(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with serving() as found:
        yield found


def test_a_redirection_within_https_is_followed(web):
    web.put("/b/r.yaml", "model: mlp")
    web.redirections["/a"] = "b/r.yaml"
    assert fetch(f"{web.host}/a") == b"model: mlp"
    web.redirections["/a"] = web.host.replace("https", "HTTPS") + "/b/r.yaml"
    assert fetch(f"{web.host}/a") == b"model: mlp"


def test_a_redirection_away_from_https_is_refused_before_it_is_followed(web):
    with serving(secure=False) as other:
        address = other.put("/r.yaml", "model: mlp")
        web.redirections |= {"/a": "/b", "/b": address}
        with pytest.raises(UserError, match=rf"leads to {address}, which is not https; download"):
            fetch(f"{web.host}/a")
        assert web.asked == ["/a", "/b"]
        assert other.asked == []


@pytest.mark.parametrize(
    "target", ["file:///etc/hostname", "ftp://localhost/r", "HTTP://localhost/"]
)
def test_a_redirection_to_another_scheme(web, target):
    web.redirections["/a"] = target
    with pytest.raises(UserError, match=r"leads to .*, which is not https"):
        fetch(f"{web.host}/a")


def test_a_certificate_that_nobody_vouches_for(web, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(UserError, match=r"cannot be reached \(.*[Cc][Ee][Rr][Tt][Ii][Ff]"):
        fetch(web.put("/r.yaml", "model: mlp"))


def test_a_long_text(answer):
    answer(io.BytesIO(b"#" * (LARGEST + 1)))
    with pytest.raises(UserError, match="more than 1 MB"):
        fetch(URL)


@pytest.mark.parametrize(
    ("url", "raw"),
    [
        (URL, URL),
        (f"{URL}?token=a#part", f"{URL}?token=a"),
        (
            "https://github.com/o/r/blob/v1.0/recipes/a.yaml#L1-L3",
            "https://raw.githubusercontent.com/o/r/v1.0/recipes/a.yaml",
        ),
        ("https://github.com/o/r/raw/main/a.yaml", "https://github.com/o/r/raw/main/a.yaml"),
    ],
)
def test_raw_url(url, raw):
    assert raw_url(url) == raw
