"""Names of Python files and of data in a recipe: relative to what, and who may give the latter."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from suite.errors import UserError
from suite.given_path import as_there, given_path
from suite.recipe.text.key_path import KeyPath
from suite.recipe.text.node import Node
from suite.recipe.text.place import Origin
from suite.recipe.text.problems import Problem
from suite.recipe.text.provenance import TITLES
from suite.recipe.text.shipped import find_shipped

# Arguments of data sources that name a file or a folder.
_PATHS = ("path", "data_dir")


def with_absolute_references(root: Node) -> tuple[Node, list[Problem]]:
    """Make `./file.py:Name` and data paths absolute, each by the text in which it stands.

    The resolved recipe lies in the run directory, where relative names would mean other files.

    Returns:
        The tree, and what is wrong with names that no file can have.
    """
    changed, problems = root, []
    for path, node, text in references(root):
        try:
            if not node.content.strip():
                raise UserError("is empty; name a file or a folder")
            given_path(node.content)
        except UserError as error:
            problems.append(Problem.at(node.place, path, str(error), "reference"))
        changed = changed.replaced(path, Node(text, node.place, node.key_place))
    return changed, problems


def references(root: Node) -> Iterator[tuple[KeyPath, Node, str]]:
    """Every name of a Python file and of data, with what it is in absolute terms.

    Example:
        >>> from suite.recipe.text.node import from_plain
        >>> root = from_plain({"model": "./net.py:net"}, Origin("r.yaml", Path("/tmp")))
        >>> [text for _, _, text in references(root)]
        ['.../net.py:net']
    """
    for path, node in _texts(root):
        module, _, name = (part.strip() for part in node.content.rpartition(":"))
        if module.endswith(".py") and name.isidentifier():
            yield path, node, f"{_located(module, node.place.origin)}:{name}"
        elif _is_data_path(path):
            yield path, node, str(_located(node.content, node.place.origin))
    source = root.find(("transfer", "source"))
    if source is not None and isinstance(source.content, str):
        file = _located(source.content, source.place.origin)
        # Beside a run or a file it may be the name of a shipped recipe, which the web always means.
        is_local = os.path.exists(file) and not source.place.origin.remote
        if is_local or not find_shipped(source.content):
            yield ("transfer", "source"), source, str(file)


def _is_data_path(path: KeyPath) -> bool:
    """Whether a text at `path` names a file or folder of data; a sweep may try several."""
    if path[:2] == ("sweep", "over") and len(path) > 2:
        return path[2] in [f"data.{key}" for key in _PATHS]
    return path[0] == "data" and path[1:] in [(key,) for key in _PATHS]


def _located(text: str, origin: Origin) -> Path:
    """An absolute path: in the folder of the recipe if it exists there, else where we are."""
    path = Path(os.path.expanduser(text))
    beside = as_there(origin.folder / path)
    return Path(os.path.abspath(beside if os.path.exists(beside) else as_there(path)))


def _texts(root: Node) -> Iterator[tuple[KeyPath, Node]]:
    for key, node in root.content.items():
        if key not in TITLES:
            yield from node.texts((key,))
