"""Types of the user's own by name: dataclasses, named tuples, enums.

A name is looked up among the modules that are imported already; nothing is imported or called for
a checkpoint's sake.
"""

from __future__ import annotations

import dataclasses
import enum
import sys
from typing import Any


def is_named_type(kind: type) -> bool:
    """Whether values of a type can be taken apart and put together without running its code."""
    is_tuple = issubclass(kind, tuple) and hasattr(kind, "_fields")
    return dataclasses.is_dataclass(kind) or is_tuple or issubclass(kind, enum.Enum)


def name_of(kind: type, home: str) -> list[str] | None:
    """Module and name of such a type; None where it could not be found again.

    Args:
        kind: a dataclass, a named tuple or an enum.
        home: the module of the callback; a file's module has another name in another folder.
    """
    name = ["." if kind.__module__ == home else kind.__module__, kind.__qualname__]
    return name if find(name, home) is kind else None


def find(name: list[str], home: str, *, plain: bool = False) -> type | None:
    """The type of a name, or None; a plain class only of the callback's own module."""
    module, path = name
    value: Any = sys.modules.get(home if module == "." else module)
    for part in path.split("."):
        value = getattr(value, part, None)
    if not isinstance(value, type):
        return None
    if plain:
        return value if value.__module__ == home and is_plain_class(value) else None
    return value if is_named_type(value) else None


def is_plain_object(value: Any, home: str) -> bool:
    """Whether a value is an object of a plain class of the callback's own module."""
    return type(value).__module__ == home and is_plain_class(type(value))


def is_plain_class(kind: type) -> bool:
    """Whether all that its objects hold is in their attributes."""
    bases = kind.__mro__[1:-1]
    return (
        not is_named_type(kind)
        and kind.__reduce_ex__ is object.__reduce_ex__
        and kind.__new__ is object.__new__
        and all(base.__module__ == kind.__module__ for base in bases)
        and not any("__slots__" in vars(base) for base in (kind, *bases))
    )


def parts_of(value: Any) -> dict[str, Any]:
    """What a dataclass's instance holds, fields in slots and other attributes too."""
    fields = {field.name for field in dataclasses.fields(value)}
    held = {name: getattr(value, name) for name in fields if hasattr(value, name)}
    return {**held, **getattr(value, "__dict__", {})}


def assemble(kind: type, parts: dict[str, Any]) -> Any:
    """An instance of a dataclass, frozen or not, without its constructor."""
    value: Any = object.__new__(kind)
    for name, part in parts.items():
        object.__setattr__(value, name, part)
    return value
