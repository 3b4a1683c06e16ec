"""Components named by their place: `package.module:Name` and `./file.py:Name`."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

from suite.catalog.entry import Entry
from suite.catalog.kinds import Kind
from suite.catalog.names.unknown_name import no_match
from suite.errors import UserError
from suite.given_path import as_there, given_path
from suite.python_source.module import module_file, read


def located_entry(kind: Kind, name: str, folder: Path | None) -> Entry:
    """The component at a place such as `keras.losses:Huber` or `./my_layer.py:MyLayer`.

    Args:
        kind: as what the component is used.
        name: the place; a file is looked for in `folder`, then in the working directory.
        folder: the recipe's, if there is one.

    Raises:
        UserError: there is no such file, module or name in it, or the file is no Python.
    """
    place, _, attribute = (part.strip() for part in name.rpartition(":"))
    if not place or not attribute.isidentifier():
        raise UserError(f"{name!r} must be `package.module:Name` or `./file.py:Name`")
    module = None if place.endswith(".py") or "/" in place else place
    file = _user_file(place, folder) if module is None else module_file(module)
    if file is None:
        raise UserError(f"{name!r}: no module {place!r} with Python source is installed here")
    source = read(file, module)
    attribute = unicodedata.normalize("NFKC", attribute)  # as Python reads every name
    definition = source.resolve(attribute)
    is_there = (
        attribute in source.assigned or attribute in source.imports or source.has_unseen_names
    )
    if definition is None and not is_there:
        public = [one for one in [*source.definitions, *source.imports] if one[0] != "_"]
        raise no_match(f"{file} has no {attribute!r}", attribute, public)
    origin = str(file) if module is None else module.partition(".")[0]
    return Entry(kind.name, name, origin, module, attribute, file, definition)


def _user_file(place: str, folder: Path | None) -> Path:
    tried = [as_there(Path(base, given_path(place))) for base in (folder, Path.cwd()) if base]
    for file in tried:
        if os.path.isfile(file):
            return file.resolve()
    raise UserError(f"no file {place!r}; looked for {' and '.join(dict.fromkeys(map(str, tried)))}")
