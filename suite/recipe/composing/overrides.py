"""Changes given beside a recipe: `optimizer.learning_rate=0.01`, `callbacks+=gradient_norm`.

key=value          sets a value; a mapping replaces the whole block, a name changes its kind
block.key=value    changes a part of a block, list.0.key=value of an entry
list+=value        adds to a list; block+={...} changes several parts of a block
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from suite.given_path import brief, same_name
from suite.recipe.composing.merge import kind_of, merged
from suite.recipe.text.document import DEEPEST, read_value
from suite.recipe.text.key_path import KeyPath, key_text
from suite.recipe.text.node import Node
from suite.recipe.text.place import Origin
from suite.recipe.text.problems import Problem
from suite.suggest import close_names, did_you_mean

# Its keys have dots themselves, so that only a mapping can name one: it changes these keys alone.
_BY_KEY = ("sweep", "over")
_FORM = re.compile(r"(?P<key>[\w-]+(?:\.[\w-]+)*)\s*(?P<sign>\+?=)(?P<value>.*)", re.DOTALL)


@dataclass(frozen=True)
class Override:
    """One change: set the value at a path, or add to the list there."""

    path: KeyPath
    adds: bool
    value: Node


def parse_override(text: str) -> Override | Problem:
    """Read one override, or say what is wrong with it."""
    origin = override_origin(text)
    key, sign, value = text.strip().partition("=")
    match = _FORM.fullmatch(same_name(key) + sign + value)
    if match is None or not match["value"].strip():
        cause = "has no value" if match else "is not of the form `key=value` or `list+=value`"
        message = f"{cause}; for instance optimizer.learning_rate=0.01 or callbacks+=gradient_norm"
        return Problem.at(origin.at(), (), message)
    path = tuple(match["key"].split("."))
    if len(path) > DEEPEST:
        return Problem.at(origin.at(), (), f"a key has at most {DEEPEST} parts, not {len(path)}")
    if path[0] in ("extends", "from_web"):
        return Problem.at(origin.at(), path, "can only stand in a recipe file")
    document = read_value(match["value"].strip(), origin)
    if document.problems:
        return Problem.at(origin.at(), path, document.problems[0].message)
    node = document.root or Node(None, origin.at())
    return Override(path, match["sign"] == "+=", Node(node.content, node.place, node.place))


def override_origin(text: str) -> Origin:
    """The place of everything in an override: the override."""
    return Origin(f"override {brief(repr(text))}", Path.cwd(), lines=False)


def applied(
    recipe: Node,
    overrides: Sequence[Override],
    default: Node,
    lay_over: Callable[[Node, Node], Node],
) -> tuple[Node, list[Problem]]:
    """The recipe after all overrides: whole values, then entries of lists, then additions.

    A mapping replaces the block that was there; `block.key=` and `block+=` change parts of it.

    Args:
        recipe: the values before.
        overrides: in the order given; of two for one key the last counts.
        default: what a block has where a recipe says nothing.
        lay_over: lays a recipe over another, as `extends` does.
    """
    sets = _last_ones([override for override in overrides if not override.adds])
    adds = [override for override in overrides if override.adds]
    parts = [override for override in adds if _is_block_to_change(recipe, override)]
    problems = [_lost_kind(recipe, override, default, sets) for override in sets]
    recipe = _without_replaced(recipe, sets, default)
    sets += parts
    entries = [override for override in sets if _list_above(recipe, override) is not None]
    recipe = _laid_over(recipe, [item for item in sets if item not in entries], lay_over)
    missing = [_no_entry(recipe, override) for override in entries]
    fitting = [item for item, problem in zip(entries, missing, strict=True) if problem is None]
    recipe = _laid_over(recipe, fitting, lay_over)
    problems += missing
    for override in (override for override in adds if override not in parts):
        target = recipe.find(override.path)
        if target is None or not isinstance(target.content, list):
            problems.append(_no_list(recipe, override))
            continue
        value = override.value
        items = value.content if isinstance(value.content, list) else [value]
        added = Node([*target.content, *items], target.place, target.key_place)
        recipe = recipe.replaced(override.path, added)
    return recipe, [problem for problem in problems if problem is not None]


def _last_ones(sets: Sequence[Override]) -> list[Override]:
    """Without a mapping that a later value for the same key replaces."""
    last = {override.path: number for number, override in enumerate(sets)}
    return [
        override
        for number, override in enumerate(sets)
        if not isinstance(override.value.content, dict) or last[override.path] == number
    ]


def _is_block_to_change(recipe: Node, override: Override) -> bool:
    """Whether several parts of a block are given, also of one that is not there yet."""
    target = recipe.find(override.path)
    is_list = target is not None and isinstance(target.content, list)
    return isinstance(override.value.content, dict) and not is_list


def _without_replaced(recipe: Node, sets: Sequence[Override], default: Node) -> Node:
    """The recipe with its defaults in place of the blocks for which a whole mapping is given."""
    for override in sets:
        node = recipe.find(override.path)
        is_block = isinstance(override.value.content, dict) and override.path != _BY_KEY
        if node is not None and is_block:
            empty = default.find(override.path) or Node(None, node.place, node.key_place)
            recipe = recipe.replaced(override.path, empty)
    return recipe


def _lost_kind(
    recipe: Node, override: Override, default: Node, sets: Sequence[Override]
) -> Problem | None:
    """A block that would turn into one of another kind, or of none, without a word."""
    given, before = override.value.content, kind_of(recipe.find(override.path))
    if not isinstance(given, dict) or before is None or "kind" in given:
        return None
    if before == kind_of(default.find(override.path)):
        return None
    if any(one.path == (*override.path, "kind") for one in sets):
        return None
    key, name = key_text(override.path), next(iter(given), "kind")
    message = (
        f"has no kind, and a mapping replaces the whole block; add one, or change a part of it: "
        f"{key}.{name}=..., or {key}+={{...}} for several"
    )
    return Problem.at(override.value.place, override.path, message)


def _laid_over(
    recipe: Node, overrides: Sequence[Override], lay_over: Callable[[Node, Node], Node]
) -> Node:
    """All overrides as one recipe: `a.beta_1=0.8 a.kind=adam` means the same in any order."""
    over: Node | None = None
    for override in overrides:
        node = override.value
        for part in reversed(override.path):
            node = Node({part: node}, node.place, node.place)
        over = merged(over, node) if over else node
    return lay_over(recipe, over) if over else recipe


def _list_above(recipe: Node, override: Override) -> int | None:
    """The length of the path to the first list on the way, if there is one."""
    for length in range(len(override.path)):
        above = recipe.find(override.path[:length])
        if above is not None and isinstance(above.content, list):
            return length
    return None


def _no_entry(recipe: Node, override: Override) -> Problem | None:
    length = _list_above(recipe, override)
    above = None if length is None else recipe.find(override.path[:length])
    if length is None or above is None:
        return None
    items, part = above.content, override.path[length]
    if str(part).isdecimal() and int(part) < len(items):
        return None
    key = key_text(override.path[:length])
    entries = f"its entries are {key}.0 to {key}.{len(items) - 1}" if items else "it is empty"
    message = f"`{part}` is no entry of the list {key}; {entries}; `{key}+=` adds one"
    return Problem.at(override.value.place, override.path, message)


def _no_list(recipe: Node, override: Override) -> Problem:
    key = key_text(override.path)
    hint = did_you_mean(close_names(key, _lists(recipe)), f"; give the whole list: {key}=[...]")
    return Problem.at(override.value.place, override.path, f"there is no list to add to{hint}")


def _lists(node: Node, path: KeyPath = ()) -> dict[str, Node]:
    found = {key_text(path): node} if isinstance(node.content, list) else {}
    if isinstance(node.content, dict):
        for key, below in node.content.items():
            found |= _lists(below, (*path, key))
    return found
