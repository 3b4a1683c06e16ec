"""The arrows of ARCHITECTURE.md: who imports whom, read from the source."""

from __future__ import annotations

import ast
import graphlib
import sys
from pathlib import Path

import pytest

from tests.commands import CHECKOUT

SUITE = CHECKOUT / "suite"
# Room -> the rooms below it that it may import, inside functions too; from the bottom up.
ARROWS = {
    "package": set(),
    "errors": set(),
    "for_keras": set(),  # imports leaves by their names, once Keras is there
    "given_path": {"errors"},
    "language": set(),
    "lazy_names": set(),
    "number_checks": set(),
    "formula": set(),
    "options": set(),
    "suggest": set(),
    "edit": set(),
    "tables": set(),
    "tensors": set(),
    "screen": set(),
    "lost_interrupt": set(),
    "layers": {"lazy_names", "number_checks", "tensors"},
    "initializers": {"lazy_names", "number_checks", "tensors"},
    "optimizers": {"lazy_names", "number_checks", "tensors"},
    "losses": {"lazy_names", "number_checks", "tensors"},
    "activations": {"lazy_names", "number_checks"},
    "metrics": {"lazy_names", "tensors"},
    "schedules": {"lazy_names", "number_checks", "tensors"},
    "surfaces": {"lazy_names", "tensors"},
    "models": {"initializers", "layers", "lazy_names", "options"},
    "initializations": {"layers", "lazy_names", "options", "tensors"},
    "python_source": {"errors"},
    "workers": {"errors", "screen"},
    # activations and schedules: when a function of the user's is built, no sooner
    "catalog": {
        "activations",
        "errors",
        "given_path",
        "package",
        "python_source",
        "schedules",
        "suggest",
        "tables",
    },
    "summary": {"catalog", "layers", "tables"},
    "recipe": {"catalog", "errors", "given_path", "package", "python_source", "suggest", "tables"},
    "lectures": {"catalog", "package", "recipe", "tables"},
    "doctor": {"edit"},
    "runs": {
        "catalog",
        "doctor",
        "edit",
        "errors",
        "language",
        "lectures",
        "package",
        "recipe",
        "screen",
        "suggest",
        "tables",
    },
    "graph": {"errors", "formula", "runs", "suggest", "tables"},
    "trackers": {"catalog", "errors", "lazy_names", "recipe", "runs"},
    "data": {"catalog", "errors", "given_path", "layers", "screen", "suggest"},
    "diagnostics": {
        "catalog",
        "edit",
        "errors",
        "runs",
        "suggest",
    },
    "checks": {"catalog", "data", "diagnostics", "edit", "errors", "layers", "recipe", "summary"},
    "examination": {"checks", "data", "diagnostics", "errors"},
    "training": {
        "catalog",
        "checks",
        "data",
        "diagnostics",
        "doctor",
        "errors",
        "examination",
        "layers",
        "lost_interrupt",
        "package",
        "recipe",
        "runs",
        "screen",
        "suggest",
        "summary",
        "trackers",
        "workers",
    },
    "lab": {
        "checks",
        "data",
        "diagnostics",
        "doctor",
        "edit",
        "errors",
        "examination",
        "given_path",
        "package",
        "recipe",
        "runs",
        "screen",
        "suggest",
        "summary",
        "tables",
        "training",
        "workers",
    },
    "studies": {
        "catalog",
        "data",
        "diagnostics",
        "errors",
        "examination",
        "lab",
        "layers",
        "formula",
        "graph",
        "language",
        "lectures",
        "models",
        "package",
        "recipe",
        "runs",
        "screen",
        "suggest",
        "summary",
        "tables",
        "training",
    },
    "cli": {
        "catalog",
        "errors",
        "given_path",
        "graph",
        "lab",
        "language",
        "lectures",
        "lost_interrupt",
        "recipe",
        "runs",
        "screen",
        "studies",
        "suggest",
        "training",
        "workers",
    },
    "__main__": {"cli", "screen"},
}
# They answer at once: nothing heavy when they are imported, only inside functions.
LIGHT = (
    "formula",
    "options",
    "number_checks",
    "errors",
    "language",
    "lazy_names",
    "tensors",
    "given_path",
    "lost_interrupt",
    "screen",
    "suggest",
    "edit",
    "tables",
    "catalog",
    "doctor",
    "recipe",
    "python_source",
    "lectures",
    "trackers",
    "workers",
    "package",
    "cli",
    "__main__",
    "__init__",
)
LEAVES = {
    "layers",
    "activations",
    "initializations",
    "initializers",
    "losses",
    "metrics",
    "models",
    "optimizers",
    "schedules",
    "surfaces",
}
WITH_TENSORFLOW = {"checks", "data", "diagnostics", "examination", "lab", "studies", "training"}


def room_of(file: Path) -> str:
    return file.relative_to(SUITE).parts[0].removesuffix(".py")


FILES = sorted(file for file in SUITE.rglob("*.py"))


def imported(tree: ast.AST) -> set[str]:
    """Dotted names of the modules that a piece of source imports; `from a import b` is `a.b`."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def at_import(tree: ast.Module) -> ast.Module:
    """Without what runs later: function bodies and TYPE_CHECKING blocks."""

    class Remove(ast.NodeTransformer):
        def visit_FunctionDef(self, node):
            return None

        visit_AsyncFunctionDef = visit_FunctionDef

        def visit_If(self, node):
            return None if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)

    return Remove().visit(tree)


def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def test_the_table_has_every_room_and_every_arrow_points_down():
    rooms = {room_of(file) for file in FILES} - {"__init__"}
    assert rooms == set(ARROWS)
    seen = set()
    for room, below in ARROWS.items():
        assert below <= seen, f"{room} points up, to {below - seen}"
        seen.add(room)


@pytest.mark.parametrize("room", ARROWS)
def test_a_room_imports_only_what_is_below_it(room):
    for file in FILES:
        if room_of(file) == room:
            parts = [name.split(".") for name in imported(parsed(file))]
            others = {name[1] for name in parts if name[0] == "suite" and len(name) > 1}
            extra = (others & set(ARROWS)) - ARROWS[room] - {room}
            assert not extra, f"{file.relative_to(CHECKOUT)} imports {', '.join(sorted(extra))}"


def test_no_arrow_of_the_table_is_idle():
    drawn = {room: set() for room in ARROWS}
    for file in FILES:
        for name in imported(parsed(file)):
            first, _, rest = name.partition(".")
            if first == "suite" and room_of(file) in drawn:
                drawn[room_of(file)].add(rest.partition(".")[0])
    for room, below in ARROWS.items():
        assert below <= drawn[room], f"{room} does not import {below - drawn[room]}"


def module_of(file: Path) -> str:
    """The dotted name of a file; a package's is that of its folder."""
    parts = file.relative_to(CHECKOUT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(file): file for file in FILES}


def files_below(file: Path) -> set[str]:
    """The modules of the suite that a file imports, `from package import module` included."""
    found = set()
    for name in imported(parsed(file)):
        while name and name not in MODULES:
            name = name.rpartition(".")[0]
        found.add(name)
    return found - {"", module_of(file)}


def test_no_files_import_in_a_circle():
    """Not for their types either: what two files say of each other has no beginning."""
    graph = {module: files_below(file) for module, file in MODULES.items()}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_nobody_below_imports_the_package_root():
    """`suite` names what users need, from all rooms; whoever is below it would close a circle."""
    for file in FILES:
        if file.name != "__main__.py":
            assert "suite" not in files_below(file), file.relative_to(CHECKOUT)


def heavy(names: set[str]) -> set[str]:
    slow = ("tensorflow", "keras", "numpy", "sklearn", "matplotlib", "tensorflow_datasets")
    return {name for name in names if name.partition(".")[0] in slow}


@pytest.mark.parametrize("file", [f for f in FILES if room_of(f) in LIGHT], ids=str)
def test_what_answers_at_once_imports_nothing_heavy(file):
    assert not heavy(imported(at_import(parsed(file))))


def test_leaves_know_keras_and_numpy_only():
    for file in FILES:
        if room_of(file) in LEAVES:
            known = {"keras", "numpy", "suite", "typing_extensions", *sys.stdlib_module_names}
            outside = {name.partition(".")[0] for name in imported(parsed(file))} - known
            assert not outside, f"{file.relative_to(CHECKOUT)} imports {', '.join(outside)}"


def test_tensorflow_stays_where_it_belongs():
    using = {
        room_of(file)
        for file in FILES
        if any(name.partition(".")[0] == "tensorflow" for name in imported(parsed(file)))
    }
    assert using <= WITH_TENSORFLOW


def test_the_suite_never_imports_its_shipped_callbacks_and_recipes():
    for file in FILES:
        for name in imported(parsed(file)):
            assert not name.startswith(("callbacks", "recipes", "suite.callbacks", "suite.recipes"))


def test_shipped_callbacks_come_through_the_door_of_strangers():
    """What a plugin may import: the contract and its helpers, no other room."""
    files = [file for file in (CHECKOUT / "callbacks").rglob("*.py") if "test" not in file.stem]
    assert files
    for file in files:
        for name in imported(parsed(file)):
            first, _, rest = name.partition(".")
            if first == "suite":
                assert rest.partition(".")[0] in ("Diagnostic", "Finding", "Step", "diagnostics")
