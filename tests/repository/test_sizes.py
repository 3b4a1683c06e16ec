"""Files, functions and rooms that can be taken in at a glance."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

from tests.commands import CHECKOUT

CODE = [file for room in ("suite", "callbacks") for file in sorted((CHECKOUT / room).rglob("*.py"))]
TESTS = sorted((CHECKOUT / "tests").rglob("*.py"))
# Lines; a function counts from `def` to its last line, with its docstring.
LONGEST_FILE, MEDIAN_FILE = 350, 90
LONGEST_FUNCTION, LONG_FUNCTION, LONG_FUNCTIONS = 60, 40, 5
ENTRIES = 16
# The package root has a room for each kind of part; a callback is found by the name of its file.
WIDE = {"suite", "callbacks"}


def lines(file: Path) -> int:
    return len(file.read_text("utf-8").splitlines())


def test_no_file_is_too_long():
    long = {str(file.relative_to(CHECKOUT)): lines(file) for file in (*CODE, *TESTS)}
    assert {name: count for name, count in long.items() if count > LONGEST_FILE} == {}


def test_half_of_the_files_are_short():
    assert statistics.median(map(lines, CODE)) <= MEDIAN_FILE


def test_functions_are_short():
    long = {}
    for file in CODE:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = node.end_lineno - node.lineno + 1
                if length > LONG_FUNCTION:
                    long[f"{file.relative_to(CHECKOUT)}:{node.name}"] = length
    assert max(long.values(), default=0) <= LONGEST_FUNCTION, long
    assert len(long) <= LONG_FUNCTIONS, long


def test_rooms_are_not_crowded():
    for folder in {file.parent for file in CODE}:
        room = str(folder.relative_to(CHECKOUT))
        entries = {
            entry.name
            for entry in folder.iterdir()
            if entry.suffix == ".py" or (entry / "__init__.py").is_file()
        } - {"__init__.py"}
        assert room in WIDE or len(entries) <= ENTRIES, f"{room}: {len(entries)} entries"
