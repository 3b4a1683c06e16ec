"""Names of a package that are imported at their first use."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any


def import_at_first_use(package: str, places: Mapping[str, str] | None = None) -> None:
    """Let a package import what its `__all__` names only when somebody asks for it.

    A name that is a file's as well, as `cnn` in `suite/models/cnn.py`, is the function or class:
    what Python's import puts there, the module, does not take its place.

    Args:
        package: `__name__`, in the package's `__init__`.
        places: name -> the module that defines it; None: the module of the package that is named
            after it, as `drop_connect` after `DropConnect`.

    Example:
        >>> import suite.schedules
        >>> "Warmup" in dir(suite.schedules)
        True
        >>> suite.schedules.Warmup.__module__
        'suite.schedules.warmup'
    """
    module = sys.modules[package]
    module.__class__ = _LazyPackage
    vars(module)["_places"] = places if places is not None else _files_named_after(module)


def _files_named_after(package: ModuleType) -> dict[str, str]:
    files = [file.name for file in pkgutil.iter_modules(package.__path__)]
    by_key = {file.replace("_", ""): f"{package.__name__}.{file}" for file in files}
    return {name: by_key[name.replace("_", "").lower()] for name in package.__all__}


class _LazyPackage(ModuleType):
    _places: Mapping[str, str]

    def __getattr__(self, name: str) -> Any:
        if name not in self._places:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(self._places[name]), name)
        setattr(self, name, value)
        return value

    def __setattr__(self, name: str, value: object) -> None:
        if name in self._places and isinstance(value, ModuleType):
            value = getattr(value, name)
        super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*vars(self), *self._places})
