"""Numbers that nothing in a run can hold."""

from __future__ import annotations

from collections.abc import Iterator

from suite.catalog.arguments.ranges import is_too_large
from suite.given_path import brief
from suite.recipe.text.key_path import KeyPath
from suite.recipe.text.node import Node
from suite.recipe.text.problems import Problem


def large_numbers(root: Node) -> list[Problem]:
    """Numbers beyond 64 bits or a float32, wherever they stand."""
    message = "is too large a number: whole ones end at 9.2e18, others at 3.4e38. Received: {}"
    return [
        Problem.at(node.place, path, message.format(brief(node.content)), "value")
        for path, node in _numbers(root, ())
        if is_too_large(node.content)
    ]


def _numbers(node: Node, path: KeyPath) -> Iterator[tuple[KeyPath, Node]]:
    content = node.content
    if isinstance(content, int | float):
        yield path, node
    elif isinstance(content, dict | list):
        items = content.items() if isinstance(content, dict) else enumerate(content)
        for key, below in items:
            yield from _numbers(below, (*path, key))
