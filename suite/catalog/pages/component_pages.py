"""The text of `show`: everything about a name."""

from __future__ import annotations

from suite.catalog.arguments.expectation import expectation
from suite.catalog.catalog import Catalog
from suite.catalog.entry import Entry
from suite.catalog.kinds import KINDS
from suite.catalog.names.aliases import TFDS_NAMES, tfds_name
from suite.catalog.names.rooms import fits
from suite.catalog.names.unknown_name import no_match
from suite.catalog.pages.component_notes import notes
from suite.catalog.pages.wrapped import wrapped
from suite.python_source.bases import bases_of
from suite.python_source.docstring import without_arguments
from suite.python_source.parameter import Parameter, SourceText


def component_pages(catalog: Catalog, name: str, *, width: int = 100) -> str:
    """Everything about a name: documentation, arguments with defaults, topics, an example.

    Args:
        catalog: where the name is looked up.
        name: a name of any kind, all of them are shown; `layers/relu` is the one of a kind; or a
            path, `package.module:Name` or `./file.py:Name`.
        width: longest line.

    Raises:
        UnknownName: no kind has such a name.

    Example:
        >>> from suite.catalog import HERE
        >>> print(component_pages(HERE, "mse").partition(" ")[0])
        losses/mean_squared_error
    """
    if ":" in name:
        return _page(_of_its_kind(catalog, name), name, width)
    kind, slash, rest = name.partition("/")
    if slash and kind in KINDS and rest:
        return _page(catalog.find(kind, rest), rest, width)
    found = [entry for one in KINDS if (entry := catalog.known(one, name)) is not None]
    if not found:
        names = [entry.name for one in KINDS for entry in catalog.entries(one)]
        raise no_match(f"unknown name {name!r}", name, names, TFDS_NAMES, "python -m suite list")
    return "\n\n\n".join(_page(entry, name, width) for entry in found)


def _of_its_kind(catalog: Catalog, path: str) -> Entry:
    """The component of a path, in the kind that its base class or its parameters tell."""
    entry = catalog.find("data", path)  # any function or class is found there
    if entry.definition is None:
        return entry
    if not entry.definition.is_class:
        return catalog.find("models", path) if fits(KINDS["models"], entry.definition) else entry
    names = {base.name for base in bases_of(entry.definition)[0]}
    told = next((kind.name for kind in KINDS.values() if names & kind.hidden), "data")
    return catalog.find(told, path)


def _page(entry: Entry, wanted: str, width: int) -> str:
    lines = [f"{entry.kind}/{entry.name}  ({entry.origin})"]
    alias = tfds_name(wanted) if entry.kind == "data" and entry.name == "tfds" else None
    if alias:
        lines.append(f"`{wanted}` stands for {{kind: tfds, name: {alias}}}")
    if text := without_arguments(entry.documentation):
        lines += ["", *text.splitlines()]
    lines += ["", "Arguments:" if entry.parameters else "Arguments: none"]
    for parameter in entry.parameters:
        lines += argument_lines(parameter, entry.argument_texts.get(parameter.name, ""), width)
    if entry.open_ended:
        lines.append("  and further arguments by name")
    for note in notes(entry):
        lines += ["", *wrapped(f"Note: {note}", "", width)]
    if entry.topics:
        lines += ["", *wrapped(f"Topics: {', '.join(entry.topics)}", "", width)]
    lines += ["", f"In a recipe: {_example(entry)}", f"Source: {entry.file}:{entry.line}"]
    return "\n".join(lines)


def argument_lines(parameter: Parameter, text: str, width: int) -> list[str]:
    """An argument with its default, what it accepts, and its text."""
    start = f"  {parameter.name}"
    start += " (required)" if parameter.required else f" = {_default(parameter)}"
    wanted = expectation(parameter) if parameter.annotation else None
    choices = wrapped(f"{wanted.text}", "      ", width) if wanted else []
    return [start, *choices, *wrapped(text, "      ", width)]


def _default(parameter: Parameter) -> str:
    if isinstance(parameter.default, SourceText):
        return str(parameter.default)
    words = {"None": "null", "True": "true", "False": "false"}
    text = repr(parameter.default)
    return words.get(text, text)


def _example(entry: Entry) -> str:
    """A line of YAML that names the component, the required arguments to be filled in."""
    required = [f"{one.name}: <{one.name}>" for one in entry.parameters if one.required]
    component = f"{{{', '.join([f'kind: {entry.name}', *required])}}}" if required else entry.name
    return KINDS[entry.kind].example.format(component)
