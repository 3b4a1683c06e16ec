"""A recipe from the web."""

from __future__ import annotations

import re

from suite.errors import UserError

TIMEOUT = 15.0  # seconds
LARGEST = 1_000_000  # bytes

_BLOB = re.compile(r"https://github\.com/([^/]+)/([^/]+)/blob/(.+)")


def raw_url(url: str) -> str:
    """The address of the text itself; a page of GitHub that shows a file becomes the file."""
    url = url.split("#")[0]
    match = _BLOB.fullmatch(url.split("?")[0])
    return "https://raw.githubusercontent.com/{}/{}/{}".format(*match.groups()) if match else url


def fetch(url: str) -> bytes:
    """The bytes at an https address.

    Raises:
        UserError: without a network, for a refused or redirected address, or a long text.
    """
    import http.client  # 20 ms that a recipe on the disk does not need
    import urllib.error
    import urllib.request

    request = urllib.request.Request(url, headers={"User-Agent": "suite"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            final = answer.geturl()
            content = answer.read(LARGEST + 1)
    except urllib.error.HTTPError as error:
        raise UserError(f"the server answered {error.code} {error.reason}") from error
    except (OSError, ValueError, http.client.HTTPException) as error:
        cause = getattr(error, "reason", None) or error
        raise UserError(
            f"cannot be reached ({cause}); check the network, or download the file and give "
            "its path"
        ) from error
    if not final.startswith("https://"):
        raise UserError(f"leads to {final}, which is not https; download the file yourself")
    if len(content) > LARGEST:
        raise UserError(f"more than {LARGEST / 1e6:g} MB; a recipe is a short YAML text")
    return content
