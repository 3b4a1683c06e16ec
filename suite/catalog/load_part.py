"""Import the class or function that an entry of the catalog stands for."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from suite.catalog.keras_registry import SAVED, register, register_file
from suite.catalog.user_files import load_file, naming_the_place
from suite.errors import UserError


def load_part(kind: str, module: str | None, attribute: str, file: Path) -> Any:
    """Import a class or function; Keras knows it from then on, where it becomes part of a model.

    Args:
        kind: a key of `KINDS`.
        module: to import; None for a file outside any package.
        attribute: its name in the module.
        file: where its source is.

    Raises:
        UserError: the module cannot be imported, with the user's file and line.

    Example:
        >>> load_part("layers", "keras.layers", "Dense", Path("dense.py")) is keras.layers.Dense
        True
    """
    with naming_the_place(file):
        loaded = load_file(file) if module is None else importlib.import_module(module)
        if module is None and kind in SAVED:
            register_file(loaded, file.stem)
    try:
        part = getattr(loaded, attribute)
    except AttributeError as error:
        raise UserError(f"{file}: defines no {attribute!r} when run") from error
    if kind in SAVED and module is not None:
        register(part, module, attribute)
    return part
