"""One YAML text as nodes with positions, and every mistake in its form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import yaml

from suite.given_path import brief, same_name
from suite.recipe.text.dialect import PLAIN_TAGS, Loader, scalar
from suite.recipe.text.key_path import KeyPath
from suite.recipe.text.node import Node
from suite.recipe.text.place import Origin, Place
from suite.recipe.text.problems import Problem
from suite.recipe.text.syntax import syntax_problems

# Aliases can make a short text stand for billions of values, or hold themselves.
LARGEST = 20_000
DEEPEST = 50


@dataclass
class Document:
    """A text that was read: its top node, or none where the text has no usable form.

    Example:
        >>> read("model: mlp", Origin("r.yaml")).root.child("model").place.column
        8
    """

    origin: Origin
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)


def read(text: str, origin: Origin) -> Document:
    """Read one recipe; the top level must be a mapping."""
    document = read_value(text, origin)
    root = document.root
    if document.problems and root is None:
        return document
    if root is None or root.content is None:
        message = "the file is empty; a recipe needs at least a model, for instance `model: mlp`"
        return Document(origin, None, [Problem.at(origin.at(), (), message)])
    if not isinstance(root.content, dict):
        form = (
            "a list" if isinstance(root.content, list) else f"the text `{str(root.content)[:40]}`"
        )
        message = f"must be a mapping of keys such as `model: mlp`. Received: {form}"
        return Document(origin, None, [Problem.at(root.place, (), message)])
    return document


def read_value(text: str, origin: Origin) -> Document:
    """Read any YAML value, for instance the right side of an override."""
    document = Document(origin)
    loader = None
    try:
        loader = Loader(text)  # looks for characters that YAML does not allow
        composed = loader.get_single_node()
    except yaml.YAMLError as error:
        document.problems = syntax_problems(error, text, origin)
        return document
    except RecursionError:
        message = "the values are nested too deeply"
        document.problems = [Problem.at(origin.at(), (), message)]
        return document
    finally:
        if loader is not None:
            loader.dispose()
    if composed is not None:
        document.root = _Conversion(origin, document.problems.append).node(composed, ())
    return document


def _misfit(text: str, tag: str) -> str:
    if tag == "!!int" and text.lstrip("+-").isdecimal():
        return f"`{brief(text)}` is too large a whole number"
    return f"`{brief(text)}` does not fit the tag `{tag}`"


def _lacks_a_space(key: yaml.Node, value: yaml.Node) -> bool:
    """Whether YAML has read `kind:mlp` in braces as a key alone.

    No colon stands behind it then, and so nothing at all between it and its value.
    """
    is_alone = isinstance(value, yaml.ScalarNode) and value.end_mark.index == key.end_mark.index
    is_plain = isinstance(key, yaml.ScalarNode) and key.style is None
    return is_alone and is_plain and re.match(r"\w[\w.-]*:\S", key.value) is not None


def _scalar_node(text: str, node: yaml.ScalarNode) -> yaml.ScalarNode:
    """A part of a plain scalar as a scalar at its place."""
    loader = Loader("")
    try:
        tag = loader.resolve(yaml.ScalarNode, text, (True, False))
    finally:
        loader.dispose()
    return yaml.ScalarNode(tag, text, node.start_mark, node.end_mark)


class _Conversion:
    """From PyYAML's nodes to ours, reporting what a recipe must not hold."""

    def __init__(self, origin: Origin, report: Callable[[Problem], None]) -> None:
        self.origin = origin
        self.report = report
        self.count = 0
        self.full = False

    def place(self, node: yaml.Node) -> Place:
        return self.origin.at(node.start_mark.line + 1, node.start_mark.column + 1)

    def problem(self, place: Place, path: KeyPath, message: str) -> None:
        self.report(Problem.at(place, path, message))

    def node(self, node: yaml.Node, path: KeyPath, key_place: Place | None = None) -> Node:
        place = self.place(node)
        self.count += 1
        if self.count > LARGEST or len(path) > DEEPEST:
            if not self.full:
                self.problem(place, (), "the values are nested too deeply, or too many")
            self.full = True
            self.count = LARGEST
            return Node(None, place, key_place)
        if node.tag not in PLAIN_TAGS:
            tag = node.tag.replace("tag:yaml.org,2002:", "!!")
            self.problem(
                place,
                path,
                f"the tag `{tag}` is refused: a recipe holds plain values only; remove the tag",
            )
            return Node(None, place, key_place)
        return Node(self.content(node, path), place, key_place)

    def content(self, node: yaml.Node, path: KeyPath) -> object:
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.node(item, (*path, number)) for number, item in enumerate(node.value)]
        try:
            return scalar(node.tag, node.value)
        except ValueError:
            tag = node.tag.replace("tag:yaml.org,2002:", "!!")
            self.problem(self.place(node), path, _misfit(node.value, tag))
            return None

    def mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Node]:
        content: dict[str, Node] = {}
        for key_node, value_node in node.value:
            place = self.place(key_node)
            key = self.key(key_node, path)
            if key is None:
                continue
            if _lacks_a_space(key_node, value_node):
                key, value_node = self.split(key, key_node, path)
            below = (*path, key)
            if key in content:
                line = content[key].start.line
                first = f" (first given at line {line})" if line else ""
                self.problem(place, below, f"duplicate key{first}; keep one of the two")
                continue
            content[key] = self.node(value_node, below, place)
        return content

    def split(self, text: str, node: yaml.ScalarNode, path: KeyPath) -> tuple[str, yaml.ScalarNode]:
        """What was meant by `kind:mlp`, so that what else is wrong can be told too."""
        key, _, value = text.partition(":")
        message = (
            f"`{brief(text)}` lacks a space after the colon, and is a key without a value; "
            f"write `{brief(key)}: {brief(value)}`"
        )
        self.problem(self.place(node), (*path, key), message)
        return key, _scalar_node(value, node)

    def key(self, node: yaml.Node, path: KeyPath) -> str | None:
        """The key as written, so that `no:` or `1:` cannot turn into something else.

        But for accents: a letter with one and a letter followed by one are the same key.
        """
        if not isinstance(node, yaml.ScalarNode) or node.tag not in PLAIN_TAGS:
            self.problem(self.place(node), path, "a key must be a plain name")
            return None
        if node.value == "<<" and node.style is None:
            message = (
                "merge keys (`<<`) are not part of a recipe; use `extends`, or repeat the keys"
            )
            self.problem(self.place(node), path, message)
            return None
        return same_name(node.value)
