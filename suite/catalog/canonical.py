"""One spelling for every component: the one that a resolved recipe is written in."""

from __future__ import annotations

from typing import Any

from suite.catalog.aliases import tfds_name
from suite.catalog.component import Component, is_component
from suite.catalog.doors import Doors
from suite.catalog.entry import Entry
from suite.catalog.kinds import KINDS, argument_kind, names_a_component
from suite.catalog.lookup import DEFAULT, find
from suite.errors import UserError


def canonical(kind: str, component: Component, doors: Doors = DEFAULT) -> Component:
    """The component with every name in it spelt the catalog's way.

    `Adam` becomes `adam`; the name of a TFDS image set becomes `{kind: tfds, name: mnist}`.
    An unknown name stays as it is: `problems` tells of it.
    """
    try:
        entry = find(kind, component.kind, doors)
    except UserError:
        return component
    component = as_source(entry, component)
    arguments = {
        name: canonical_value(kind, name, value, doors)
        for name, value in component.arguments.items()
    }
    return Component(entry.name, arguments)


def canonical_value(kind: str, argument: str, value: Any, doors: Doors = DEFAULT) -> Any:
    """The value of an argument, with the names of components in it spelt the catalog's way."""
    if isinstance(value, list | tuple):
        return [canonical_value(kind, argument, one, doors) for one in value]
    if not is_component(value) and not names_a_component(argument, value):
        return value
    component = Component.parse(value)
    found = nested_entry(kind, argument, component, doors)
    if found is None:
        return value
    plain = canonical(found.kind, component, doors).to_plain()
    return {"kind": plain} if is_component(value) and isinstance(plain, str) else plain


def nested_entry(
    kind: str, argument: str, component: Component, doors: Doors = DEFAULT
) -> Entry | None:
    """What a component inside an argument means, or None for an unknown name.

    The argument's name tells the kind; where it does not (`head: {kind: dense, units: 3}` of a
    user's own model), the kind around it is searched first and then all others.
    """
    told = argument_kind(argument)
    for one in [told] if told else [kind, *KINDS]:
        try:
            return find(one, component.kind, doors)
        except UserError:
            continue
    return None


def as_source(entry: Entry, component: Component) -> Component:
    """A TFDS image set by its own name, `mnist`, as the source `tfds` with that name."""
    name = tfds_name(component.kind) if (entry.kind, entry.name) == ("data", "tfds") else None
    if name is None:
        return component
    return Component(entry.name, {"name": name, **component.arguments})
