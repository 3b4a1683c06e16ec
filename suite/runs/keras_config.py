"""The configuration that Keras saves with a model: its parts, and where their classes are."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any


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
        name = (
            part.get("config") if part["class_name"] == "function" else part.get("registered_name")
        )
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
