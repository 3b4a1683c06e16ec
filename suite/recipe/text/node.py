"""The values of a recipe, each with the place where it was written."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from suite.catalog.component import Component
from suite.recipe.text.key_path import KeyPath
from suite.recipe.text.place import DEFAULTS, Origin, Place


@dataclass(frozen=True)
class Node:
    """A value with its place.

    Args:
        content: a plain scalar, a list of nodes, or a dict from key to node.
        place: where the value stands.
        key_place: where the key of the value stands; none for the top level and in lists.

    Example:
        >>> node = from_plain({"model": {"kind": "mlp"}}, DEFAULTS)
        >>> node.find(("model", "kind")).plain(), node.child("model").component
        ('mlp', Component(kind='mlp', arguments={}))
    """

    content: Any
    place: Place
    key_place: Place | None = None

    @property
    def start(self) -> Place:
        """The place of the key, or of the value where it has no key."""
        return self.key_place or self.place

    def plain(self) -> Any:
        """The value without places."""
        if isinstance(self.content, dict):
            return {key: node.plain() for key, node in self.content.items()}
        if isinstance(self.content, list):
            return [node.plain() for node in self.content]
        return self.content

    @functools.cached_property
    def component(self) -> Component | None:
        """The component that is written here, without arguments set to null; None where it is none.

        It is read once, however many ask for it.
        """
        try:
            return Component.parse(without_nulls(self.plain()))
        except ValueError:
            return None

    def child(self, part: str | int) -> Node | None:
        """The node under a key or an index, if there is one; an index may be a text."""
        if isinstance(self.content, dict):
            return self.content.get(part)
        if isinstance(self.content, list) and str(part).isdecimal():
            return self.content[int(part)] if int(part) < len(self.content) else None
        return None

    def find(self, path: KeyPath) -> Node | None:
        """The node at a path, if there is one."""
        node: Node | None = self
        for part in path:
            node = node.child(part) if node else None
        return node

    def nearest(self, path: KeyPath) -> Node:
        """The deepest node on the way to `path` that the user wrote."""
        nearest = node = self
        for part in path:
            below = node.child(part)
            if below is None:
                break
            node = below
            nearest = node if node.place.origin is not DEFAULTS else nearest
        return nearest

    def place_of(self, path: KeyPath, *, key: bool) -> Place:
        """Where a mistake at `path` stands: at the key, or at the value that stands there."""
        node = self.nearest(path)
        missing = self.find(path) is not node and isinstance(node.content, (dict, list))
        return node.start if key or missing else node.place

    def scalars(self, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Node]]:
        """Every value at or below this node that is neither a list nor a mapping, with its path."""
        items: Iterable[tuple[str | int, Node]] = ()
        if isinstance(self.content, dict):
            items = self.content.items()
        elif isinstance(self.content, list):
            items = enumerate(self.content)
        else:
            yield path, self
        for key, below in items:
            yield from below.scalars((*path, key))

    def texts(self, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Node]]:
        """Every text at or below this node, with its path."""
        yield from (one for one in self.scalars(path) if isinstance(one[1].content, str))

    def replaced(self, path: KeyPath, node: Node | None) -> Node:
        """A copy with another node at `path`, or with none."""
        if not path and node is not None:
            return node
        head, *rest = path
        is_list = isinstance(self.content, list)
        head = int(head) if is_list else head
        items: Any = list(self.content) if is_list else dict(self.content)
        if rest or node is not None:
            items[head] = items[head].replaced(tuple(rest), node) if rest else node
        else:
            del items[head]
        return Node(items, self.place, self.key_place)


def from_plain(value: Any, origin: Origin) -> Node:
    """Nodes for plain values that all stand at the beginning of `origin`."""
    place = origin.at()
    if isinstance(value, dict):
        return Node({key: from_plain(item, origin) for key, item in value.items()}, place)
    if isinstance(value, (list, tuple)):
        return Node([from_plain(item, origin) for item in value], place)
    return Node(value, place)


def without_nulls(value: Any) -> Any:
    """A value without the keys set to null: they fall back to the default.

    Example:
        >>> without_nulls({"kind": "sgd", "momentum": None})
        {'kind': 'sgd'}
    """
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value
