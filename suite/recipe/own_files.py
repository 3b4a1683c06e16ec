"""The components of a recipe that stand in the user's own files and packages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from suite import catalog
from suite.catalog import Component, Entry, is_component
from suite.catalog.canonical import nested_entry
from suite.catalog.kinds import names_a_component
from suite.recipe.components import parsed, placed
from suite.recipe.recipe import Recipe


def own_components(recipe: Recipe) -> Iterator[tuple[tuple, Entry]]:
    """Path and entry of each component, at any depth, that is named by a path or a file."""
    for path, kind, node in placed(recipe.composition.root):
        component = parsed(node)
        if component is not None:
            yield from _within(recipe, path, kind, component)


def _within(
    recipe: Recipe, path: tuple, kind: str, component: Component
) -> Iterator[tuple[tuple, Entry]]:
    if ":" in component.kind:
        yield path, catalog.find(kind, component.kind, recipe.doors)
    for name, value in component.arguments.items():
        yield from _in_argument(recipe, (*path, name), kind, name, value)


def _in_argument(
    recipe: Recipe, path: tuple, kind: str, argument: str, value: Any
) -> Iterator[tuple[tuple, Entry]]:
    if is_component(value) or names_a_component(argument, value):
        component = Component.parse(value)
        entry = nested_entry(kind, argument, component, recipe.doors)
        if entry is not None:
            yield from _within(recipe, path, entry.kind, component)
    elif isinstance(value, (list, tuple)):
        for index, one in enumerate(value):
            yield from _in_argument(recipe, (*path, index), kind, argument, one)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _in_argument(recipe, (*path, name), kind, name, one)
