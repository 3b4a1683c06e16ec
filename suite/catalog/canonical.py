"""One spelling for every component: the one that a resolved recipe is written in."""

from __future__ import annotations

from typing import Any

from suite.catalog.arguments.expectation import as_wanted, expectation, in_whole_numbers
from suite.catalog.arguments.ranges import number_range
from suite.catalog.component import Component, is_component
from suite.catalog.entry import Entry
from suite.catalog.kinds import KINDS, argument_kind, names_a_component
from suite.catalog.lookup import DEFAULT, known
from suite.catalog.names.aliases import tfds_name
from suite.catalog.names.doors import Doors
from suite.errors import UserError
from suite.python_source.signature import Parameter


def canonical(kind: str, component: Component, doors: Doors = DEFAULT) -> Component:
    """The component with every name in it spelt the catalog's way.

    `Adam` becomes `adam`; the name of a TFDS image set becomes `{kind: tfds, name: mnist}`.
    An unknown name stays as it is: `problems` tells of it.
    """
    try:
        entry = known(kind, component.kind, doors)
    except UserError:
        return component
    if entry is None:
        return component
    component = spelt_out(entry, component)
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
            found = known(one, component.kind, doors)
        except UserError:
            continue
        if found is not None:
            return found
    return None


def spelt_out(entry: Entry, component: Component) -> Component:
    """The component with what its recipe writes in short: a TFDS image set by its own name,
    `mnist`, is the source `tfds` with that name; a bare name in a list of layers is a layer; `1e3`
    is 1000 where a whole number is wanted.
    """
    arguments = dict(component.arguments)
    for parameter in entry.parameters:
        if (name := parameter.name) in arguments:
            arguments[name] = as_wanted(parameter, arguments[name])
            interval = number_range(entry, parameter)
            if interval is not None and interval.whole:
                arguments[name] = in_whole_numbers(arguments[name])
            if isinstance(arguments[name], list | tuple) and _takes_layers(parameter):
                arguments[name] = [
                    {"kind": one} if isinstance(one, str) and one.strip() else one
                    for one in arguments[name]
                ]
    set_name = source_name(entry, component)
    if set_name is not None:
        return Component(entry.name, {"name": set_name, **arguments})
    return Component(component.kind, arguments)


def source_name(entry: Entry, component: Component) -> str | None:
    """The TFDS set that a component names in place of the source `tfds`, if it does."""
    return tfds_name(component.kind) if (entry.kind, entry.name) == ("data", "tfds") else None


def _takes_layers(parameter: Parameter) -> bool:
    """Whether the items of a list are layers, so that a text can be nothing but one's name."""
    if argument_kind(parameter.name) != "layers":
        return False
    wanted = expectation(parameter)
    layer = [{"kind": "dense"}]
    return wanted is not None and wanted.accepts(layer) and not wanted.accepts(["dense"])
