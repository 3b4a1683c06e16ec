"""Types of values, as a message names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Expectation:
    """A test of a value, and what to say where it fails: `must be <text>`.

    Args:
        text: after `must be`.
        accepts: the test.
        schema: the same in the words of JSON Schema, for editors.
    """

    text: str
    accepts: Callable[[Any], bool]
    schema: Mapping[str, Any] = field(default_factory=dict)


def any_of(members: Sequence[Expectation | None]) -> Expectation | None:
    """What one of several types accepts; None where one of them is unclear, or anything goes."""
    known = [member for member in members if member is not None and member is not ANYTHING]
    if len(known) < len(members):
        return None
    texts = dict.fromkeys(member.text for member in known)
    schema = {"anyOf": [member.schema for member in known]}

    def accepts(value: Any) -> bool:
        return any(one.accepts(value) for one in known)

    return Expectation(" or ".join(texts), accepts, schema)


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    """Whether a value is a number, which true and false are not."""
    return _is_int(value) or isinstance(value, float)


def is_list(value: Any) -> bool:
    """Whether a value is a list."""
    return isinstance(value, list | tuple)


ANYTHING = Expectation("anything", lambda value: True)
INT = Expectation("a whole number", _is_int, {"type": "integer"})
NUMBER = Expectation("a number", is_number, {"type": "number"})
BOOL = Expectation("true or false", lambda value: isinstance(value, bool), {"type": "boolean"})
TEXT = Expectation("a text", lambda value: isinstance(value, str), {"type": "string"})
NONE = Expectation("null", lambda value: value is None, {"type": "null"})
LIST = Expectation("a list", is_list, {"type": "array"})
MAPPING = Expectation("a mapping", lambda value: isinstance(value, Mapping), {"type": "object"})
