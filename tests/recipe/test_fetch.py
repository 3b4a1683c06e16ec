"""The web, with the network replaced."""

from __future__ import annotations

import http.client
import io
import urllib.error
import urllib.request

import pytest

from suite.errors import UserError
from suite.recipe.fetch import LARGEST, TIMEOUT, fetch, raw_url

URL = "https://x.org/r.yaml"


class Answer(io.BytesIO):
    url = URL

    def geturl(self):
        return self.url


@pytest.fixture
def answer(monkeypatch):
    """Let the network give an answer or raise an error."""

    def set_answer(result):
        def urlopen(request, timeout):
            assert timeout == TIMEOUT <= 15
            if isinstance(result, Exception):
                raise result
            return result

        monkeypatch.setattr(urllib.request, "urlopen", urlopen)

    return set_answer


def test_the_bytes(answer):
    answer(Answer(b"model: mlp"))
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


def test_a_redirection_away_from_https(answer):
    page = Answer(b"model: mlp")
    page.url = "http://x.org/r.yaml"
    answer(page)
    with pytest.raises(UserError, match=r"leads to http://x\.org/r\.yaml, which is not https"):
        fetch(URL)


def test_a_long_text(answer):
    answer(Answer(b"#" * (LARGEST + 1)))
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
