"""What every block of a recipe has in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from suite.catalog import Component

ComponentField = Annotated[Component, PlainValidator(Component.parse)]
LARGEST_COUNT = 2**31 - 1
Count = Annotated[int, Field(ge=1, le=LARGEST_COUNT)]
Share = Annotated[float, Field(gt=0, lt=1)]


class Settings(BaseModel):
    """A block of plain keys: strict types, no unknown key, cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
