"""What every block of a recipe has in common."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Annotated, Any, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from suite.catalog.arguments.yaml_numbers import in_whole_numbers

LARGEST_COUNT = 2**31 - 1
Count = Annotated[int, Field(ge=1, le=LARGEST_COUNT)]
Share = Annotated[float, Field(gt=0, lt=1)]


class Settings(BaseModel):
    """A block of plain keys: strict types, no unknown key, cannot be changed.

    Strict but for `1e3`, a float to YAML, which is 1000 where a whole number is wanted.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _whole_numbers(cls, block: Any) -> Any:
        if not isinstance(block, dict):
            return block
        return {
            key: in_whole_numbers(item) if key in _of_whole_numbers(cls) else item
            for key, item in block.items()
        }


@functools.cache
def _of_whole_numbers(block: type[Settings]) -> frozenset[str]:
    """The keys that take whole numbers and no others."""
    fields = block.model_fields.items()
    leaves = {name: set(_leaves(field.annotation)) for name, field in fields}
    return frozenset(name for name, found in leaves.items() if int in found and float not in found)


def _leaves(annotation: Any) -> Iterator[Any]:
    """The plain types that an annotation is made of."""
    arguments = get_args(annotation)
    if not arguments:
        yield annotation
    for argument in arguments:
        yield from _leaves(argument)
