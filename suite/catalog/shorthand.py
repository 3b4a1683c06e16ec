"""What recipes write in short, spelt out."""

from __future__ import annotations

from suite.catalog.arguments.expectation import as_wanted, expectation
from suite.catalog.arguments.ranges import number_range
from suite.catalog.arguments.yaml_numbers import in_whole_numbers
from suite.catalog.component import Component
from suite.catalog.entry import Entry
from suite.catalog.kinds import argument_kind
from suite.catalog.names.aliases import tfds_name
from suite.python_source.parameter import Parameter


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
