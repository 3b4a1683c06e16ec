"""Every component that a recipe may name, kind by kind."""

from __future__ import annotations

from collections.abc import Iterator

from pages.docstring import escaped, markdown
from suite.catalog import HERE, KINDS, Entry
from suite.catalog.arguments.expectation import expectation
from suite.catalog.arguments.ranges import number_range
from suite.package import REPOSITORY
from suite.python_source.docstring import without_arguments
from suite.python_source.parameter import Parameter

_KERAS = "https://keras.io/api"


def component_pages() -> dict[str, str]:
    """A page of each kind, and one that lists them."""
    pages = {f"lookup/components/{kind}.md": _page(kind) for kind in KINDS}
    listed = "\n".join(f"components/{kind}" for kind in KINDS)
    pages["lookup/index.md"] = _INDEX.replace("{kinds}", listed)
    return pages


_INDEX = """# Look up

Everything there is, from the source of this version: nothing on these pages is written by hand.

```{toctree}
:maxdepth: 1

recipe
study
verbs
python
../run-directory
../overrides
../trust
../model-file
../export
```

## Components

What a recipe may name, the suite's own and Keras's.

```{toctree}
:maxdepth: 1

{kinds}
```
"""


def _page(kind: str) -> str:
    table = KINDS[kind]
    entries = HERE.entries(kind)
    own = [entry for entry in entries if entry.origin == "suite"]
    others = [entry for entry in entries if entry.origin != "suite"]
    parts = [
        f"# {kind.capitalize()}",
        f"In a recipe: `{table.example.format('NAME')}`, or with arguments "
        f"`{table.example.format('{kind: NAME, ...}')}`. `python -m suite list {kind}` lists them, "
        f"`python -m suite show {kind}/NAME` shows one.",
    ]
    for title, group in (("The suite's own", own), ("Keras's", others)):
        if group:
            parts += [f"## {title}", *(part for entry in group for part in _component(entry))]
    return "\n\n".join(parts) + "\n"


def _component(entry: Entry) -> Iterator[str]:
    yield f"### {entry.name}"
    if entry.origin == "suite":
        yield markdown(without_arguments(entry.documentation))
    else:
        yield f"{escaped(entry.summary)} ({entry.origin})"
    arguments = [_argument(entry, one) for one in entry.parameters]
    if arguments:
        yield "**Arguments**"
        yield from arguments
    if entry.topics:
        yield "Topics: " + ", ".join(f"`{topic}`" for topic in entry.topics)
    if entry.origin == "suite" and entry.module is not None:
        path = f"{entry.module.replace('.', '/')}.py"
        yield f"[Source]({REPOSITORY}/blob/main/{path}#L{entry.line})"


def _argument(entry: Entry, parameter: Parameter) -> str:
    wanted, interval = expectation(parameter), number_range(entry, parameter)
    takes = str(interval) if interval is not None else wanted.text if wanted else ""
    default = "required" if parameter.required else f"default `{parameter.default!r}`"
    facts = f"{escaped(' '.join(takes.split()))}; {default}" if takes else default
    text = escaped(" ".join(entry.argument_texts.get(parameter.name, "").split()))
    return f"`{parameter.name}`\n: *{facts}.* {text[:1].upper()}{text[1:]}".rstrip()
