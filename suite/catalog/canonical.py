"""One spelling for every component: the one that a resolved recipe is written in."""

from __future__ import annotations

from typing import Any

from suite.catalog.component import Component, is_component
from suite.catalog.kinds import names_a_component
from suite.catalog.lookup import Lookup
from suite.catalog.shorthand import spelt_out


def canonical(lookup: Lookup, kind: str, component: Component) -> Component:
    """As `Catalog.canonical`.

    Example:
        >>> from suite.catalog import HERE
        >>> canonical(HERE, "data", Component("MNIST"))
        Component(kind='tfds', arguments={'name': 'mnist'})
    """
    entry = lookup.get(kind, component.kind)
    if entry is None:
        return component
    component = spelt_out(entry, component)
    arguments = {
        name: _canonical_value(lookup, kind, name, value)
        for name, value in component.arguments.items()
    }
    return Component(entry.name, arguments)


def _canonical_value(lookup: Lookup, kind: str, argument: str, value: Any) -> Any:
    """The value of an argument, with the names of components in it spelt the catalog's way."""
    if isinstance(value, list | tuple):
        return [_canonical_value(lookup, kind, argument, one) for one in value]
    if not is_component(value) and not names_a_component(argument, value):
        return value
    component = Component.parse(value)
    found = lookup.nested(kind, argument, component)
    if found is None:
        return value
    plain = canonical(lookup, found.kind, component).to_plain()
    return {"kind": plain} if is_component(value) and isinstance(plain, str) else plain
