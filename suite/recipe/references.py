"""Names of Python files and of data in a recipe: relative to what, and who may give them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path as FilePath

from suite.recipe.node import Node
from suite.recipe.place import Origin
from suite.recipe.problems import Path, Problem
from suite.recipe.shipped import find_shipped

_CODE = re.compile(r"(?P<module>[^:\n]+):(?P<name>[A-Za-z_]\w*)")
_BLOCKS = ("data", "model", "loss", "metrics", "optimizer", "callbacks", "penalties", "sweep")
# Arguments of data sources that name a file or a folder.
_PATHS = ("path", "data_dir")


def absolute_references(root: Node) -> Node:
    """Make `./file.py:Name` and data paths absolute, each by the text in which it stands.

    The resolved recipe lies in the run directory, where relative names would mean other files.
    """
    for path, node, text in list(references(root)):
        root = root.replaced(path, Node(text, node.place, node.key_place))
    return root


def references(root: Node) -> Iterator[tuple[Path, Node, str]]:
    """Every name of a Python file and of data, with what it is in absolute terms."""
    for path, node in _texts(root):
        match = _CODE.fullmatch(node.content)
        if match and match["module"].endswith(".py"):
            file = _located(match["module"], node.place.origin)
            yield path, node, f"{file}:{match['name']}"
        elif _is_data_path(path):
            yield path, node, str(_located(node.content, node.place.origin))
    source = root.find(("transfer", "source"))
    if source is not None and isinstance(source.content, str):
        path = _located(source.content, source.place.origin)
        # Beside a run or a file it may be the name of a shipped recipe.
        if path.exists() or not find_shipped(source.content):
            yield ("transfer", "source"), source, str(path)


def _is_data_path(path: Path) -> bool:
    """Whether a text at `path` names a file or folder of data; a sweep may try several."""
    if path[:2] == ("sweep", "over"):
        return path[2] in [f"data.{key}" for key in _PATHS]
    return path[0] == "data" and path[1:] in [(key,) for key in _PATHS]


def untrusted(root: Node) -> list[Problem]:
    """Names of Python code that came from the web: running them would run a stranger's choice."""
    message = (
        "names Python code, which a recipe from the web may not; use a name of the catalog, or "
        "pass --trust if you trust this address"
    )
    return [
        Problem.at(node.place, path, message)
        for path, node in _texts(root)
        if node.place.origin.remote and _CODE.fullmatch(node.content)
    ]


def _located(text: str, origin: Origin) -> FilePath:
    """An absolute path: in the folder of the recipe if it exists there, else where we are."""
    path = FilePath(text).expanduser()
    beside = origin.folder / path
    return FilePath(os.path.abspath(beside if beside.exists() else path))


def _texts(root: Node) -> Iterator[tuple[Path, Node]]:
    for key in _BLOCKS:
        if key in root.content:
            yield from root.content[key].texts((key,))
