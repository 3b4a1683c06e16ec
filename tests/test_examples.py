"""Every public class and function has an `Example:` in its docstring, and each of them runs.

Public is what is reached by a name of the catalog or of some package's `__all__`, the shipped
callbacks, and the class or function after which a file is named, in a room that others import.

An example finds the names of its module, and `suite`, `keras` and `np`; it runs in a folder of its
own.
"""

from __future__ import annotations

import ast
import doctest
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from suite.catalog.names.spelling import key
from suite.python_source.module import Definition, locate, read
from tests.commands import CHECKOUT
from tests.test_architecture import ARROWS, FILES, LEAVES

IMPORTED_BY_OTHERS = {room for below in ARROWS.values() for room in below}
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def public() -> dict[str, Definition]:
    """Dotted name -> definition, from the source."""
    found = {}
    for definition in [*after_which_files_are_named(), *listed()]:
        place = definition.module.file.relative_to(CHECKOUT).with_suffix("")
        parts = [part for part in place.parts if part != "__init__"]
        found[".".join([*parts, definition.name])] = definition
    return found


def after_which_files_are_named() -> Iterator[Definition]:
    rooms = IMPORTED_BY_OTHERS | LEAVES | {"callbacks"}
    for file in [*FILES, *sorted(Path(CHECKOUT, "callbacks").glob("*.py"))]:
        if room_of(file) in rooms and file.name[0] != "_":
            for definition in read(file, module_of(file)).definitions.values():
                if key(definition.name) == key(file.stem) and definition.name[0] != "_":
                    yield definition


def listed() -> Iterator[Definition]:
    """What `__all__` names, but for constants, which have no docstring."""
    for file in [file for file in FILES if file.name == "__init__.py"]:
        names = read(file, module_of(file)).assigned.get("__all__")
        for name in ast.literal_eval(names) if names else ():
            definition = locate(f"{module_of(file)}.{name}")
            if definition is not None:
                yield definition


def module_of(file: Path) -> str:
    parts = file.relative_to(CHECKOUT).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def room_of(file: Path) -> str:
    parts = file.relative_to(CHECKOUT).with_suffix("").parts
    return parts[1] if parts[0] == "suite" else parts[0]


def has_example(definition: Definition) -> bool:
    """A section of that name, with lines to run in it."""
    text = ast.get_docstring(definition.node) or ""
    return re.search(r"^Examples?:\n+ {4}>>> ", text, re.MULTILINE) is not None


PUBLIC = public()


@pytest.mark.parametrize("name", PUBLIC)
def test_what_is_public_has_an_example(name):
    assert has_example(PUBLIC[name])


@pytest.mark.parametrize("name", PUBLIC)
def test_an_example_says_what_happens(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keras

    import suite

    monkeypatch.chdir(tmp_path)
    keras.utils.clear_session(free_memory=False)  # names such as `dense_1` begin anew
    keras.utils.set_random_seed(0)
    definition = PUBLIC[name]
    module = importlib.import_module(name.rpartition(".")[0])
    test = doctest.DocTestParser().get_doctest(
        ast.get_docstring(definition.node),
        {"suite": suite, "keras": keras, "np": np, **vars(module)},
        name,
        str(definition.module.file),
        definition.node.body[0].lineno - 1,
    )
    said: list[str] = []
    doctest.DocTestRunner(verbose=False, optionflags=OPTIONS).run(test, out=said.append)
    assert not said, "".join(said)
