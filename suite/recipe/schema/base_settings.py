"""What every block of a recipe has in common."""

from __future__ import annotations

from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo

from suite.catalog.arguments.yaml_numbers import in_whole_numbers

LARGEST_COUNT = 2**31 - 1
# `1e3`, a float to YAML, is 1000 where a whole number is wanted.
Whole = Annotated[int, BeforeValidator(in_whole_numbers)]
Count = Annotated[Whole, Field(ge=1, le=LARGEST_COUNT)]
Share = Annotated[float, Field(gt=0, lt=1)]


class Settings(BaseModel):
    """A block of plain keys: strict types, no unknown key, cannot be changed.

    Null is a key's default where it is no value of its own, and a text alone is the block's kind,
    where it has kinds.

    Example:
        >>> class Curve(Settings):
        ...     kind: str
        ...     points: Count = 100
        >>> Curve.model_validate({"kind": "log", "points": None}) == Curve.model_validate("log")
        True
    """

    # A block is a part of a recipe: only the recipe's own validator is ever used, and built.
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, defer_build=True
    )

    @model_validator(mode="before")
    @classmethod
    def _in_full(cls, block: Any) -> Any:
        """The block without what is short for something."""
        known = cls.model_fields
        if isinstance(block, str) and "kind" in known:
            return {"kind": block}
        if not isinstance(block, dict):
            return block
        fall_back = {key for key, field in known.items() if _falls_back(field)}
        return {
            key: item for key, item in block.items() if item is not None or key not in fall_back
        }


def _falls_back(field: FieldInfo) -> bool:
    """Whether null is a key's default; one without a default, or of which null is a value, is
    judged as it is."""
    return not field.is_required() and type(None) not in get_args(field.annotation)
