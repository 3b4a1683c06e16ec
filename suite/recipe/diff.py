"""What differs between two recipes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from suite.recipe.schema.wording import received

Difference = tuple[str, Any, Any]


def differences(a: Any, b: Any) -> list[Difference]:
    """Every key whose value differs, with both values; None where one side has no such key.

    Components of different kinds are compared argument by argument as well, the kind first.
    """
    return list(_differences((), a, b))


def diff_text(found: Sequence[Difference]) -> str:
    """Differences one a line: `key: value in a -> value in b`."""
    if not found:
        return "no difference"
    return "\n".join(f"{key}: {_brief(left)} -> {_brief(right)}" for key, left, right in found)


def _brief(value: Any) -> str:
    text = received(value)
    is_cut = text.endswith(" ...")
    return value["kind"] if is_cut and isinstance(value, dict) and "kind" in value else text


def _differences(path: tuple[str, ...], a: Any, b: Any) -> Iterator[Difference]:
    if isinstance(a, dict) and isinstance(b, str) and "kind" in a:
        b = {"kind": b}
    if isinstance(b, dict) and isinstance(a, str) and "kind" in b:
        a = {"kind": a}
    if isinstance(a, dict) and isinstance(b, dict):
        for key in dict.fromkeys([*a, *b]):
            yield from _differences((*path, str(key)), a.get(key), b.get(key))
    elif isinstance(a, list) and isinstance(b, list) and len(a) == len(b) and _nested(a + b):
        for number, (left, right) in enumerate(zip(a, b, strict=True)):
            yield from _differences((*path, str(number)), left, right)
    elif a != b or type(a) is not type(b):
        yield ".".join(path), a, b


def _nested(items: list[Any]) -> bool:
    return any(isinstance(item, dict) for item in items)
