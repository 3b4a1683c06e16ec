"""A recipe as a file of the user's own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from suite.errors import UserError
from suite.given_path import given_path
from suite.recipe.text.document import read
from suite.recipe.text.modeline import with_modeline
from suite.recipe.text.node import Node
from suite.recipe.text.place import shown
from suite.recipe.text.problems import Problem, RecipeError
from suite.recipe.text.provenance import with_mark
from suite.recipe.text.references import references
from suite.recipe.text.shipped import shipped
from suite.recipe.text.sources import Source, open_recipe, open_source


def copy_recipe(source: str | Path, destination: str | Path | None = None) -> Path:
    """Copy a recipe with its comments; relative names in it are rewritten to mean the same there.

    A line on top tells editors the schema, by which they complete and explain keys.

    A copy from the web keeps the line `from_web`, until its reader takes it out.

    Args:
        source: a path, the name of a shipped recipe, or an https address.
        destination: a file or a folder; by default the recipe's own name in the working directory.

    Raises:
        RecipeError: there is no such recipe, or it is no YAML.
        UserError: the destination exists, or cannot be written.

    Example:
        >>> copy_recipe("quickstart", "mine.yaml").name
        'mine.yaml'
    """
    opened = open_recipe(source)
    target = Path.cwd() if destination is None else given_path(destination)
    if target.is_dir():
        target = target / f"{opened.name}.yaml"
    target = Path(shown(target))
    folder = Path(os.path.abspath(target)).parent
    text = with_modeline(_rewritten(opened, folder), folder)
    if os.path.lexists(target):
        raise UserError(f"{target}: exists already; give another name, or remove it first")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(target, "x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UserError(f"{target}: cannot be written: {error.strerror}") from error
    return target


def _rewritten(source: Source, folder: Path) -> str:
    """The text with every relative name replaced by one that means the same from `folder`."""
    document = read(source.text, source.origin)
    if document.root is None:
        raise RecipeError(document.problems)
    lines = source.text.splitlines(keepends=True)
    changes = [*_extended(document.root, source, folder), *_moved(document.root)]
    # From the end, so that the positions of what is still to be replaced stay right.
    for node, name in sorted(changes, key=_position, reverse=True):
        line, column = node.place.index
        before, rest = lines[line][:column], lines[line][column:]
        if node.content not in rest:
            raise UserError(f"{node.place}: write {node.content} on one line to copy this recipe")
        lines[line] = before + rest.replace(node.content, name, 1)
    text = "".join(lines)
    return with_mark(text, source.origin) if source.origin.remote else text


def _position(change: tuple[Node, str]) -> tuple[int, int]:
    return change[0].place.index


def _extended(root: Node, source: Source, folder: Path) -> Iterator[tuple[Node, str]]:
    extends = root.child("extends")
    items = extends.content if extends and isinstance(extends.content, list) else [extends]
    for node in items:
        if node is not None and isinstance(node.content, str):
            try:
                yield node, _named(open_source(node.content, source), folder)
            except UserError as error:
                message = f"{node.content}: {error}"
                raise RecipeError([Problem.at(node.place, ("extends",), message)]) from error


def _named(source: Source, folder: Path) -> str:
    """How a recipe in `folder` names another one: a shipped one by name, a file by its path."""
    names = {str(path): name for name, path in shipped().items()}
    if source.origin.remote:
        return source.address
    return names.get(source.address) or os.path.relpath(source.address, folder)


def _moved(root: Node) -> Iterator[tuple[Node, str]]:
    """Files beside the recipe; what does not exist is for the user to fill in."""
    for _, node, absolute in references(root):
        file = absolute.rpartition(".py:")[0]
        if os.path.exists(f"{file}.py" if file else absolute):
            yield node, absolute
