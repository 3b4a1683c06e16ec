"""Find a component by name: short, dotted `package.module:Name`, or `./file.py:Name`.

Of several components with one name the nearest to the user wins: plugin folders, the suite's own,
Keras's, then other installed packages.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from suite.catalog.component import Component
from suite.catalog.entry import Entry
from suite.catalog.kinds import KINDS, Kind, argument_kind
from suite.catalog.names.aliases import ALIASES, TFDS_NAMES, alias_of, tfds_name
from suite.catalog.names.doors import NAMES_CODE, Doors, Untrusted
from suite.catalog.names.keras_names import keras_entries, keras_entry, keras_names
from suite.catalog.names.located import located_entry
from suite.catalog.names.plugins import could_define, file_entries, installed_entries
from suite.catalog.names.rooms import find_in_room, own_entries, room_entry, room_files
from suite.catalog.names.shadowing import callback_files, clash
from suite.catalog.names.spelling import key
from suite.catalog.names.unknown_name import UnknownName, no_match
from suite.errors import UserError
from suite.python_source.module import SourceError
from suite.suggest import close_names, did_you_mean


@dataclass(frozen=True)
class Lookup:
    """From names to components: a dictionary by kind and name, read from source.

    The only place where names become components, and so the place where it is decided who may
    name what.

    Args:
        doors: what may be reached beside the suite's and Keras's components.

    Example:
        >>> lookup = Lookup(Doors())
        >>> lookup.find("layers", "MaxPool2D").name
        'max_pooling2d'
        >>> lookup.get("layers", "max_pool_2e") is None
        True
    """

    doors: Doors

    def get(self, kind: str, name: str) -> Entry | None:
        """What `find` finds; None where it would raise, at less cost than an error's message."""
        table = _kind(kind)
        try:
            return self._known(table, name)
        except UserError:
            return None

    def known(self, kind: str, name: str) -> Entry | None:
        """What `find` finds; None for a short name that there is not.

        Raises:
            UserError: as `find`, but for a short name that is unknown.
        """
        return self._known(_kind(kind), name)

    def find(self, kind: str, name: str) -> Entry:
        """The component that a recipe means by a name.

        Args:
            kind: a key of `KINDS`.
            name: short name in any case, with or without underscores; a dotted path
                `package.module:Name`; or `./file.py:Name`, relative to the recipe's folder, then to
                the working directory.

        Raises:
            Untrusted: the name came from the web and leads beyond the suite and Keras.
            UnknownName: there is no such name, with close matches.
            UserError: the file that defines it cannot be read, with file and line.
        """
        entry = self.known(kind, name)
        if entry is None:
            raise self._unknown(KINDS[kind], name)
        return entry

    def nested(self, kind: str, argument: str, component: Component) -> Entry | None:
        """What a component inside an argument means, or None for an unknown name.

        The argument's name tells the kind; where it does not (`head: {kind: dense, units: 3}` of a
        user's own model), the kind around it is searched first and then all others.
        """
        told = argument_kind(argument)
        entries = (self.get(one, component.kind) for one in ([told] if told else [kind, *KINDS]))
        return next((entry for entry in entries if entry is not None), None)

    def entries(self, kind: str) -> list[Entry]:
        """Every component of a kind, by name; `broken` tells of files that could not be read."""
        return self._collect(_kind(kind))[0]

    def names(self, kind: str) -> list[str]:
        """The names of the components of a kind, without reading Keras's source, which takes a
        while: for a shell that completes what is typed."""
        table = _kind(kind)
        own = [entry.name for entry in own_entries(kind)]
        files = callback_files(table, self.doors) if kind == "callbacks" else []
        for file in files:
            with contextlib.suppress(SourceError):
                own += [entry.name for entry in file_entries(file)]
        return sorted({*own, *keras_names(table)})

    def broken(self, kind: str) -> list[str]:
        """What is wrong with the files and entry points of a kind that `entries` had to skip."""
        return self._collect(_kind(kind))[1]

    def _known(self, kind: Kind, name: str) -> Entry | None:
        """The component of a name; None for a short name that there is not."""
        if ":" in name:
            if not self.doors.open_to(name):
                raise Untrusted(NAMES_CODE)
            return located_entry(kind, name, self.doors.folder)
        if kind.name == "data" and tfds_name(name) and not find_in_room(kind, name):
            name = "tfds"
        return next(self._candidates(kind, name), None)

    def _candidates(self, kind: Kind, name: str) -> Iterator[Entry]:
        brought = kind.name == "callbacks" and self.doors.open_to(name)
        if brought:
            yield from self._of_files(kind, name)
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

    def _of_files(self, kind: Kind, name: str) -> Iterator[Entry]:
        """The user's callback of a name; refused where it would take a shipped one's place."""
        for file in callback_files(kind, self.doors):
            try:
                found = [entry for entry in file_entries(file) if key(entry.name) == key(name)]
            except SourceError:
                if could_define(file, name):
                    raise
                continue
            if found and (message := clash(kind, found[0], self.doors)):
                raise UserError(message)
            yield from found

    def _collect(self, kind: Kind) -> tuple[list[Entry], list[str]]:
        found: dict[str, Entry] = {}
        failures: list[str] = []

        def add(entry: Entry | None) -> None:
            if entry is not None:
                found.setdefault(key(entry.name), entry)

        brought = kind.name == "callbacks" and self.doors.are_open
        for file in callback_files(kind, self.doors) if brought else ():
            try:
                for entry in file_entries(file):
                    message = clash(kind, entry, self.doors)
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

    def _unknown(self, kind: Kind, name: str) -> UnknownName:
        accepted = [entry.name for entry in self.entries(kind.name)]
        what = f"unknown {kind.singular} {name!r}"
        others = [other for other in KINDS.values() if other is not kind]
        elsewhere = [other.name for other in others if next(self._candidates(other, name), None)]
        if elsewhere:
            what += f" (a name in {' and '.join(elsewhere)})"
        if "." in name:
            path, _, last = name.rpartition(".")
            what += f" (a dotted path is written {path}:{last})"
        if kind.name == "data":
            what += f"; any set of TFDS is {{kind: tfds, name: {name}}}"
            return no_match(what, name, accepted, TFDS_NAMES)
        also = ALIASES.get(kind.name, {})
        return no_match(what, name, accepted, also, f"python -m suite list {kind.name}")


def _kind(name: str) -> Kind:
    if name not in KINDS:
        close = close_names(name, KINDS)
        message = f"unknown kind {name!r}{did_you_mean(close)} accepted: {', '.join(KINDS)}"
        raise UnknownName(message, close, tuple(KINDS))
    return KINDS[name]
