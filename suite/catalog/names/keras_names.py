"""Keras's public components, as the installed package's `__init__` files export them."""

from __future__ import annotations

import functools
import re

from suite.catalog.entry import Entry
from suite.catalog.kinds import Kind
from suite.catalog.names.aliases import ALIASES
from suite.catalog.names.spelling import key, snake_case
from suite.errors import UserError
from suite.python_source.module import Module, locate, module_file, read


def keras_entry(kind: Kind, wanted: str) -> Entry | None:
    """Keras's component by any of its names, or None."""
    name = _index(kind).get(key(wanted))
    return _entry(kind, name) if name else None


def keras_entries(kind: Kind) -> list[Entry]:
    """All of Keras's components of a kind."""
    entries = (_entry(kind, name) for name in sorted(set(_index(kind).values())))
    return [entry for entry in entries if entry is not None]


def keras_names(kind: Kind) -> list[str]:
    """Their names; their source is not read.

    Example:
        >>> from suite.catalog.kinds import KINDS
        >>> keras_names(KINDS["schedules"])[:2]
        ['cosine_decay', 'cosine_decay_restarts']
    """
    return sorted({snake_case(name) for name in _index(kind).values()})


@functools.cache
def _entry(kind: Kind, name: str) -> Entry | None:
    if kind.keras is None:
        return None
    definition = locate(_exports(kind.keras).imports[name])
    if definition is None or ("class" if definition.is_class else "function") not in kind.forms:
        return None
    return Entry(
        kind=kind.name,
        name=snake_case(name),
        origin=f"keras {_version()}",
        module=kind.keras,
        attribute=name,
        file=definition.module.file,
        definition=definition,
    )


@functools.cache
def _index(kind: Kind) -> dict[str, str]:
    """Every accepted spelling -> the one exported name that stands for it."""
    if kind.keras is None:
        return {}
    exported: dict[str, list[str]] = {}  # what is exported -> the names it is exported under
    for name, target in _exports(kind.keras).imports.items():
        is_class = target.rpartition(".")[2][0].isupper()
        if ("class" if is_class else "function") in kind.forms and name not in kind.hidden:
            exported.setdefault(target, []).append(name)
    index: dict[str, str] = {}
    for target, names in exported.items():
        own = target.rpartition(".")[2]
        if own[0].islower() and kind.forms[0] == "class":
            continue  # the function twin of a class, `keras.losses.hinge` of `Hinge`
        best = own if own in names else min(names, key=str.islower)
        index.update({key(name): best for name in names})
    for alias, name in ALIASES.get(kind.name, {}).items():
        if key(name) in index:
            index.setdefault(key(alias), index[key(name)])
    return index


def _exports(module: str) -> Module:
    file = module_file(module)
    if file is None:
        raise UserError("Keras 3 is not installed here: pip install 'keras>=3.12' tensorflow")
    return read(file, module)


@functools.cache
def _version() -> str:
    file = module_file("keras.src.version")
    found = re.search(r'^__version__ = "(.+)"', file.read_text("utf-8") if file else "", re.M)
    return found[1] if found else ""
