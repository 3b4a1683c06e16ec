"""A recipe's values as they are on every machine: without the folders of files and data."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from suite.recipe.identity.code_files import without_folders

if TYPE_CHECKING:
    from suite.recipe.recipe import Recipe

_ELSEWHERE = "a path"


def portable(recipe: Recipe) -> dict[str, Any]:
    """The resolved recipe, in which a file of code is its name and the place of data is left open.

    What the paths lead to is compared by content; see `suite.training.state.identity`.

    Example:
        >>> import suite
        >>> portable(suite.load("data/folder", "data.path=/tmp"))["data"]["path"]
        'a path'
    """
    values: dict[str, Any] = _moved(recipe.resolved())
    if isinstance(values.get("data"), dict):
        values["data"] = {key: _open(item) for key, item in values["data"].items()}
    transfer = values.get("transfer")
    if isinstance(transfer, dict) and transfer.get("source"):
        values["transfer"] = {**transfer, "source": _open(transfer["source"])}
    return values


def flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its key, `optimizer.learning_rate`."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from flat(item, f"{path}.{key}" if path else str(key))
    else:
        yield path, value


def _moved(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _moved(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_moved(item) for item in value]
    return without_folders(value) if isinstance(value, str) else value


def _open(value: Any) -> Any:
    return _ELSEWHERE if isinstance(value, str) and os.path.isabs(value) else value
