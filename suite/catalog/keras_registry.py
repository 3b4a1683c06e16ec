"""Make Keras know what a user's own file defines."""

from __future__ import annotations

import inspect
from types import ModuleType
from typing import Any

# Kinds whose components become a part of the model, or of its compilation.
SAVED = frozenset(
    {
        "activations",
        "constraints",
        "initializers",
        "layers",
        "losses",
        "metrics",
        "models",
        "optimizers",
        "regularizers",
        "schedules",
    }
)
_KNOWN = ("keras", "suite")


def register_file(module: ModuleType, package: str) -> None:
    """Register the classes and functions of a file under `package>name`, as Keras's decorator does.

    Keras saves a part by its registered name and finds it again by nothing else: a function without
    one would be lost, and one that is called `relu` would come back as Keras's own.

    What the user has registered keeps its name. A name belongs to the file that was loaded last:
    files of one name in two folders are as a rule those of two recipes.
    """
    for name, part in vars(module).items():
        if getattr(part, "__module__", None) == module.__name__:
            register(part, package, name)


def register(part: Any, package: str, name: str) -> None:
    """Register a class or a function that is neither Keras's nor the suite's.

    Args:
        part: anything else, and a class that Keras cannot save, is left alone.
        package: of the registered name.
        name: what a lambda is called.
    """
    is_class = inspect.isclass(part) and hasattr(part, "get_config")
    if not is_class and not inspect.isfunction(part):
        return
    if part.__module__.partition(".")[0] in _KNOWN:
        return
    import keras

    if part.__name__ == "<lambda>":  # a name is all that it lacks
        part.__name__ = name
    registered = keras.saving.get_registered_name(part)
    if registered == part.__name__:
        keras.saving.register_keras_serializable(package, part.__name__)(part)
    else:  # again: another file of this name may have been loaded since
        keras.saving.get_custom_objects()[registered] = part
