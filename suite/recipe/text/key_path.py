"""The path to a value of a recipe."""

from __future__ import annotations

KeyPath = tuple[str | int, ...]


def key_text(path: KeyPath) -> str:
    """A path as overrides write it.

    Example:
        >>> key_text(("callbacks", 0, "every"))
        'callbacks.0.every'
    """
    return ".".join(str(part) for part in path)
