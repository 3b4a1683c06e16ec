"""A path as somebody gives it: on the command line, in a recipe."""

from __future__ import annotations

import os
from pathlib import Path

from suite.errors import UserError

_LONGEST = 60


def given_path(text: str | Path) -> Path:
    """The path, a `~` at its beginning spelt out; that of a user nobody knows stays as it is.

    Raises:
        UserError: no file can have this name, or the system does not let us look for it. Whoever
            asks whether a path that came from here exists gets an answer and no exception.
    """
    path = Path(os.path.expanduser(text))
    try:
        path.exists()
        if "\0" in str(path):
            raise ValueError("embedded null byte")
    except OSError as error:
        raise UserError(f"{brief(text)}: {(error.strerror or str(error)).lower()}") from error
    except ValueError as error:
        message = f"{brief(repr(str(text)))}: no path has a zero byte in it; remove it"
        raise UserError(message) from error
    return path


def brief(text: object, longest: int = _LONGEST) -> str:
    """A text that may be of any length, its middle left out where it would fill the screen."""
    text = str(text)
    if len(text) <= 2 * longest:
        return text
    return f"{text[:longest]} ... {text[-longest:]} ({len(text)} letters)"
