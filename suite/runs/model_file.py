"""Open a model file, with the classes of the suite and of the user that it names."""

from __future__ import annotations

import contextlib
import importlib
import json
import re
import struct
import zipfile
import zlib
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from suite.errors import UserError
from suite.runs.keras_config import in_modules, modules, objects, own_names
from suite.screen import plain

if TYPE_CHECKING:
    import keras

# What a `.keras` archive of the suite holds beside Keras's own files: loss, metrics and optimizer
# that are not all Keras's own. In Keras's place for them they would keep it from opening the model.
COMPILATION = "suite_compilation.json"
# What `zipfile` and `json` raise where bytes of an archive are not those that were written.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    KeyError,
    ValueError,
    RuntimeError,  # says that it is encrypted; and of endless nesting
    OverflowError,
)


def load_model(path: Path, compile: bool = True) -> keras.Model:
    """Open a `.keras` file.

    Keras finds a class that is not its own only after the class's module was imported. Those of the
    user stand in files that the recipe of the run names, in whose folder the model lies.

    Args:
        path: the file.
        compile: whether to compile the model with the loss, metrics and optimizer in the file.

    Raises:
        UserError: the file is damaged; a file that it needs is not there any more; or it names a
            class that is neither Keras's nor the suite's nor of such a file.
    """
    import keras

    config, compilation = _read_configurations(path)
    if not compile:
        compilation = None
    for module in sorted({*modules(config), *modules(compilation)}):
        # Of one that is there no longer, Keras will miss the class.
        if module.startswith("suite."):
            with contextlib.suppress(ModuleNotFoundError):
                importlib.import_module(module)
    if any(own_names(config)) or any(own_names(compilation)):
        _load_own_parts(path)
    try:
        with keras.saving.custom_object_scope({**in_modules(config), **in_modules(compilation)}):
            model = keras.models.load_model(path, compile=compile)
            if compilation is not None:
                model.compile_from_config(compilation)
            return model
    except Exception as error:  # Keras has no error of its own for a file that it cannot read
        raise UserError(_why(path, error)) from error


def _why(path: Path, error: Exception) -> str:
    """In a sentence, why Keras could not open a file."""
    unknown = re.search(r"Could not locate (\w+ '[^']*')", str(error))
    if unknown is not None:
        return (
            f"{path}: holds the {unknown[1]}, which is neither Keras's nor the suite's; in Python, "
            "import its module first."
        )
    reason = shorten(plain(str(error)), 200, placeholder=" ...") or type(error).__name__
    return f"{path}: cannot be opened as a Keras model ({type(error).__name__}: {reason})."


def _read_configurations(path: Path) -> tuple[Any, Any]:
    """The configuration of the model in a file, and of its compilation where Keras has none.

    Raises:
        UserError: the file is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            config = json.loads(archive.read("config.json"))
            compilation = None
            if COMPILATION in archive.namelist():
                compilation = json.loads(archive.read(COMPILATION))
            # Keras does not look at the checksums of what it reads.
            if (broken := archive.testzip()) is not None:
                raise zipfile.BadZipFile(f"the content of {broken} has changed")
            lambdas = any(part["class_name"] == "__lambda__" for part in objects(config))
    except _DAMAGE as error:
        raise UserError(f"{path}: is damaged, or not a Keras model: {error}.") from error
    if lambdas:
        raise UserError(
            f"{path}: holds a Lambda layer, that is Python code, which is not run from a file. "
            "Define the layer as a class in a file that the recipe names; or open the model in "
            "Python, with `keras.models.load_model(..., safe_mode=False)`, if you trust the file."
        )
    return config, compilation


def _load_own_parts(path: Path) -> None:
    """Load the user's own files that are named by the recipe of the run in which a file lies."""
    for folder in path.absolute().parents[:2]:
        if (folder / "recipe.yaml").is_file() and (folder / "summary.json").is_file():
            from suite.recipe import load
            from suite.recipe.identity.own_files import load_saved_parts

            load_saved_parts(load(folder / "recipe.yaml"))
            return
