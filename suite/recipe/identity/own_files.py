"""The components of a recipe that stand in the user's own files and packages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from suite.catalog import Catalog, Component, Entry, is_component
from suite.catalog.keras_registry import SAVED
from suite.catalog.kinds import names_a_component
from suite.catalog.shorthand import spelt_out
from suite.recipe.recipe import Recipe
from suite.recipe.text.key_path import KeyPath


def own_components(recipe: Recipe) -> Iterator[tuple[KeyPath, Entry]]:
    """Path and entry of each component, at any depth, that is neither Keras's nor the suite's.

    Raises:
        UserError: a file is gone, or the recipe may not name it.
    """
    for path, kind, _, component in recipe.components():
        if path != ("data",):
            entry = Catalog(recipe.doors).find(kind, component.kind)
            yield from _within(recipe, path, entry, component)


def load_saved_parts(recipe: Recipe) -> list[Any]:
    """Load the user's own classes and functions that become a part of the saved model: Keras knows
    them from then on."""
    return [entry.load() for _, entry in own_components(recipe) if entry.kind in SAVED]


def _within(
    recipe: Recipe, path: KeyPath, entry: Entry, component: Component
) -> Iterator[tuple[KeyPath, Entry]]:
    if not entry.is_known:
        yield path, entry
    for name, value in spelt_out(entry, component).arguments.items():
        yield from _in_argument(recipe, (*path, name), entry.kind, name, value)


def _in_argument(
    recipe: Recipe, path: KeyPath, kind: str, argument: str, value: Any
) -> Iterator[tuple[KeyPath, Entry]]:
    if is_component(value) or names_a_component(argument, value):
        component = Component.parse(value)
        entry = Catalog(recipe.doors).nested(kind, argument, component)
        if entry is not None:
            yield from _within(recipe, path, entry, component)
    elif isinstance(value, (list, tuple)):
        for index, one in enumerate(value):
            yield from _in_argument(recipe, (*path, index), kind, argument, one)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _in_argument(recipe, (*path, name), kind, name, one)
