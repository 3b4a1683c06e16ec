"""The catalog: one table of names for everything that a recipe can name.

It reads source, it does not import: `list`, `show` and `check` answer without TensorFlow, and the
table cannot be out of date. Only `build` and `Entry.load` import a component.
"""

from suite.catalog.arguments.check import problems
from suite.catalog.build import ComponentError, build
from suite.catalog.canonical import canonical
from suite.catalog.component import Component, is_component
from suite.catalog.entry import Entry
from suite.catalog.kinds import ARGUMENT_KINDS, KINDS, Kind, argument_kind
from suite.catalog.lookup import UnknownName, broken, entries, find, known, own_entries
from suite.catalog.names.doors import Doors, Untrusted
from suite.catalog.text import list_text, show_text
from suite.python_source.signature import REQUIRED, Parameter, SourceText

__all__ = [
    "ARGUMENT_KINDS",
    "KINDS",
    "REQUIRED",
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
    "broken",
    "build",
    "canonical",
    "entries",
    "find",
    "is_component",
    "known",
    "list_text",
    "own_entries",
    "problems",
    "show_text",
]
