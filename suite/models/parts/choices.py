"""Check the arguments of a model against its annotations and ranges."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Hashable, Iterator
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

Model = TypeVar("Model", bound=Callable[..., Any])


def checked(model: Model) -> Model:
    """Refuse, at the call, a value that a `Literal` annotation of the model does not list.

    The choices then stand in one place, the signature, where the catalog reads them too.
    """
    hints = {name: hint for name, hint in get_type_hints(model).items() if name != "return"}
    literals = {name: hint for name, hint in hints.items() if list(_choices(hint))}
    signature = inspect.signature(model)

    @functools.wraps(model)
    def call(*args: Any, **kwargs: Any) -> Any:
        given = signature.bind(*args, **kwargs).arguments
        for name in literals.keys() & given.keys():
            _check_literal(name, given[name], literals[name])
        return model(*args, **kwargs)

    return cast(Model, call)


def _check_literal(name: str, value: Any, hint: Any) -> None:
    parts = get_args(hint)
    if value is None and type(None) in parts:
        return
    choices = list(dict.fromkeys(_choices(hint)))
    accepted = {(type(choice), choice) for choice in choices}  # True == 1, so the type counts
    lists = any(get_origin(part) is list for part in parts)
    for one in value if lists and isinstance(value, list | tuple) else [value]:
        if not isinstance(one, Hashable) or (type(one), one) not in accepted:
            listed = ", ".join(map(repr, choices))
            raise ValueError(
                f"Argument `{name}` must be one of {listed}. Received: {name}={value!r}"
            )


def _choices(hint: Any) -> Iterator[Any]:
    """Every value that the Literals anywhere inside a type hint list."""
    if get_origin(hint) is Literal:
        yield from get_args(hint)
    else:
        for part in get_args(hint):
            yield from _choices(part)


def check_count(name: str, value: Any) -> None:
    """Refuse anything but an integer of at least 1."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"Argument `{name}` must be an integer >= 1. Received: {name}={value!r}")


def check_rate(name: str, value: Any) -> None:
    """Refuse anything but a number in [0, 1)."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1:
        raise ValueError(
            f"Argument `{name}` must be a number in [0, 1). Received: {name}={value!r}"
        )


def check_images(inputs: Any) -> None:
    """Refuse anything but a batch of images with known channels."""
    if len(inputs.shape) != 4 or inputs.shape[-1] is None:
        raise ValueError(
            "Argument `inputs` must be images of shape (batch, height, width, channels). "
            f"Received: inputs.shape={tuple(inputs.shape)}"
        )


def per_item(name: str, value: Any, count: int, item: str) -> list[Any]:
    """One value repeated `count` times, or a list that already has one value an item."""
    if not isinstance(value, list | tuple):
        return [value] * count
    if len(value) != count:
        raise ValueError(
            f"Argument `{name}` must be one value or a list with one value per {item} ({count}). "
            f"Received: {name}={value!r}"
        )
    return list(value)
