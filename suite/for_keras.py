"""After `import suite` Keras finds the suite's layers in model files."""

from __future__ import annotations

import contextlib
import importlib
import pkgutil
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

# What can stand in the configuration of a model that serves.
_ROOMS = ("suite.activations", "suite.initializers", "suite.layers")


def tell_keras() -> None:
    """Have the suite's layers registered: now, or when Keras is imported, which takes seconds.

    Keras looks for classes that are not its own in its register alone, and a class enters it when
    its module is imported.
    """
    if "keras" in sys.modules:
        _import_layers()
    elif not any(isinstance(finder, _Waiting) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Waiting())


def _import_layers() -> None:
    for room in _ROOMS:
        for module in pkgutil.iter_modules(importlib.import_module(room).__path__, f"{room}."):
            importlib.import_module(module.name)


class _Waiting:
    """A finder of modules that finds none of its own, but notices when Keras is imported."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != "keras":
            return None
        others = [finder for finder in sys.meta_path if finder is not self]
        specs = (finder.find_spec(name, path, target) for finder in others)
        spec = next((one for one in specs if one is not None), None)
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def then_import_layers(module: ModuleType) -> None:
            # Not before: who only asks where Keras lies, as the catalog does, imports nothing.
            with contextlib.suppress(ValueError):  # another thread was faster
                sys.meta_path.remove(self)
            execute(module)
            _import_layers()

        # Of this loader alone.
        spec.loader.exec_module = then_import_layers  # type: ignore[method-assign]
        return spec
