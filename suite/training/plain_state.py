"""The state of Python objects as plain data: counters, best values, kept weights."""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np

# What the loop sets anew, and what a stock callback derives from its arguments: MonitorCallback
# turns the sign of `min_delta` in place, so that restoring it would turn it twice.
_DERIVED = {"model", "_model", "params", "_params", "min_delta"}
_ARRAY, _DEQUE, _PAIRS = "__array__", "__deque__", "__pairs__"


def read_state(owner: object, arrays: dict[str, np.ndarray], prefix: str) -> dict[str, Any]:
    """Every attribute of an object that is made of numbers, texts, lists, dicts and arrays.

    Args:
        owner: a callback, say.
        arrays: receives the arrays, under names that begin with `prefix`.
        prefix: unique for this object.

    Returns:
        The attributes as JSON can hold them; attributes of other types are left out.
    """
    state = {}
    for name, value in vars(owner).items():
        if name not in _DERIVED and is_plain(value):
            state[name] = _encode(value, arrays, f"{prefix}/{name}")
    return state


def write_state(owner: object, state: dict[str, Any], arrays: Any) -> None:
    """Set the attributes that `read_state` read."""
    for name, value in state.items():
        setattr(owner, name, _decode(value, arrays))


def is_plain(value: Any) -> bool:
    """Whether a value is made of numbers, texts, lists, dicts and arrays only."""
    if isinstance(value, (list, tuple, deque)):
        return all(is_plain(item) for item in value)
    if isinstance(value, dict):
        return all(is_plain(item) for pair in value.items() for item in pair)
    if isinstance(value, (np.ndarray, np.generic)):
        return value.dtype.kind in "biufUS"
    return value is None or isinstance(value, (bool, int, float, str))


def _encode(value: Any, arrays: dict[str, np.ndarray], name: str) -> Any:
    if isinstance(value, (np.ndarray, np.generic)):
        arrays[name] = np.asarray(value)
        return {_ARRAY: name}
    if isinstance(value, dict):
        pairs = enumerate(value.items())
        return {_PAIRS: [[k, _encode(v, arrays, f"{name}/{i}")] for i, (k, v) in pairs]}
    if isinstance(value, (list, tuple, deque)):
        items = [_encode(item, arrays, f"{name}/{i}") for i, item in enumerate(value)]
        return {_DEQUE: items, "maxlen": value.maxlen} if isinstance(value, deque) else items
    return value


def _decode(value: Any, arrays: Any) -> Any:
    if isinstance(value, list):
        return [_decode(item, arrays) for item in value]
    if not isinstance(value, dict):
        return value
    if _ARRAY in value:
        array = arrays[value[_ARRAY]]
        return array if array.ndim else array[()]
    if _DEQUE in value:
        return deque((_decode(item, arrays) for item in value[_DEQUE]), value["maxlen"])
    return {key: _decode(item, arrays) for key, item in value[_PAIRS]}
