"""Callbacks of the user's beside the shipped ones: which files count, and which names clash."""

from __future__ import annotations

from pathlib import Path

from suite.catalog.entry import Entry
from suite.catalog.kinds import Kind
from suite.catalog.names.doors import Doors
from suite.catalog.names.plugins import plugin_files
from suite.catalog.names.rooms import find_in_room, room_files


def callback_files(kind: Kind, doors: Doors) -> list[Path]:
    """The user's own files, nearest first; none of a kind that has no plugins.

    In a checkout the shipped files lie in the working directory's `callbacks/` themselves, or are
    there once more, where the suite is installed elsewhere; neither are the user's.
    """
    if kind.name != "callbacks":
        return []
    shipped = {file.name: file for file in room_files(kind)}
    return [
        file
        for file in plugin_files(doors.folder, doors.plugins)
        if not _is_copy(file, shipped.get(file.name))
    ]


def _is_copy(file: Path, shipped: Path | None) -> bool:
    if shipped is None or file == shipped.resolve():
        return shipped is not None
    try:
        return file.read_bytes() == shipped.read_bytes()
    except OSError:
        return False  # said where the file is read


def clash(kind: Kind, entry: Entry, doors: Doors) -> str | None:
    """What to say of a user's callback that would take a shipped one's place unasked.

    A folder given with `--plugins` is asked for, and wins.
    """
    shipped = find_in_room(kind, entry.name)
    asked = {Path(folder).resolve() for folder in doors.plugins}
    if shipped is None or entry.file.parent in asked:
        return None
    return (
        f"{entry.name} is in {entry.file} and is a callback of the suite, in {shipped.file}; "
        f"rename the first one's class, or give its folder to prefer it: --plugins "
        f"{entry.file.parent}"
    )
