"""Keys of a recipe that take a component, each of one kind of the catalog."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from pydantic import BaseModel, PlainValidator
from pydantic.fields import FieldInfo

from suite.catalog import Component


@dataclass(frozen=True)
class ComponentOf:
    """Marks an annotation: here stands a component.

    Args:
        kind: of the catalog, such as `models`.
    """

    kind: str

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        """Stands in the JSON schema of a block until the catalog's definitions are there."""
        return {COMPONENT: self.kind}


# A key that no JSON schema has.
COMPONENT = "x-component"
_PARSED = PlainValidator(Component.parse)
Augmentation = Annotated[Component, _PARSED, ComponentOf("augmentations")]
Callback = Annotated[Component, _PARSED, ComponentOf("callbacks")]
Check = Annotated[Component, _PARSED, ComponentOf("checks")]
Constraint = Annotated[Component, _PARSED, ComponentOf("constraints")]
Initialization = Annotated[Component, _PARSED, ComponentOf("initializations")]
Loss = Annotated[Component, _PARSED, ComponentOf("losses")]
Metric = Annotated[Component, _PARSED, ComponentOf("metrics")]
Model = Annotated[Component, _PARSED, ComponentOf("models")]
Optimizer = Annotated[Component, _PARSED, ComponentOf("optimizers")]
Regularizer = Annotated[Component, _PARSED, ComponentOf("regularizers")]
Tracker = Annotated[Component, _PARSED, ComponentOf("trackers")]
Surface = Annotated[Component, _PARSED, ComponentOf("surfaces")]


@functools.cache
def component_kinds(block: type[BaseModel]) -> Mapping[str, str]:
    """The kind of component, or of each in a list, that keys of a block take.

    Example:
        >>> class Block(BaseModel):
        ...     layers: str = "*"
        ...     losses: list[Loss] = []
        >>> component_kinds(Block)
        {'losses': 'losses'}
    """
    found = {name: list(_marks(field)) for name, field in block.model_fields.items()}
    return {name: marks[0].kind for name, marks in found.items() if marks}


def _marks(part: Any) -> Iterator[ComponentOf]:
    """The marks in an annotation."""
    if isinstance(part, ComponentOf):
        yield part
    metadata = part.metadata if isinstance(part, FieldInfo) else getattr(part, "__metadata__", ())
    annotation = part.annotation if isinstance(part, FieldInfo) else None
    for inner in (*metadata, *get_args(part), *(() if annotation is None else (annotation,))):
        yield from _marks(inner)
