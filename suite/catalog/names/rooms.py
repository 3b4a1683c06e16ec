"""The suite's own components: one per file, the file named after it."""

from __future__ import annotations

import functools
import os
from pathlib import Path

from suite import package
from suite.catalog.entry import Entry
from suite.catalog.kinds import KINDS, Kind
from suite.catalog.names.spelling import key, snake_case
from suite.python_source.module import Definition, read

_PACKAGE = package.FOLDER


def room_folder(kind: Kind) -> Path:
    """Where our components of a kind are; the folder may be missing.

    The shipped callbacks are `suite/callbacks` in an installed wheel and the repository's
    `callbacks/` in a checkout. What lies beside an installed package is never ours.
    """
    if kind.name != "callbacks":
        return _PACKAGE.parent / kind.room
    checkout = _PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / kind.room).is_dir():
        return checkout / kind.room
    return _PACKAGE / kind.room


def room_files(kind: Kind) -> list[Path]:
    """The files with one component each."""
    return list(_room(kind).values())


def _room(kind: Kind) -> dict[str, Path]:
    """The files of a room by the key of their names."""
    folder = room_folder(kind)
    folders = [folder, *(folder / name for name in kind.subfolders)]
    return {name: file for one in folders for name, file in _listed(one, changed(one)).items()}


@functools.lru_cache(maxsize=64)
def _listed(folder: Path, changed: int) -> dict[str, Path]:
    """The files in a folder that was last changed at a time; until it is changed again, as read."""
    files = [file for file in sorted(folder.glob("*.py")) if file.name[0] != "_"]
    return {key(file.stem): file for file in files}


def changed(folder: Path | str) -> int:
    """When a file was last put into a folder, or removed from it; 0 where there is none."""
    try:
        return os.stat(folder or ".").st_mtime_ns
    except OSError:
        return 0


def own_entries(kind: str) -> list[Entry]:
    """The suite's own components of a kind.

    Example:
        >>> [entry.name for entry in own_entries("surfaces")][:3]
        ['beale', 'quadratic', 'rosenbrock']
    """
    table = KINDS[kind]
    found = (room_entry(table, file) for file in room_files(table))
    return [entry for entry in found if entry is not None]


def room_entry(kind: Kind, file: Path) -> Entry | None:
    """The component that a file is named after, or None where it has only helpers.

    Raises:
        SourceError: the file is no Python.
    """
    module = None
    if file.is_relative_to(_PACKAGE):
        module = ".".join(file.relative_to(_PACKAGE.parent).with_suffix("").parts)
    for definition in read(file, module).definitions.values():
        if key(definition.name) == key(file.stem) and fits(kind, definition):
            name = snake_case(definition.name) if definition.is_class else definition.name
            return Entry(kind.name, name, "suite", module, definition.name, file, definition)
    return None


def fits(kind: Kind, definition: Definition) -> bool:
    """Whether a definition can be a component of this kind: class or function, and its context."""
    if definition.name.startswith("_"):
        return False
    arguments = definition.arguments
    if arguments is None:
        return "class" in kind.forms
    leading = [argument.arg for argument in arguments.args[: len(kind.context)]]
    return "function" in kind.forms and (not kind.told_by_context or leading == list(kind.context))


def find_in_room(kind: Kind, wanted: str) -> Entry | None:
    """Our component by its name in any spelling."""
    file = _room(kind).get(key(wanted))
    return None if file is None else room_entry(kind, file)
