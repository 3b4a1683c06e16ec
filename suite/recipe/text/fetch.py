"""A recipe from the web."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from suite.errors import UserError

if TYPE_CHECKING:
    import urllib.request
    from http.client import HTTPMessage

TIMEOUT = 15.0  # seconds
LARGEST = 1_000_000  # bytes

_BLOB = re.compile(r"https://github\.com/([^/]+)/([^/]+)/blob/(.+)")


def raw_url(url: str) -> str:
    """The address of the text itself; a page of GitHub that shows a file becomes the file."""
    url = url.split("#")[0]
    match = _BLOB.fullmatch(url.split("?")[0])
    return "https://raw.githubusercontent.com/{}/{}/{}".format(*match.groups()) if match else url


def opener() -> urllib.request.OpenerDirector:
    """What opens https addresses and follows them to others, each looked at before it is asked."""
    import urllib.request

    class HttpsOnly(urllib.request.HTTPRedirectHandler):
        def http_error_302(
            self,
            req: urllib.request.Request,
            fp: IO[bytes],
            code: int,
            msg: str,
            headers: HTTPMessage,
        ) -> Any:
            given = headers.get("location") or headers.get("uri") or ""
            target = urljoin(req.full_url, given)
            if urlsplit(target).scheme != "https":
                raise UserError(
                    f"leads to {target}, which is not https; download the file yourself"
                )
            return super().http_error_302(req, fp, code, msg, headers)

        http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302

    return urllib.request.build_opener(HttpsOnly)


def fetch(url: str) -> bytes:
    """The bytes at an https address.

    Raises:
        UserError: without a network, for an address that is refused or leads away from https, or a
            long text.

    Example:
        >>> fetch("https://127.0.0.1:1/recipe.yaml")
        Traceback (most recent call last):
        suite.errors.UserError: cannot be reached (...); check the network, or download the file...
    """
    import http.client  # 20 ms that a recipe on the disk does not need
    import urllib.error
    import urllib.request

    request = urllib.request.Request(url, headers={"User-Agent": "suite"})
    try:
        with opener().open(request, timeout=TIMEOUT) as answer:
            content: bytes = answer.read(LARGEST + 1)
    except urllib.error.HTTPError as error:
        raise UserError(f"the server answered {error.code} {error.reason}") from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        cause = getattr(error, "reason", None) or error
        raise UserError(
            f"cannot be reached ({cause}); check the network, or download the file and give "
            "its path"
        ) from error
    if len(content) > LARGEST:
        raise UserError(f"more than {LARGEST / 1e6:g} MB; a recipe is a short YAML text")
    return content
