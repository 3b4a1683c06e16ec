"""The texts of `list` and `show`."""

from __future__ import annotations

import textwrap

from suite.catalog.arguments.expectation import expectation
from suite.catalog.entry import Entry
from suite.catalog.kinds import KINDS
from suite.catalog.lookup import DEFAULT, UnknownName, broken, entries, find, no_match
from suite.catalog.names.aliases import ALIASES, TFDS_NAMES, tfds_name
from suite.catalog.names.doors import Doors
from suite.catalog.names.own import fits
from suite.catalog.notes import notes
from suite.python_source.docstring import without_arguments
from suite.python_source.signature import Parameter, SourceText, bases_of
from suite.tables import listing


def list_text(kind: str | None = None, doors: Doors = DEFAULT, *, width: int = 100) -> str:
    """A line for every component of a kind, or of all kinds: name, summary, first topic.

    Args:
        kind: a key of `KINDS`, or None for all.
        doors: what there is beside the suite's and Keras's components.
        width: longest line.

    Raises:
        UnknownName: there is no such kind.
    """
    kinds = [kind] if kind else list(KINDS)
    return "\n\n".join(_table(one, doors, width) for one in kinds)


def _table(kind: str, doors: Doors, width: int) -> str:
    found = entries(kind, doors)
    rows = [
        (entry.name, entry.summary, f"[{entry.topics[0]}]" if entry.topics else "")
        for entry in found
    ]
    lines = [f"{kind} ({len(found)})", *listing(rows, width, indent="  ")]
    if aliases := ALIASES.get(kind):
        pairs = ", ".join(f"{alias} = {name}" for alias, name in aliases.items())
        lines += _wrapped(f"short for: {pairs}", "  ", width)
    if kind == "data":
        lines += _wrapped(f"of TFDS, by name: {', '.join(TFDS_NAMES)}", "  ", width)
    for message in broken(kind, doors):
        lines += _wrapped(f"left out: {message}", "  ", width)
    return "\n".join(lines)


def show_text(name: str, doors: Doors = DEFAULT, *, width: int = 100) -> str:
    """Everything about a name: documentation, arguments with defaults, topics, an example.

    Args:
        name: a name of any kind, all of them are shown; `layers/relu` is the one of a kind; or a
            path, `package.module:Name` or `./file.py:Name`.
        doors: what there is beside the suite's and Keras's components.
        width: longest line.

    Raises:
        UnknownName: no kind has such a name.
    """
    if ":" in name:
        return _page(_of_its_kind(name, doors), name, width)
    kind, slash, rest = name.partition("/")
    kinds, wanted = ([kind], rest) if slash and kind in KINDS and rest else (list(KINDS), name)
    found: list[Entry] = []
    for one in kinds:
        try:
            entry = find(one, wanted, doors)
        except UnknownName:
            if len(kinds) == 1:
                raise
        else:
            found.append(entry)
    if not found:
        names = [entry.name for one in KINDS for entry in entries(one, doors)]
        raise no_match(f"unknown name {name!r}", name, names, TFDS_NAMES, "python -m suite list")
    return "\n\n\n".join(_page(entry, wanted, width) for entry in found)


def _of_its_kind(path: str, doors: Doors) -> Entry:
    """The component of a path, in the kind that its base class or its parameters tell."""
    entry = find("data", path, doors)  # any function or class is found there
    if entry.definition is None:
        return entry
    if not entry.definition.is_class:
        return find("models", path, doors) if fits(KINDS["models"], entry.definition) else entry
    names = {base.name for base in bases_of(entry.definition)[0]}
    told = next((kind.name for kind in KINDS.values() if names & kind.hidden), "data")
    return find(told, path, doors)


def _page(entry: Entry, wanted: str, width: int) -> str:
    lines = [f"{entry.kind}/{entry.name}  ({entry.origin})"]
    alias = tfds_name(wanted) if entry.kind == "data" and entry.name == "tfds" else None
    if alias:
        lines.append(f"`{wanted}` stands for {{kind: tfds, name: {alias}}}")
    if text := without_arguments(entry.documentation):
        lines += ["", *text.splitlines()]
    lines += ["", "Arguments:" if entry.parameters else "Arguments: none"]
    for parameter in entry.parameters:
        lines += _argument(parameter, entry.argument_texts.get(parameter.name, ""), width)
    if entry.open_ended:
        lines.append("  and further arguments by name")
    for note in notes(entry):
        lines += ["", *_wrapped(f"Note: {note}", "", width)]
    if entry.topics:
        lines += ["", f"Topics: {', '.join(entry.topics)}"]
    lines += ["", f"In a recipe: {example(entry)}", f"Source: {entry.file}:{entry.line}"]
    return "\n".join(lines)


def _argument(parameter: Parameter, text: str, width: int) -> list[str]:
    start = f"  {parameter.name}"
    start += " (required)" if parameter.required else f" = {_default(parameter)}"
    wanted = expectation(parameter) if parameter.annotation else None
    choices = _wrapped(f"{wanted.text}", "      ", width) if wanted else []
    return [start, *choices, *_wrapped(text, "      ", width)]


def _default(parameter: Parameter) -> str:
    if isinstance(parameter.default, SourceText):
        return str(parameter.default)
    words = {"None": "null", "True": "true", "False": "false"}
    text = repr(parameter.default)
    return words.get(text, text)


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def example(entry: Entry) -> str:
    """A line of YAML that names the component, the required arguments to be filled in."""
    required = [f"{one.name}: <{one.name}>" for one in entry.parameters if one.required]
    component = f"{{{', '.join([f'kind: {entry.name}', *required])}}}" if required else entry.name
    return KINDS[entry.kind].example.format(component)
