"""The source of those layers of a model that are not Keras's own."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

import keras

from suite.errors import UserError
from suite.package import FOLDER
from suite.runs.keras_config import in_modules, modules, own_names

_PACKAGE = (
    '"""A part of the Keras training suite, as far as the model in this folder needs it."""\n'
)
_DISTRIBUTION = "keras-training-suite"


@dataclass(frozen=True)
class ModelParts:
    """What has to be there before Keras opens a model.

    Args:
        files: path -> source, of what is taken along.
        modules: to be imported; of the suite, or of packages that must be installed.
        own: file of the user -> registered name -> name in the file.

    Example:
        >>> model = keras.Sequential([keras.Input((2,)), suite.layers.Maxout(3)])
        >>> parts = ModelParts.of(model, "m")
        >>> parts.modules, sorted(parts.files)[2:4]
        (['suite.layers.maxout'], ['suite/layers/__init__.py', 'suite/layers/_maxout_pieces.py'])
    """

    files: dict[str, str] = field(default_factory=dict)
    modules: list[str] = field(default_factory=list)
    own: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, model: keras.Model, place: str) -> ModelParts:
        """Find them.

        Args:
            model: loaded, so that all of its classes are known.
            place: of the model, for messages.

        Raises:
            UserError: the source of a class of the user's cannot be found.
        """
        config = keras.saving.serialize_keras_object(model)
        ours = sorted({one for one in modules(config) if one.startswith("suite.")})
        parts = cls(_sources(ours), ours)
        known = {**keras.saving.get_custom_objects(), **in_modules(config)}
        for name in sorted({*own_names(config)}):
            parts._add_own(name, known.get(name), place)
        if ours:
            parts.files["LICENSE"] = _license()
        return parts

    def _add_own(self, name: str, found: Any, place: str) -> None:
        """A class of the user's: its file, or the package that it comes with."""
        module = getattr(found, "__module__", "__main__")
        # A script or a notebook does more than define it.
        if module == "__main__":
            raise UserError(
                f"{place}: holds {name.replace('>', ':')}, which no file of its own defines, so "
                "that the zip would not open. Put it in one; or export saved_model or onnx, which "
                "need no source."
            )
        file = Path(inspect.getfile(found))
        if "." in module and module in sys.modules:
            self.modules.append(module)
            return
        self.files[file.name] = file.read_text("utf-8")
        self.own.setdefault(file.name, {})[name] = found.__name__


def _sources(wanted: Iterable[str]) -> dict[str, str]:
    """Modules of the suite, and all of the suite that they import: path -> source.

    Packages are empty: what they name is imported from its own module.
    """
    waiting, found = list(wanted), {}
    while waiting:
        name = waiting.pop()
        path = f"{name.replace('.', '/')}.py"
        if path in found:
            continue
        found[path] = (FOLDER.parent / path).read_text("utf-8")
        waiting += _imported(ast.parse(found[path]))
    packages = {str(parent) for path in found for parent in Path(path).parents} - {"."}
    return {**found, **{f"{package}/__init__.py": _PACKAGE for package in packages}}


def _imported(tree: ast.Module) -> Iterator[str]:
    """The modules of the suite that a source imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("suite."):
            assert node.module is not None
            yield node.module


def _license() -> str:
    """That of the suite, which comes with every copy of a part of it."""
    beside = FOLDER.parent / "LICENSE"
    if beside.is_file():
        return beside.read_text("utf-8")
    for file in metadata.files(_DISTRIBUTION) or ():
        if file.name == "LICENSE":
            return file.read_text("utf-8")
    raise UserError(f"{beside}: is missing; install the suite anew.")
