"""Which parts of a saved model plain Keras does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import keras


def foreign_parts(config: Any) -> Iterator[str]:
    """The parts of a serialized object that are not Keras's own: `suite.layers.maxout:Maxout`.

    Args:
        config: of `keras.saving.serialize_keras_object`, or any part of one.
    """
    if isinstance(config, dict):
        if isinstance(config.get("class_name"), str) and "config" in config:
            name = _foreign_name(config)
            if name is not None:
                yield name
        config = list(config.values())
    if isinstance(config, (list, tuple)):
        for part in config:
            yield from foreign_parts(part)


def _foreign_name(config: dict[str, Any]) -> str | None:
    """What one serialized object is called, if it is not Keras's own."""
    if config["class_name"] == "function":
        name = str(config["config"])
        return None if _is_keras_function(name) else name.replace(">", ":")
    if config["class_name"].startswith("__"):  # a tensor, an array, a slice
        return None
    module = config.get("module") or ""
    if module.partition(".")[0] == "keras":
        return None
    registered = str(config.get("registered_name") or "")
    package = registered.partition(">")[0] if ">" in registered else module
    # Of the suite's own the module tells more: what to import.
    return f"{module if package == 'suite' else package}:{config['class_name']}"


def _is_keras_function(name: str) -> bool:
    """Whether plain Keras finds a function of this name."""
    if ">" in name:
        return False
    config = {
        "class_name": "function",
        "config": name,
        "module": "builtins",
        "registered_name": "function",
    }
    try:
        keras.saving.deserialize_keras_object(config)
    except (TypeError, ValueError):
        return False
    return True


def foreign_layers(model: keras.Model) -> dict[str, str]:
    """Layer -> the part of it that is not Keras's own, of those layers that have one."""
    found = {}
    for layer in model.layers:
        parts = list(foreign_parts(keras.saving.serialize_keras_object(layer)))
        if parts:
            found[layer.name] = parts[0]
    return found
