"""Find a component by name: short, dotted `package.module:Name`, or `./file.py:Name`.

Of several components with one name the nearest to the user wins: plugin folders, the suite's own,
Keras's, then other installed packages.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from suite.catalog.entry import Entry
from suite.catalog.kinds import KINDS, Kind
from suite.catalog.names.aliases import ALIASES, TFDS_NAMES, alias_of, tfds_name
from suite.catalog.names.doors import NAMES_CODE, Doors, Untrusted
from suite.catalog.names.keras_names import keras_entries, keras_entry
from suite.catalog.names.own import find_in_room, room_entry, room_files
from suite.catalog.names.plugins import could_define, file_entries, installed_entries
from suite.catalog.names.shadowing import callback_files, clash
from suite.catalog.names.spelling import key
from suite.errors import UserError
from suite.given_path import as_there, given_path
from suite.python_source.module import SourceError, module_file, read
from suite.suggest import close_names, did_you_mean

_SHOWN = 30  # accepted names that fit a message
DEFAULT = Doors()  # of whoever asks for no recipe: what lies in the working directory


class UnknownName(UserError):
    """A name that the catalog does not have.

    Args:
        message: what to tell the user.
        suggestions: close matches, the closest first.
        accepted: every name of the kind.
    """

    def __init__(self, message: str, suggestions: Sequence[str], accepted: Sequence[str]):
        super().__init__(message)
        self.suggestions = tuple(suggestions)
        self.accepted = tuple(accepted)


def entries(kind: str, doors: Doors = DEFAULT) -> list[Entry]:
    """Every component of a kind, by name; `broken` tells of files that could not be read.

    Args:
        kind: a key of `KINDS`.
        doors: what there is beside the suite's and Keras's.
    """
    return _collect(_kind(kind), doors)[0]


def own_entries(kind: str) -> list[Entry]:
    """The suite's own components of a kind."""
    found = [room_entry(_kind(kind), file) for file in room_files(_kind(kind))]
    return [entry for entry in found if entry is not None]


def broken(kind: str, doors: Doors = DEFAULT) -> list[str]:
    """What is wrong with the files and entry points of a kind that `entries` had to skip."""
    return _collect(_kind(kind), doors)[1]


def find(kind: str, name: str, doors: Doors = DEFAULT) -> Entry:
    """The component that a recipe means by a name.

    The only place where names become components, and so the place where it is decided who may
    name what: see `Doors`.

    Args:
        kind: a key of `KINDS`.
        name: short name in any case, with or without underscores; a dotted path
            `package.module:Name`; or `./file.py:Name`, relative to the recipe's folder, then to the
            working directory.
        doors: what this recipe may reach beside the suite's and Keras's.

    Raises:
        Untrusted: the name came from the web and leads beyond the suite and Keras.
        UnknownName: there is no such name, with close matches.
        UserError: the file that defines it cannot be read, with file and line.
    """
    entry = known(kind, name, doors)
    if entry is None:
        raise _unknown(_kind(kind), name, doors)
    return entry


def known(kind: str, name: str, doors: Doors = DEFAULT) -> Entry | None:
    """What `find` finds; None for a short name that there is not, at less cost than its message.

    Raises:
        UserError: as `find`, but for a short name that is unknown.
    """
    table = _kind(kind)
    if ":" in name:
        if not doors.open_to(name):
            raise Untrusted(NAMES_CODE)
        return _located(table, name, doors.folder)
    if kind == "data" and tfds_name(name) and not find_in_room(table, name):
        name = "tfds"
    return next(_candidates(table, name, doors), None)


def _kind(name: str) -> Kind:
    if name not in KINDS:
        close = close_names(name, KINDS)
        message = f"unknown kind {name!r}{did_you_mean(close)} accepted: {', '.join(KINDS)}"
        raise UnknownName(message, close, tuple(KINDS))
    return KINDS[name]


def _candidates(kind: Kind, name: str, doors: Doors) -> Iterator[Entry]:
    brought = kind.name == "callbacks" and doors.open_to(name)
    if brought:
        yield from _of_files(kind, name, doors)
    for spelling in filter(None, (name, alias_of(kind.name, name))):
        if own := find_in_room(kind, spelling):
            yield own
    if keras := keras_entry(kind, name):
        yield keras
    if brought:
        failures: dict[str, str] = {}
        found = list(installed_entries(failures))
        yield from (entry for entry in found if key(entry.name) == key(name))
        for point, message in failures.items():
            if key(point) == key(name):
                raise SourceError(message)


def _of_files(kind: Kind, name: str, doors: Doors) -> Iterator[Entry]:
    """The user's callback of a name; refused where it would take a shipped one's place unasked."""
    for file in callback_files(kind, doors):
        try:
            found = [entry for entry in file_entries(file) if key(entry.name) == key(name)]
        except SourceError:
            if could_define(file, name):
                raise
            continue
        if found and (message := clash(kind, found[0], doors)):
            raise UserError(message)
        yield from found


def _collect(kind: Kind, doors: Doors) -> tuple[list[Entry], list[str]]:
    found: dict[str, Entry] = {}
    failures: list[str] = []

    def add(entry: Entry | None) -> None:
        if entry is not None:
            found.setdefault(key(entry.name), entry)

    brought = kind.name == "callbacks" and doors.are_open
    for file in callback_files(kind, doors) if brought else ():
        try:
            for entry in file_entries(file):
                message = clash(kind, entry, doors)
                failures += [message] if message else []
                add(None if message else entry)
        except SourceError as error:
            failures.append(str(error))
    for file in room_files(kind):
        try:
            add(room_entry(kind, file))
        except SourceError as error:
            failures.append(str(error))
    for entry in keras_entries(kind):
        add(entry)
    if brought:
        installed: dict[str, str] = {}
        for entry in installed_entries(installed):
            add(entry)
        failures += installed.values()
    return sorted(found.values(), key=lambda entry: entry.name), failures


def _located(kind: Kind, name: str, folder: Path | None) -> Entry:
    """The component of a path such as `keras.losses:Huber` or `./my_layer.py:MyLayer`."""
    place, _, attribute = name.rpartition(":")
    place, attribute = place.strip(), attribute.strip()
    if not place or not attribute.isidentifier():
        raise UserError(f"{name!r} must be `package.module:Name` or `./file.py:Name`")
    if place.endswith(".py") or "/" in place:
        file, module, origin = _user_file(place, folder), None, None
    else:
        module, origin = place, place.partition(".")[0]
        file = module_file(place)
        if file is None:
            raise UserError(f"{name!r}: no module {place!r} with Python source is installed here")
    source = read(file, module)
    attribute = unicodedata.normalize("NFKC", attribute)  # as Python reads every name
    definition = source.resolve(attribute)
    is_known = (
        attribute in source.assigned or attribute in source.imports or source.has_unseen_names
    )
    if definition is None and not is_known:
        public = [one for one in [*source.definitions, *source.imports] if one[0] != "_"]
        raise no_match(f"{file} has no {attribute!r}", attribute, public)
    return Entry(kind.name, name, origin or str(file), module, attribute, file, definition)


def _user_file(place: str, folder: Path | None) -> Path:
    tried = [as_there(Path(base, given_path(place))) for base in (folder, Path.cwd()) if base]
    for file in tried:
        if os.path.isfile(file):
            return file.resolve()
    raise UserError(f"no file {place!r}; looked for {' and '.join(dict.fromkeys(map(str, tried)))}")


def _unknown(kind: Kind, name: str, doors: Doors) -> UnknownName:
    accepted = [entry.name for entry in entries(kind.name, doors)]
    what = f"unknown {kind.singular} {name!r}"
    others = [other for other in KINDS.values() if other is not kind]
    if elsewhere := [other.name for other in others if next(_candidates(other, name, doors), None)]:
        what += f" (a name in {' and '.join(elsewhere)})"
    if "." in name:
        path, _, last = name.rpartition(".")
        what += f" (a dotted path is written {path}:{last})"
    if kind.name == "data":
        return no_match(
            f"{what}; any set of TFDS is {{kind: tfds, name: {name}}}",
            name,
            accepted,
            also=TFDS_NAMES,
        )
    also = ALIASES.get(kind.name, {})
    return no_match(what, name, accepted, also=also, where=f"python -m suite list {kind.name}")


def no_match(
    what: str, name: str, accepted: Sequence[str], also: Sequence[str] = (), where: str = ""
) -> UnknownName:
    spellings = {key(one): one for one in [*also, *accepted]}
    close = [spellings[one] for one in close_names(key(name), spellings, 3)]
    message = f"{what}{did_you_mean(close)}"
    if len(accepted) <= _SHOWN or not where:
        message += f" accepted: {', '.join(accepted)}"
    else:
        message += f" all names: {where}"
    return UnknownName(message, close, accepted)
