"""Open a model file, with the suite's classes that it names."""

from __future__ import annotations

import contextlib
import importlib
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suite.errors import UserError

if TYPE_CHECKING:
    import keras


def load_model(path: Path, compile: bool = True) -> keras.Model:
    """Open a `.keras` file.

    Keras finds a class that is not its own only after the class's module was imported.

    Args:
        path: the file.
        compile: whether to compile the model with the loss, metrics and optimizer in the file.

    Raises:
        UserError: the file is damaged, or names a class that is neither Keras's nor the suite's.
    """
    import keras

    try:
        with zipfile.ZipFile(path) as archive:
            config = json.loads(archive.read("config.json"))
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise UserError(f"{path}: is damaged, or no Keras model: {error}.") from error
    for module in sorted(set(_modules(config))):
        # Of one that is there no longer, Keras will miss the class.
        if module.startswith("suite."):
            with contextlib.suppress(ModuleNotFoundError):
                importlib.import_module(module)
    try:
        return keras.models.load_model(path, compile=compile)
    except TypeError as error:
        unknown = re.search(r"Could not locate (\w+ '[^']*')", str(error))
        if unknown is None:
            raise
        raise UserError(
            f"{path}: holds the {unknown[1]}, which is neither Keras's nor the suite's; in Python, "
            "import its module first."
        ) from error


def _modules(config: Any) -> Iterator[str]:
    """The modules that the parts of a model's configuration come from."""
    if isinstance(config, dict):
        if isinstance(config.get("module"), str):
            yield config["module"]
        config = list(config.values())
    if isinstance(config, list):
        for part in config:
            yield from _modules(part)
