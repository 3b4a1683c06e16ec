"""Values given a class, as `training.class_weights` and `data.class_counts` are."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from suite.catalog.arguments.yaml_numbers import in_whole_numbers
from suite.recipe.text.node import without_nulls

_COUNTS = "a mapping of class names or numbers to numbers of training examples"
_WEIGHTS = "'balanced', or a mapping of class names or numbers to weights"

# The values are looked at one by one, each at its own place (class_rules.py). A class set to null
# falls back to what holds for the classes that are not named.
ClassCounts = Annotated[
    dict[str, Annotated[Any, BeforeValidator(in_whole_numbers)]],
    BeforeValidator(without_nulls),
    _COUNTS,
]
ClassWeights = Annotated[
    Literal["balanced"] | dict[str, Any],
    BeforeValidator(without_nulls),
    _WEIGHTS,
]
