"""What a parameter accepts, by its annotation or its default; the unclear is not checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from suite.catalog.arguments.annotations import from_annotation
from suite.catalog.arguments.expected_types import (
    BOOL,
    LIST,
    NUMBER,
    TEXT,
    Expectation,
    any_of,
    is_list,
    is_number,
)
from suite.catalog.arguments.yaml_numbers import duration_as_number, in_whole_numbers
from suite.python_source.parameter import Parameter, SourceText

# A duration, as `duration.py` reads it, in the words of JSON Schema.
SPAN = {"type": "string", "pattern": r"^\s*(\d+(\.\d*)?|\.\d+)\s*(ep|st|%)\s*$"}
# Keras arguments that take more than their default tells: `save_freq: epoch` or a number of steps.
_WIDER_THAN_DEFAULT = {"axis", "profile_batch", "save_freq", "update_freq", "use_cudnn"}


def expectation(parameter: Parameter, durations: bool = False) -> Expectation | None:
    """What a parameter accepts, or None where that is unclear.

    Args:
        parameter: a parameter of a component.
        durations: whether `10ep`, `500st` and `20%` may stand for a number.

    Example:
        >>> expectation(Parameter("width", 64, "int")).text
        'a whole number'
        >>> expectation(Parameter("decay", 0.9)).accepts("much")
        False
    """
    if parameter.annotation is None:
        unclear = parameter.name in _WIDER_THAN_DEFAULT
        found = None if unclear else _from_default(parameter.default)
    else:
        found = from_annotation(parameter.annotation)
    if found is None or not durations:
        return found

    def accepts(value: Any) -> bool:
        return found.accepts(duration_as_number(value))

    return Expectation(found.text, accepts, _with_spans(found.schema))


def _with_spans(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of a value in which durations may stand for numbers, at any depth.

    Example:
        >>> _with_spans({"type": "integer"})["anyOf"][1] == SPAN
        True
    """
    if schema.get("type") in ("integer", "number"):
        return {"anyOf": [schema, SPAN]}
    inner = {"items": _with_spans(schema["items"])} if "items" in schema else {}
    parts = {"anyOf": [_with_spans(one) for one in schema["anyOf"]]} if "anyOf" in schema else {}
    return {**schema, **inner, **parts}


def as_wanted(parameter: Parameter, value: Any) -> Any:
    """The value, with `1e3` as 1000 where a whole number alone will do."""
    wanted = expectation(parameter)
    if wanted is None or wanted.accepts(value):
        return value
    whole = in_whole_numbers(value)
    return whole if wanted.accepts(whole) else value


def _from_default(default: Any) -> Expectation | None:
    """What a literal default tells, on the generous side: Keras's own defaults often tell less."""
    if isinstance(default, bool):
        return BOOL
    if is_number(default):
        schema = {"type": ["number", "array"]}
        return Expectation(NUMBER.text, lambda value: is_number(value) or is_list(value), schema)
    if isinstance(default, str) and not isinstance(default, SourceText):
        schema = {"type": ["string", "null"]}
        return Expectation(TEXT.text, lambda value: value is None or isinstance(value, str), schema)
    if isinstance(default, Sequence) and not isinstance(default, str):
        return any_of([LIST, NUMBER, TEXT]) if default else None
    return None
