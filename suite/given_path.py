"""A path as somebody gives it: on the command line, in a recipe."""

from __future__ import annotations

import contextlib
import os
import unicodedata
from pathlib import Path

from suite.errors import UserError

_LONGEST = 60


def given_path(text: str | Path) -> Path:
    """The path, a `~` at its beginning spelt out; that of a user nobody knows stays as it is.

    Its names are spelt as they lie on the disk, see `as_there`.

    Raises:
        UserError: no file can have this name, or the system does not let us look for it. Whoever
            asks whether a path that came from here exists gets an answer and no exception.

    Example:
        >>> given_path("~/runs").is_absolute(), given_path("runs")
        (True, PosixPath('runs'))
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
    return as_there(path)


def as_there(path: Path) -> Path:
    """The path with each name in the form in which it is on the disk.

    `é` is one letter or an `e` with an accent behind it, and looks the same: some systems write the
    one, some keyboards give the other. A name that is there in neither form stays as it is.
    """
    if str(path).isascii() or os.path.lexists(path):
        return path
    found = Path(path.anchor)
    for name in path.parts[len(path.anchor) > 0 :]:
        found = found / _as_in(found, name)
    return found if os.path.lexists(found) else path


def _as_in(folder: Path, name: str) -> str:
    """A name as a folder has it."""
    if name.isascii() or os.path.lexists(folder / name):
        return name
    try:
        there = os.listdir(folder)
    except (OSError, ValueError):  # ValueError: a zero byte
        return name
    same = (one for one in there if same_name(one) == same_name(name))
    return next(same, name)


def same_name(name: str) -> str:
    """A name in the one form that can be written, shown and compared.

    Both forms of an accent share it. A name is bytes to the system: they are read as UTF-8 whatever
    the locale says, and those that are none are spelt out, as in `caf\\xe9`.
    """
    with contextlib.suppress(UnicodeEncodeError):  # a text that no file here has as it stands
        name = os.fsencode(name).decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", name)


def brief(text: object, longest: int = _LONGEST) -> str:
    """A text that may be of any length, its middle left out where it would fill the screen."""
    text = str(text)
    if len(text) <= 2 * longest:
        return text
    return f"{text[:longest]} ... {text[-longest:]} ({len(text)} letters)"
