"""Going through a folder of images: what is found, and what is left out and why."""

from __future__ import annotations

import errno
import fnmatch
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from suite.data.files.decode import FORMATS
from suite.errors import UserError
from suite.given_path import same_name

# What systems and archives put beside images, beside hidden files; left out without a word.
EXCLUDED = ("__MACOSX", "@eaDir", "Thumbs.db", "desktop.ini", "lost+found", "$RECYCLE.BIN")

_NOTHING, _CIRCLE = "links to nothing", "links that lead in a circle or to a folder again"
_STRANGE = "pipes, sockets and devices"
_SUFFIXES = "files with other suffixes"
_BESIDE = "images beside the class folders"
_ASKED = "files and folders by `exclude`"


class Walk:
    """Lists folders and files below a root; hidden ones are not there.

    Links are followed, but to no folder twice in one class: some lead in a circle.

    Args:
        root: of everything.
        exclude: shell patterns of names, or of paths below the root, to leave out.

    Raises:
        UserError: from every method, where the system does not let us look.

    Example:
        >>> for name in ("cat", "dog", ".git"):
        ...     Path(name).mkdir()
        >>> sorted(Walk(Path(".")).folders(Path(".")))
        ['cat', 'dog']
    """

    def __init__(self, root: Path, exclude: Sequence[str] = ()) -> None:
        self.root = root
        self.exclude = exclude
        self.left_out: dict[str, set[str]] = {}  # reason -> paths
        self._used: set[str] = set()

    def folders(self, folder: Path) -> dict[str, list[str]]:
        """Paths by name; of a name with accents there can be two, see `as_there`."""
        found: dict[str, list[str]] = {}
        above = {_number(os.stat(place)) for place in (self.root, folder)}
        for entry, status in self._entries(folder):
            if stat.S_ISDIR(status.st_mode):
                if _number(status) in above:
                    self._leave(_CIRCLE, entry.path)
                else:
                    found.setdefault(same_name(entry.name), []).append(entry.path)
            elif _is_image(entry.name):
                self._leave(_BESIDE, entry.path)
        return found

    def images(self, folder: str | Path) -> Iterator[tuple[str, os.stat_result]]:
        """Paths of image files at any depth."""
        seen = {_number(os.stat(self.root)), _number(os.stat(folder))}
        waiting = [folder]
        while waiting:
            for entry, status in self._entries(waiting.pop()):
                if stat.S_ISDIR(status.st_mode):
                    if _number(status) in seen:
                        self._leave(_CIRCLE, entry.path)
                    else:
                        seen.add(_number(status))
                        waiting.append(entry.path)
                elif not stat.S_ISREG(status.st_mode):
                    self._leave(_STRANGE, entry.path)
                elif not _is_image(entry.name):
                    self._leave(_SUFFIXES, entry.path)
                else:
                    yield entry.path, status

    def suffixes(self, folder: Path) -> list[str]:
        """Of the files below a folder that were left out for theirs."""
        below = os.path.join(folder, "")
        left = self.left_out.get(_SUFFIXES, ())
        return sorted({_suffix(path) for path in left if path.startswith(below)})

    def told(self) -> str | None:
        """What was left out, in one line; None if nothing was, or no more than usual."""
        counts = []
        for reason, paths in self.left_out.items():
            what = f"{len(paths)} {reason}"
            if reason == _SUFFIXES:
                what += f" ({', '.join(sorted({_suffix(path) for path in paths})[:8])})"
            counts.append(what)
        unused = [f"`{pattern}`" for pattern in self.exclude if pattern not in self._used]
        if unused:
            counts.append(f"nothing by {', '.join(unused)} of `exclude`")
        return f"left out below {self.root}: {', '.join(counts)}" if counts else None

    def _entries(self, folder: str | Path) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
        try:
            with os.scandir(folder) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            raise _unreadable(folder, error) from error
        for entry in listed:
            if entry.name.startswith(".") or entry.name in EXCLUDED:
                continue
            if self.exclude and self._is_excluded(entry):
                self._leave(_ASKED, entry.path)
                continue
            try:
                status = entry.stat()
            except OSError as error:
                reason = {errno.ENOENT: _NOTHING, errno.ELOOP: _CIRCLE}.get(error.errno or 0)
                if reason is None:
                    raise _unreadable(entry.path, error) from error
                self._leave(reason, entry.path)
                continue
            yield entry, status

    def _is_excluded(self, entry: os.DirEntry[str]) -> bool:
        names = [same_name(entry.name)]
        names += [same_name(os.path.relpath(entry.path, self.root).replace(os.sep, "/"))]
        for pattern in self.exclude:
            wanted = same_name(pattern).removesuffix("/")
            if any(fnmatch.fnmatchcase(name, wanted) for name in names):
                self._used.add(pattern)
                return True
        return False

    def _leave(self, reason: str, path: str) -> None:
        self.left_out.setdefault(reason, set()).add(path)


def check_exclude(exclude: Sequence[str] | None) -> None:
    """Refuse what is no list of patterns."""
    is_list = exclude is None or isinstance(exclude, list | tuple)
    if not is_list or not all(isinstance(one, str) and one.strip("/") for one in exclude or ()):
        raise ValueError(
            "Argument `exclude` must be a list of patterns such as '*_mask.png', or null. "
            f"Received: exclude={exclude!r}"
        )


def _is_image(name: str) -> bool:
    return os.path.splitext(name)[1].lower() in FORMATS


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1] or "none"


def _number(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _unreadable(path: str | Path, error: OSError) -> UserError:
    cause = (error.strerror or str(error)).lower()
    return UserError(f"{path} cannot be read ({cause}). Mend it, or name it in data.exclude.")
