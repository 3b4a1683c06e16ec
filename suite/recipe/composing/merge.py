"""Lay one recipe over another."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from suite.catalog.names.spelling import key
from suite.recipe.text.node import Node
from suite.recipe.text.place import DEFAULTS, Place


def merged(
    base: Node, over: Node, default: Node | None = None, shared: Collection[str] = ()
) -> Node:
    """The values of `base` changed by those of `over`.

    Mappings merge key by key, lists and scalars replace. A component whose `kind` changes is
    replaced whole, since the arguments of the old kind mean nothing to the new one. `null` brings
    the default back.

    Args:
        base: what is changed.
        over: what changes it.
        default: the values that `null` stands for, where there are any.
        shared: keys of a block that outlive a change of its kind.
    """
    if over.content is None:
        return default or over
    base, over = _as_blocks(base, over, default)
    if isinstance(base.content, list) and _is_indexed(over):
        return _merged_list(base, over)
    if not isinstance(over.content, dict):
        return over
    if not isinstance(base.content, dict):
        base, default = Node({}, DEFAULTS.at()), None
    kind = _kind_after(base, over, default)
    if _kind(base) not in (None, kind):
        base = _only(base, shared, DEFAULTS.at())
    if default is not None and _kind(default) != kind:
        default = _only(default, shared) if isinstance(default.content, dict) else None
    content = dict(base.content)
    for name, node in over.content.items():
        below = default.child(name) if default else None
        content[name] = merged(content.get(name, Node(None, node.place)), node, below)
    # A mapping stands where it was first written; its entries know their own places.
    first = over if base.place.origin is DEFAULTS else base
    return Node(content, first.place, first.key_place)


def merged_recipe(base: Node, over: Node, default: Node, data_keys: Collection[str]) -> Node:
    """`merged` for whole recipes; `data_keys` are the keys of `data` that every source shares."""
    content = dict(base.content)
    for name, node in over.content.items():
        below = content.get(name, Node(None, node.place))
        # A sweep of another kind, as by `sweep.kind=random`, goes over the same keys.
        shared = data_keys if name == "data" else below.content if name == "sweep" else ()
        content[name] = merged(below, node, default.child(name), shared or ())
    return Node(content, base.place)


# Texts that stand beside mappings and name no component.
_WORDS = ("auto", "balanced")


def _as_blocks(base: Node, over: Node, default: Node | None) -> tuple[Node, Node]:
    """Write a short name as `{kind: name}` where the other side is a mapping."""
    if default is not None and isinstance(default.content, str) and default.content not in _WORDS:
        return base, over  # a plain text such as `float32`, never a component
    if isinstance(over.content, str) and over.content in _WORDS:
        return base, over
    if isinstance(over.content, str) and _kind(base) is not None:
        return base, _block(over)
    if (
        isinstance(base.content, str)
        and base.content not in _WORDS
        and isinstance(over.content, dict)
        and "kind" not in over.content
        and not _is_indexed(over)
    ):
        return _block(base), over
    return base, over


def _block(name: Node) -> Node:
    return Node({"kind": Node(name.content, name.place)}, name.place, name.key_place)


def kind_of(node: Node | None) -> Any:
    """The kind of a component, written as a name or as a block; None where there is none."""
    if node is None or isinstance(node.content, list):
        return None
    if isinstance(node.content, str):
        return None if node.content in _WORDS else key(node.content)
    return _kind(node)


def _kind(node: Node) -> Any:
    below = node.child("kind") if isinstance(node.content, dict) else None
    kind = below.content if below else None
    return key(kind) if isinstance(kind, str) else kind


def _kind_after(base: Node, over: Node, default: Node | None) -> Any:
    if "kind" not in over.content:
        return _kind(base)
    kind = _kind(over)
    return _kind(default) if kind is None and default else kind


def _only(node: Node, keys: Collection[str], place: Place | None = None) -> Node:
    content = {name: item for name, item in node.content.items() if name in keys}
    return Node(content, place or node.place, node.key_place)


def _is_indexed(node: Node) -> bool:
    """Whether a mapping changes single entries of a list, as `callbacks.0.every=5` does."""
    names = node.content if isinstance(node.content, dict) else {}
    return bool(names) and all(name.isdecimal() for name in names)


def _merged_list(base: Node, over: Node) -> Node:
    items = list(base.content)
    for index, node in ((int(name), node) for name, node in over.content.items()):
        if index < len(items):
            items[index] = merged(items[index], node)
    return Node(items, base.place, base.key_place)
