"""Changes given beside a recipe: `optimizer.learning_rate=0.01`, `callbacks+=gradient_norm`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from suite.recipe.document import read_value
from suite.recipe.merge import merged
from suite.recipe.node import Node
from suite.recipe.place import Origin
from suite.recipe.problems import Path, Problem, key_text

_FORM = re.compile(r"(?P<key>[\w-]+(?:\.[\w-]+)*)\s*(?P<sign>\+?=)(?P<value>.*)", re.DOTALL)


@dataclass(frozen=True)
class Override:
    """One change: set the value at a path, or add to the list there."""

    path: Path
    adds: bool
    value: Node


def parse_override(text: str) -> Override | Problem:
    """Read one override, or say what is wrong with it."""
    origin = Origin(f"override {text!r}", FilePath.cwd(), lines=False)
    match = _FORM.fullmatch(text.strip())
    if match is None or not match["value"].strip():
        cause = "has no value" if match else "is not of the form `key=value` or `list+=value`"
        message = f"{cause}; for instance optimizer.learning_rate=0.01 or callbacks+=gradient_norm"
        return Problem.at(origin.at(), (), message)
    path = tuple(int(part) if part.isdecimal() else part for part in match["key"].split("."))
    if path[0] == "extends":
        return Problem.at(origin.at(), path, "can only stand in a recipe file")
    document = read_value(match["value"].strip(), origin)
    if document.problems:
        return Problem.at(origin.at(), path, document.problems[0].message)
    value = document.root or Node(None, origin.at())
    return Override(path, match["sign"] == "+=", Node(value.content, value.place, value.place))


def parse_overrides(texts: Sequence[str]) -> tuple[list[Override], list[Problem]]:
    """Read all of them."""
    results = [parse_override(text) for text in texts]
    return (
        [result for result in results if isinstance(result, Override)],
        [result for result in results if isinstance(result, Problem)],
    )


def as_recipe(overrides: Sequence[Override]) -> Node | None:
    """The values to set as one recipe.

    Together, so that `optimizer.learning_rate=0.1 optimizer.kind=sgd` means the same in any order.
    """
    recipe: Node | None = None
    for override in overrides:
        if override.adds:
            continue
        node = override.value
        for part in reversed(override.path):
            node = Node({part: node}, node.place, node.place)
        recipe = merged(recipe, node) if recipe else node
    return recipe


def misplaced(recipe: Node, overrides: Sequence[Override]) -> list[Problem]:
    """Indices that the lists of the recipe do not have."""
    problems = []
    for override in overrides:
        for length, part in enumerate(override.path):
            above = recipe.find(override.path[:length])
            if above is None or not isinstance(above.content, list):
                continue
            if not isinstance(part, int) or part >= len(above.content):
                key = key_text(override.path[:length])
                last = len(above.content) - 1
                entries = f"its entries are {key}.0 to {key}.{last}" if last >= 0 else "it is empty"
                message = f"`{part}` is no entry of the list {key}; {entries}; `{key}+=` adds one"
                problems.append(Problem.at(override.value.place, override.path, message))
    return problems


def extended(recipe: Node, overrides: Sequence[Override]) -> tuple[Node, list[Problem]]:
    """The recipe with every `list+=value` carried out."""
    problems = []
    for override in (override for override in overrides if override.adds):
        target = recipe.find(override.path)
        if target is None or not isinstance(target.content, list):
            problems.append(_no_list(recipe, override))
            continue
        value = override.value
        items = value.content if isinstance(value.content, list) else [value]
        added = Node([*target.content, *items], target.place, target.key_place)
        recipe = recipe.replaced(override.path, added)
    return recipe, problems


def _no_list(recipe: Node, override: Override) -> Problem:
    key = key_text(override.path)
    close = difflib.get_close_matches(key, list(_lists(recipe)), n=1)
    hint = f"; did you mean '{close[0]}'?" if close else f"; give the whole list: {key}=[...]"
    return Problem.at(override.value.place, override.path, f"there is no list to add to{hint}")


def _lists(node: Node, path: Path = ()) -> dict[str, Node]:
    found = {key_text(path): node} if isinstance(node.content, list) else {}
    if isinstance(node.content, dict):
        for key, below in node.content.items():
            found |= _lists(below, (*path, key))
    return found
