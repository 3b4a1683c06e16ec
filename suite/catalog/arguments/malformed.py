"""Arguments that are meant to name a component and do not have the form of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from suite.catalog.arguments.expected_types import Expectation
from suite.catalog.arguments.misfit import Misfit
from suite.catalog.component import is_component
from suite.catalog.kinds import BY_BARE_NAME, KINDS, argument_kind
from suite.python_source.parameter import Parameter


def malformed(argument: str, value: Any) -> Misfit | None:
    """What is wrong with a mapping with a `kind` that is no name; None for anything else.

    Example:
        >>> malformed("activation", {"kind": 3})
        (('kind',), 'must be the name of an activation. Received: 3')
    """
    if not isinstance(value, Mapping) or "kind" not in value or is_component(value):
        return None
    told, kind = argument_kind(argument), value["kind"]
    if told is None and not (isinstance(kind, str) and not kind.strip()):
        return None  # somebody's own mapping, in which `kind` may mean anything
    singular = with_article(KINDS[told].singular if told else "component")
    return ("kind",), f"must be the name of {singular}. Received: {shown(kind)}"


def no_component(parameter: Parameter, wanted: Expectation | None, value: Any) -> Misfit | None:
    """What is wrong with a value where a component or its bare name belongs."""
    told = argument_kind(parameter.name)
    if told not in BY_BARE_NAME or value is None or is_component(value):
        return None
    if isinstance(value, str) and value.strip():
        return None
    # A parameter of this name that says otherwise, by its annotation or its default.
    if not isinstance(value, str) and wanted is not None and wanted.accepts(value):
        return None
    form = "a name, or a mapping with `kind: name` and its arguments"
    return (), f"must be {with_article(KINDS[told].singular)}: {form}. Received: {shown(value)}"


def with_article(word: str) -> str:
    """`an activation`, `a layer`."""
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def shown(value: Any) -> str:
    """A value in YAML's words, cut where it is long."""
    words = {"None": "null", "True": "true", "False": "false"}
    text = words.get(repr(value), repr(value))
    return text if len(text) <= 60 else f"{text[:57]}..."
