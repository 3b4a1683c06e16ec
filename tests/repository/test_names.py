"""Which names are private: a leading underscore says that nobody else uses a name.

A function or class of a module has none where another file uses it: imports it, reaches it through
its module, or names it in a text. Nor has what its own file lists in a public table, such as
`RULES`; a type that a public function takes or gives; what a file is about, under whose name it is
found; a component of the catalog; and a hook of a verb of the command line. Everything else has
one, and no other file imports a name that has.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

from suite import catalog
from suite.catalog.names.spelling import key
from tests.commands import CHECKOUT

OWN = [file for room in ("suite", "callbacks") for file in sorted((CHECKOUT / room).rglob("*.py"))]
USERS = [
    file
    for room in ("tests", "benchmarks", "docs/pages")
    for file in sorted((CHECKOUT / room).rglob("*.py"))
]
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# What `suite.cli.parser` calls of the module of a verb.
HOOKS = {"add_arguments", "run"}


@functools.cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def module_of(file: Path) -> str:
    parts = file.relative_to(CHECKOUT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imported(file: Path) -> Iterator[tuple[str, str]]:
    """Module and name of each `from module import name`."""
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def used_elsewhere() -> set[tuple[str, str]]:
    """Module and name of what a file other than its own uses."""
    found = set()
    modules = {module_of(file) for file in OWN}
    for file in [*OWN, *USERS]:
        names = set(imported(file))
        found |= names
        reached = ({f"{module}.{name}" for module, name in names} | texts(file)) & modules
        attributes = {
            node.attr for node in ast.walk(parsed(file)) if isinstance(node, ast.Attribute)
        }
        found |= {(module, name) for module in reached for name in attributes | texts(file)}
    return found


@functools.cache
def texts(file: Path) -> frozenset[str]:
    """Texts that may be names, as in `monkeypatch.setattr(module, "name", ...)`, or modules."""
    constants = (node.value for node in ast.walk(parsed(file)) if isinstance(node, ast.Constant))
    return frozenset(
        one for one in constants if isinstance(one, str) and one.replace(".", "").isidentifier()
    )


def components() -> set[tuple[Path, str]]:
    """File and name of the suite's own components."""
    return {
        (Path(entry.file), entry.attribute)
        for kind in catalog.KINDS
        for entry in catalog.HERE.entries(kind)
        if entry.origin == "suite"
    }


def named_in_a_text(name: str, own: Path) -> bool:
    """Whether a file of the suite other than its own has a name as a text."""
    return any(name in texts(file) for file in OWN if file != own)


def listed(file: Path) -> set[str]:
    """What stands in the public tables of a file, `RULES = (first, second)`."""
    found = set()
    for node in parsed(file).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names = [one.id for one in targets if isinstance(one, ast.Name)]
        if any(name.isupper() and not name.startswith("_") for name in names):
            found |= {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    return found


def annotations(file: Path) -> set[str]:
    """The types of what public functions and classes take, give and hold."""
    found = set()
    for definition in parsed(file).body:
        if isinstance(definition, DEFINITIONS) and not definition.name.startswith("_"):
            for node in ast.walk(definition):
                for field in ("annotation", "returns"):
                    below = ast.walk(getattr(node, field, None) or ast.Pass())
                    found |= {one.id for one in below if isinstance(one, ast.Name)}
    return found


def is_hook(name: str, file: Path) -> bool:
    return name in HOOKS and file.is_relative_to(CHECKOUT / "suite" / "cli")


def test_no_private_name_is_imported():
    for file in [*OWN, *USERS]:
        for module, name in imported(file):
            is_private = name.startswith("_") and not name.endswith("__")
            assert not (is_private and module.startswith(("suite", "callbacks"))), (
                f"{file.relative_to(CHECKOUT)} imports {module}.{name}"
            )


def test_what_nobody_else_uses_is_private():
    used, parts = used_elsewhere(), components()
    public = [
        f"{file.relative_to(CHECKOUT)}: {node.name}"
        for file in OWN
        for node in parsed(file).body
        if isinstance(node, DEFINITIONS)
        and not node.name.startswith("_")
        and key(node.name) != key(file.stem)
        and (module_of(file), node.name) not in used
        and (file, node.name) not in parts
        and node.name not in listed(file) | annotations(file)
        and not is_hook(node.name, file)
        and not named_in_a_text(node.name, file)
    ]
    assert not public, "a leading underscore is missing:\n" + "\n".join(public)
