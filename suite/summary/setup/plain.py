"""Values of strangers' objects as JSON has them."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from suite.catalog.names.spelling import snake_case

# Longer lists and deeper values are contents, and no settings.
_LONGEST, _DEEPEST = 64, 4
# What is no plain value; it is left out.
ABSENT: Any = object()


def plain(value: Any, depth: int = 0) -> Any:
    """Numbers, texts, and short lists and mappings of them; `ABSENT` for anything else.

    Objects and functions become the mapping of their kind and their own arguments.

    Example:
        >>> plain({"units": np.int64(3), "l2": np.float32(0.5)}), plain(np.zeros(99)) is ABSENT
        ({'units': 3, 'l2': 0.5}, True)
        >>> plain(keras.regularizers.L2(0.25))
        {'kind': 'l2', 'l2': 0.25}
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else ABSENT
    if depth > _DEEPEST:
        return ABSENT
    if isinstance(value, Mapping):
        if len(value) > _LONGEST:
            return ABSENT
        return dict(_present((str(key), plain(one, depth + 1)) for key, one in value.items()))
    if isinstance(value, list | tuple):
        items = [plain(one, depth + 1) for one in value[: _LONGEST + 1]]
        fits = len(items) <= _LONGEST and ABSENT not in items
        return items if fits else ABSENT
    if getattr(value, "shape", None) == ():  # a NumPy scalar or a tensor of one value
        return read(lambda: plain(value.item() if hasattr(value, "item") else value.numpy().item()))
    return described(value, depth + 1)


def described(value: Any, depth: int = 0) -> Any:
    """An object by its kind and its configuration, a function by its name."""
    if inspect.isfunction(value) or inspect.isbuiltin(value):
        return {"kind": value.__name__.strip("<>")}
    configured = getattr(value, "get_config", None)
    if configured is None or inspect.isclass(value):
        return ABSENT
    config = read(configured)
    arguments = plain(config, depth) if isinstance(config, Mapping) else {}
    if not isinstance(arguments, Mapping):
        arguments = {}
    return {"kind": snake_case(type(value).__name__), **_without_names(arguments)}


def read(function: Callable[[], Any]) -> Any:
    """What a function returns; `ABSENT` where it cannot."""
    try:
        return function()
    except Exception:  # a stranger's layer raises what it likes, and a description ends no run
        return ABSENT


def attribute(thing: Any, name: str) -> Any:
    """An attribute as a plain value; `ABSENT` where there is none."""
    return plain(given(thing, name))


def given(thing: Any, name: str) -> Any:
    """An attribute as it is; `ABSENT` where there is none, or where it cannot be read."""
    return read(lambda: getattr(thing, name, ABSENT))


def facts(**found: Any) -> dict[str, Any]:
    """Those of the facts that are there."""
    return dict(_present(found.items()))


def _present(items: Any) -> Iterator[tuple[str, Any]]:
    return ((key, value) for key, value in items if value is not ABSENT)


def _without_names(config: Mapping[str, Any]) -> dict[str, Any]:
    """Without what says nothing of how something works."""
    idle = ("name", "dtype", "seed")
    return {key: one for key, one in config.items() if one is not None and key not in idle}
