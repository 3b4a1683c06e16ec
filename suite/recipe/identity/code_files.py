"""The Python files that a recipe's components come from, and the content of each."""

from __future__ import annotations

import ast
import hashlib
import re
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suite.python_source.module import module_file

if TYPE_CHECKING:
    from suite.recipe.recipe import Recipe

# Known by their version, which is compared apart.
_KNOWN = {*sys.stdlib_module_names, "suite", "keras", "tensorflow", "numpy"}
_FILE = re.compile(r"(?P<module>[^\n]+\.py):(?P<name>\w+)")
_DOTTED = re.compile(r"(?P<module>[^\W\d]\w*(\.\w+)*):(?P<name>[^\W\d]\w*)")
_PACKAGES = {"site-packages", "dist-packages"}
_DIGITS = 16

Digests = dict[str, str]


def code_digests(recipe: Recipe) -> dict[str, Digests]:
    """What the recipe's own code holds, wherever it lies.

    Returns:
        key of the recipe -> file -> digest of its content. The files are the one that is named
        there, whatever its folder, and the user's own files that it imports. Components of the
        suite and of Keras have no entry.
    """
    found: dict[str, Digests] = {}
    for key, text in _texts(recipe.resolved()):
        if key.startswith("training.track."):
            continue  # it computes nothing
        if (file := _component_file(text)) is not None:
            found.setdefault(key, {}).update(
                {name: digest(path) for name, path in with_imports(file).items()}
            )
    return found


def without_folders(text: str) -> str:
    """`net.py:net` for `/any/where/net.py:net`; other texts as they are."""
    match = _FILE.fullmatch(text)
    return f"{Path(match['module']).name}:{match['name']}" if match else text


def _component_file(text: str) -> Path | None:
    """The user's file that a text such as `/here/net.py:net` or `package.net:net` names."""
    if match := _FILE.fullmatch(text):
        file = Path(match["module"]).expanduser()
        return file if file.is_file() else None
    match = _DOTTED.fullmatch(text)
    if match is None or match["module"].partition(".")[0] in _KNOWN:
        return None
    return module_file(match["module"])


def _texts(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every text in plain values, with the key of the component that it stands in."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, path if key == "kind" else (*path, str(key)))
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from _texts(item, (*path, str(number)))
    elif isinstance(value, str):
        yield ".".join(path), value


def with_imports(file: Path) -> dict[str, Path]:
    """The file and the user's own ones that it imports, directly or not, by their short names.

    Packages that are installed are known by their name: nothing is looked up in them.
    """
    found = {file.name: file}
    waiting = [] if _is_installed(file) else [file]
    while waiting:
        for name, imported in _imports(waiting.pop()):
            if name not in found and not _is_installed(imported):
                found[name] = imported
                waiting.append(imported)
    return found


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:_DIGITS]


def _imports(file: Path) -> Iterator[tuple[str, Path]]:
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError):
        return  # whoever imports it will hear of it
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            # `from package import module` names a module or something inside one: both are tried.
            stem = "." * node.level + (node.module or "")
            joint = "" if stem.endswith(".") or not stem else "."
            names = [stem, *(f"{stem}{joint}{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            if name.strip(".").partition(".")[0] not in _KNOWN:
                yield from _located(name, file.parent)


def _located(name: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of a module and of the packages that it lies in, as an import would find them."""
    bare = name.lstrip(".")
    if level := len(name) - len(bare):
        roots = [Path(folder, *[".."] * (level - 1))]
    else:
        # Relative to the file first: a folder may be on the path only when the run begins.
        roots = [folder, *(Path(entry) for entry in sys.path)]
    parts = bare.split(".") if bare else []
    for root in roots:
        found = list(_below(root, parts))
        if found:
            yield from ((file.relative_to(root).as_posix(), file) for file in found)
            return


def _below(root: Path, parts: list[str]) -> Iterator[Path]:
    for end in range(len(parts) + 1):
        place = Path(root, *parts[:end])
        files = (place / "__init__.py", *([place.with_name(f"{place.name}.py")] if end else []))
        yield from (file for file in files if (end or not parts) and file.is_file())


def _is_installed(file: Path) -> bool:
    """Whether a file belongs to an installed package or to Python itself."""
    path = file.resolve()
    standard = (Path(sysconfig.get_path(kind)).resolve() for kind in ("stdlib", "platstdlib"))
    return not _PACKAGES.isdisjoint(path.parts) or any(map(path.is_relative_to, standard))
