"""The components of a recipe against what the catalog says of them."""

from __future__ import annotations

from collections.abc import Iterator

from suite.catalog import Component, argument_kind
from suite.catalog.arguments.component_check import UnknownArgument
from suite.catalog.arguments.duration import duration_problem
from suite.catalog.catalog_view import CatalogView
from suite.recipe.schema.places import Placed, components, is_described_only
from suite.recipe.schema.recipe_settings import DataSettings
from suite.recipe.schema.wording import unknown_key
from suite.recipe.text.key_path import KeyPath
from suite.recipe.text.node import Node
from suite.recipe.text.problems import MOST, Problem
from suite.recipe.text.shipped import find_shipped

_WITH_DURATIONS = ("optimizers", "callbacks")


def component_problems(root: Node, catalog: CatalogView) -> list[Problem]:
    """Unknown names and arguments, missing and mistyped ones, in all components."""
    named = components(root)
    problems = [*_foreign_keys(root, catalog), *_strange_source(root, catalog)]
    foreign = {problem.key for problem in problems}
    for placed in named:
        found = [one for one in _checked(root, placed, catalog) if one.key not in foreign]
        if placed.kind in _WITH_DURATIONS and not found:
            found += _impossible_durations(placed.path, placed.node)
        nulls = _unknown_nulls(placed.path, placed.node, placed.kind, catalog)
        problems += [*found, *(one for one in nulls if one.key not in foreign)]
        if len(problems) > MOST:
            break
    return problems


def _foreign_keys(root: Node, catalog: CatalogView) -> Iterator[Problem]:
    """Keys of `data` that neither all sources share nor the named one takes."""
    data = root.child("data")
    kind = data.child("kind") if data is not None and isinstance(data.content, dict) else None
    if data is None or kind is None or not isinstance(kind.content, (str, type(None))):
        return
    name = None if is_described_only(data) else kind.content
    entry = catalog.get("data", name) if name else None
    if name is not None and (entry is None or entry.open_ended):
        return
    own = [parameter.name for parameter in entry.parameters] if entry else []
    known = [*DataSettings.model_fields, *own]
    for key, node in data.content.items():
        if key not in known:
            message = unknown_key(key, known)
            yield Problem.at(node.start, ("data", key), message, "unknown_key")


def _strange_source(root: Node, catalog: CatalogView) -> Iterator[Problem]:
    """Weights that the web names on this machine: opening them may run what lies there."""
    source = root.find(("transfer", "source"))
    if source is None or not isinstance(source.content, str):
        return
    if not catalog.doors.open_to(source.content) and not find_shipped(source.content):
        message = (
            "names a file of this machine, which a recipe from the web may not; use a shipped "
            "recipe, give it yourself as an override, or pass --trust if you trust this address"
        )
        yield Problem.at(source.place, ("transfer", "source"), message, "reference")


def _checked(root: Node, placed: Placed, catalog: CatalogView) -> Iterator[Problem]:
    for inner, message in catalog.problems(placed.kind, placed.component):
        path = (*placed.path, *inner)
        if isinstance(message, UnknownArgument):
            yield Problem.at(root.place_of(path, key=True), path, message, "unknown_key")
        else:
            yield Problem.at(root.place_of(path, key=False), path, message, "component")


def _impossible_durations(path: KeyPath, node: Node) -> Iterator[Problem]:
    """`120%` and `1.5st` have the form of a duration and are none."""
    for below, text in node.texts(path):
        if (message := duration_problem(text.content)) is not None:
            yield Problem.at(text.place, below, message, "value")


def _unknown_nulls(path: KeyPath, node: Node, kind: str, catalog: CatalogView) -> Iterator[Problem]:
    """Arguments set to null are left out, and so must be looked at by name alone."""
    component = node.component
    if component is None or not isinstance(node.content, dict):
        return
    if catalog.get(kind, component.kind) is None:
        return
    for key, below in node.content.items():
        nested = argument_kind(key)
        if nested and below.content is not None:
            yield from _unknown_nulls((*path, key), below, nested, catalog)
        elif below.content is None:
            for inner, message in catalog.problems(kind, Component(component.kind, {key: None})):
                if inner == (key,) and isinstance(message, UnknownArgument):
                    yield Problem.at(below.start, (*path, key), message, "unknown_key")
