"""What every block of a recipe has in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from suite.catalog.arguments.yaml_numbers import in_whole_numbers

LARGEST_COUNT = 2**31 - 1
# `1e3`, a float to YAML, is 1000 where a whole number is wanted.
Whole = Annotated[int, BeforeValidator(in_whole_numbers)]
Count = Annotated[Whole, Field(ge=1, le=LARGEST_COUNT)]
Share = Annotated[float, Field(gt=0, lt=1)]


class Settings(BaseModel):
    """A block of plain keys: strict types, no unknown key, cannot be changed."""

    # A block is a part of a recipe: only the recipe's own validator is ever used, and built.
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, defer_build=True
    )
