"""A name with its arguments, as a recipe writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from suite.errors import UserError


@dataclass(frozen=True)
class Component:
    """What a recipe asks for: `relu`, or `{kind: leaky_relu, negative_slope: 0.1}`.

    Args:
        kind: short name, dotted path `package.module:Name` or file `./file.py:Name`.
        arguments: the constructor's arguments; a mapping with a `kind` among them, at any depth,
            is a component as well.

    Example:
        >>> Component.parse({"kind": "leaky_relu", "negative_slope": 0.1}).arguments
        {'negative_slope': 0.1}
        >>> Component.parse("relu").to_plain()
        'relu'
    """

    kind: str
    arguments: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, value: Any) -> Component:
        """Read a short name or a mapping with a `kind`.

        Raises:
            ValueError: for anything else.
        """
        if isinstance(value, Component):
            return value
        if isinstance(value, str) and value.strip():
            return cls(value.strip())
        if is_component(value):
            return cls(value["kind"].strip(), {k: v for k, v in value.items() if k != "kind"})
        raise ValueError(
            "Argument `value` must be a name or a mapping with a `kind` and names of arguments. "
            f"Received: value={value!r}"
        )

    def to_plain(self) -> str | dict[str, Any]:
        """The name alone where there are no arguments, else the mapping."""
        return {"kind": self.kind, **self.arguments} if self.arguments else self.kind


class ComponentError(UserError):
    """A constructor refused its arguments.

    Args:
        message: the constructor's own message on one line.
        path: the place inside the component, as in `problems`.

    Example:
        >>> ComponentError("Argument `k` must be positive", ("k",)).path
        ('k',)
    """

    def __init__(self, message: str, path: tuple[str | int, ...] = ()):
        super().__init__(message)
        self.path = path


def is_component(value: Any) -> bool:
    """Whether a value inside a recipe is a mapping that names a component.

    Example:
        >>> is_component({"kind": "relu"}), is_component("relu"), is_component({"kind": 3})
        (True, False, False)
    """
    return (
        isinstance(value, Mapping)
        and isinstance(value.get("kind"), str)
        and bool(value["kind"].strip())
        and all(isinstance(key, str) for key in value)
    )
