"""Callbacks that a user or another package brings along, found without running them.

The doors, nearest first: folders given with `--plugins`; `callbacks/` beside the recipe;
`callbacks/` in the working directory; the entry points of the group `suite.callbacks`.
"""

from __future__ import annotations

import ast
import functools
import importlib.metadata
import os
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import EntryPoint
from pathlib import Path

from suite.catalog.entry import Entry
from suite.catalog.names.rooms import changed
from suite.catalog.names.spelling import key, snake_case
from suite.errors import UserError
from suite.python_source.bases import bases_of
from suite.python_source.module import Definition, SourceError, module_file, read

_GROUP = "suite.callbacks"
_BASES = ("Callback", "Diagnostic")


def existing_folders(plugins: Sequence[str | Path]) -> tuple[Path, ...]:
    """The folders given with `--plugins`, as absolute paths.

    Raises:
        UserError: one is none.
    """
    for folder in plugins:
        if not Path(folder).is_dir():
            lacking = "is a file" if Path(folder).exists() else "there is no such folder"
            raise UserError(f"--plugins {folder}: {lacking}; give a folder of callbacks, *.py.")
    return tuple(Path(os.path.abspath(folder)) for folder in plugins)


def plugin_files(folder: Path | None, plugins: Sequence[Path]) -> list[Path]:
    """The files behind the folder doors, nearest first, each once."""
    beside = [Path(folder, "callbacks")] if folder else []
    folders = [*map(Path, plugins), *beside, Path("callbacks")]
    files = [file.resolve() for one in folders for file in sorted(one.glob("*.py"))]
    return [file for file in dict.fromkeys(files) if file.name[0] != "_"]


def file_entries(file: Path) -> list[Entry]:
    """The callbacks that a file defines.

    Raises:
        SourceError: the file is no Python.
    """
    return [
        Entry("callbacks", snake_case(one.name), str(file), None, one.name, file, one)
        for one in _callbacks(file)
    ]


def could_define(file: Path, name: str) -> bool:
    """Whether a file too broken to be parsed is the one meant by a name."""
    try:
        text = file.read_text("utf-8", errors="replace")
    except OSError:
        text = ""
    classes = re.findall(r"^class\s+(\w+)", text, re.MULTILINE)
    return key(name) in {key(one) for one in [file.stem, *classes]}


def installed_entries(broken: dict[str, str]) -> Iterator[Entry]:
    """The callbacks of other installed packages; what is wrong with one is put into `broken`.

    Args:
        broken: filled with the entry point's name -> message.
    """
    for point in _entry_points(tuple((folder, changed(folder)) for folder in sys.path)):
        try:
            yield from _installed(point)
        except SourceError as error:
            broken[point.name] = f"entry point {point.name!r} = {point.value!r}: {error}"


@functools.lru_cache(maxsize=1)
def _entry_points(
    installed: tuple[tuple[str, int], ...],
) -> tuple[EntryPoint, ...]:
    """The group's entry points; reading those of all packages takes a while."""
    return tuple(importlib.metadata.entry_points(group=_GROUP))


def _installed(point: EntryPoint) -> Iterator[Entry]:
    file = module_file(point.module)
    if file is None:
        raise SourceError(f"module {point.module!r} is not found; reinstall the package")
    module = read(file, point.module)
    # Name in recipes, name in the module, definition.
    found: list[tuple[str, str, Definition | None]]
    if point.attr:
        found = [(point.name, point.attr, module.resolve(point.attr))]
        if found[0][2] is None and not module.has_unseen_names:
            raise SourceError(f"{file} defines no {point.attr!r}")
    else:
        found = [(one.name, one.name, one) for one in _callbacks(file, point.module)]
    origin = point.dist.name if point.dist else point.module
    for name, attribute, definition in found:
        name = snake_case(name)
        yield Entry("callbacks", name, origin, point.module, attribute, file, definition)


def _callbacks(file: Path, module: str | None = None) -> list[Definition]:
    definitions = read(file, module).definitions.values()
    return [one for one in definitions if one.name[0] != "_" and _is_callback(one)]


def _is_callback(definition: Definition) -> bool:
    if not definition.is_class:
        return False
    bases = [ast.unparse(base) for one in bases_of(definition)[0] for base in one.bases]
    return any(base.endswith(_BASES) for base in bases)
