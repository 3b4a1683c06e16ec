"""Values given a class, as `training.class_weights` and `data.class_counts` are."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from suite.catalog.arguments.yaml_numbers import in_whole_numbers

_COUNTS = "a mapping of class names or numbers to numbers of training examples"
_WEIGHTS = "'balanced', or a mapping of class names or numbers to weights"


def _without_nulls(value: Any) -> Any:
    """A class set to null falls back to what holds for the classes that are not named."""
    if not isinstance(value, dict):
        return value
    return {name: item for name, item in value.items() if item is not None}


def _in_whole_numbers(value: Any) -> Any:
    """`1e3` examples are 1000."""
    if not isinstance(value, dict):
        return value
    return {name: in_whole_numbers(item) for name, item in value.items()}


# The values are looked at one by one, each at its own place (class_rules.py).
ClassCounts = Annotated[
    dict[str, Any],
    BeforeValidator(_in_whole_numbers),
    BeforeValidator(_without_nulls),
    _COUNTS,
]
ClassWeights = Annotated[
    Literal["balanced"] | dict[str, Any],
    BeforeValidator(_without_nulls),
    _WEIGHTS,
]
