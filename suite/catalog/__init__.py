"""The catalog: one table of names for everything that a recipe can name.

It reads source, it does not import: `list`, `show` and `check` answer without TensorFlow, and the
table cannot be out of date. Only `Catalog.build` and `Entry.load` import a component.
"""

from suite.catalog.catalog import HERE, Catalog
from suite.catalog.component import Component, ComponentError, is_component
from suite.catalog.entry import Entry
from suite.catalog.kinds import ARGUMENT_KINDS, KINDS, Kind, argument_kind
from suite.catalog.names.doors import Doors, Untrusted
from suite.catalog.names.rooms import own_entries
from suite.catalog.names.unknown_name import UnknownName
from suite.python_source.parameter import REQUIRED, Parameter, SourceText

__all__ = [
    "ARGUMENT_KINDS",
    "HERE",
    "KINDS",
    "REQUIRED",
    "Catalog",
    "Component",
    "ComponentError",
    "Doors",
    "Entry",
    "Kind",
    "Parameter",
    "SourceText",
    "UnknownName",
    "Untrusted",
    "argument_kind",
    "is_component",
    "own_entries",
]
