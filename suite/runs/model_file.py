"""Open a model file, with the classes of the suite and of the user that it names."""

from __future__ import annotations

import contextlib
import importlib
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suite.errors import UserError

if TYPE_CHECKING:
    import keras

# What a `.keras` archive of the suite holds beside Keras's own files: loss, metrics and optimizer
# that are not all Keras's own. In Keras's place for them they would keep it from opening the model.
COMPILATION = "suite_compilation.json"


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

    config, compilation = read_configurations(path)
    if not compile:
        compilation = None
    for module in sorted({*modules(config), *modules(compilation)}):
        # Of one that is there no longer, Keras will miss the class.
        if module.startswith("suite."):
            with contextlib.suppress(ModuleNotFoundError):
                importlib.import_module(module)
    if any(own_names(config)) or any(own_names(compilation)):
        load_own_parts(path)
    try:
        with keras.saving.custom_object_scope({**in_modules(config), **in_modules(compilation)}):
            model = keras.models.load_model(path, compile=compile)
            if compilation is not None:
                model.compile_from_config(compilation)
            return model
    except TypeError as error:
        unknown = re.search(r"Could not locate (\w+ '[^']*')", str(error))
        if unknown is None:
            raise
        raise UserError(
            f"{path}: holds the {unknown[1]}, which is neither Keras's nor the suite's; in Python, "
            "import its module first."
        ) from error


def read_configurations(path: Path) -> tuple[Any, Any]:
    """The configuration of the model in a file, and of its compilation where Keras has none.

    Raises:
        UserError: the file is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            config = json.loads(archive.read("config.json"))
            if COMPILATION not in archive.namelist():
                return config, None
            return config, json.loads(archive.read(COMPILATION))
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise UserError(f"{path}: is damaged, or no Keras model: {error}.") from error


def load_own_parts(path: Path) -> None:
    """Load the user's own files that are named by the recipe of the run in which a file lies."""
    for folder in path.absolute().parents[:2]:
        if (folder / "recipe.yaml").is_file() and (folder / "summary.json").is_file():
            from suite.catalog.keras_registry import SAVED
            from suite.recipe import load
            from suite.recipe.own_files import own_components

            for _, entry in own_components(load(folder / "recipe.yaml")):
                if entry.kind in SAVED:
                    entry.load()
            return


def objects(config: Any) -> Iterator[dict[str, Any]]:
    """Every part of a configuration that stands for an object."""
    if isinstance(config, dict):
        if isinstance(config.get("class_name"), str):
            yield config
        config = list(config.values())
    if isinstance(config, list):
        for part in config:
            yield from objects(part)


def modules(config: Any) -> Iterator[str]:
    """The modules that the parts of a model's configuration come from."""
    return (part["module"] for part in objects(config) if isinstance(part.get("module"), str))


def own_names(config: Any) -> Iterator[str]:
    """The registered names of the parts that are neither Keras's nor the suite's."""
    for part in objects(config):
        name = part["config"] if part["class_name"] == "function" else part.get("registered_name")
        module = str(part.get("module") or "").partition(".")[0]
        is_own = ">" in str(name) or module not in ("", "builtins", "keras", "suite")
        if is_own and not str(name).startswith("suite>"):
            yield str(name)


def in_modules(config: Any) -> dict[str, Any]:
    """Registered name -> class, of those that nobody registered and that are imported all the same.

    Files of the user import others, and what these define is found by its module alone.
    """
    found = {}
    for part in objects(config):
        module, name = sys.modules.get(str(part.get("module"))), part.get("registered_name")
        known = None if module is None else vars(module).get(str(name))
        if name == part["class_name"] and hasattr(known, "from_config"):
            found[name] = known
    return found
