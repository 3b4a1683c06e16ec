"""Where components stand in a recipe: told by the schema, once for all who ask."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import NamedTuple, get_args, get_origin

from pydantic import BaseModel

from suite.catalog import Component
from suite.recipe.schema.component_fields import component_kinds
from suite.recipe.schema.recipe_settings import DataSettings, RecipeSettings
from suite.recipe.text.key_path import KeyPath
from suite.recipe.text.node import Node
from suite.recipe.text.place import DEFAULTS

# Keys of `data` that every source shares; all others are arguments of the source.
SHARED = DataSettings.model_fields.keys() - {"kind"}
_EACH = "*"  # every entry of a list


class Placed(NamedTuple):
    """A component of a recipe.

    Args:
        path: where it stands.
        kind: of the catalog.
        node: as it was written.
        component: what was read there.
    """

    path: KeyPath
    kind: str
    node: Node
    component: Component


def components(root: Node, *kinds: str) -> list[Placed]:
    """Every component of a recipe, or those of some kinds; what is none, the schema refuses."""
    found = []
    for pattern, kind in _patterns(RecipeSettings):
        for path, node in _at(root, pattern) if not kinds or kind in kinds else ():
            if pattern == ("data",):
                if not isinstance(node.content, dict):
                    continue
                node = _source(node)
            if node.component is not None and (path, node.content) != (("loss",), "auto"):
                found.append(Placed(path, kind, node, node.component))
    return found


def is_described_only(data: Node) -> bool:
    """Whether a block of data says what data there is and names no source.

    It has none then, not the source that a recipe has by default.
    """
    kind, shape, classes = (data.child(key) for key in ("kind", "input_shape", "classes"))
    described = all(node is not None and node.content is not None for node in (shape, classes))
    return described and kind is not None and kind.place.origin is DEFAULTS


def _source(data: Node) -> Node:
    """The source in a block of data, without the keys that all sources share."""
    own = {key: node for key, node in data.content.items() if key not in SHARED}
    if is_described_only(data):
        own["kind"] = Node(None, data.place)
    return Node(own, data.place, data.key_place)


@functools.cache
def _patterns(block: type[BaseModel]) -> tuple[tuple[KeyPath, str], ...]:
    """Paths at which components stand, with `*` for the entries of a list, and their kinds."""
    found: list[tuple[KeyPath, str]] = []
    kinds = component_kinds(block)
    for name, field in block.model_fields.items():
        is_list = get_origin(field.annotation) is list
        way: KeyPath = (name, _EACH) if is_list else (name,)
        if name in kinds:
            found.append((way, kinds[name]))
        for inner in (field.annotation, *get_args(field.annotation)):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                found += [((*way, *path), kind) for path, kind in _patterns(inner)]
    return tuple(found)


def _at(root: Node, pattern: KeyPath) -> Iterator[tuple[KeyPath, Node]]:
    """The nodes at a pattern that hold something."""
    places: list[tuple[KeyPath, Node]] = [((), root)]
    for part in pattern:
        below: list[tuple[KeyPath, Node]] = []
        for path, node in places:
            if part == _EACH:
                items = node.content if isinstance(node.content, list) else []
                below += [((*path, number), item) for number, item in enumerate(items)]
            elif (child := node.child(part)) is not None:
                below.append(((*path, part), child))
        places = below
    yield from ((path, node) for path, node in places if node.content is not None)
