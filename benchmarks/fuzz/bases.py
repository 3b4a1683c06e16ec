"""The recipes that are damaged: all that are shipped, and those of them that run in seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import yaml

from suite.recipe import load
from suite.recipe.text.dialect import dump
from suite.recipe.text.shipped import shipped

_QUICK = ("mlp", "cnn", "sequential")
_SHAPES = {"mnist": (28, 28, 1), "cifar10": (32, 32, 3)}
_SAMPLES = 96


def written() -> dict[str, str]:
    """Name -> text of every shipped recipe."""
    return {name: Path(file).read_text("utf-8") for name, file in sorted(shipped().items())}


def plain(text: str) -> dict[str, Any]:
    """A recipe's own values; what it extends is extended by whoever loads it."""
    return yaml.safe_load(text)


def whole() -> dict[str, dict[str, Any]]:
    """Name -> values of every shipped recipe with every default."""
    return {name: _whole(name) for name in sorted(shipped())}


def small(folder: Path) -> dict[str, dict[str, Any]]:
    """Those that train in seconds, one epoch of tiny data each.

    Args:
        folder: the data is written here.
    """
    found = {}
    for name, values in whole().items():
        data, model = values.get("data") or {}, values.get("model")
        kind = model if isinstance(model, str) else (model or {}).get("kind")
        if values.get("surface"):
            found[name] = {**values, "training": {"steps": 3}}
        elif kind in _QUICK and not values.get("sweep") and not values.get("transfer"):
            shared = {key: data[key] for key in ("validation", "normalize", "augment", "one_hot")}
            path = _tiny(folder, _SHAPES.get(data.get("name") or data.get("kind"), (8, 8, 1)))
            data = {"kind": "arrays", "path": str(path), "batch_size": 16, **shared}
            found[name] = {**values, "data": data, "training": {**values["training"], "epochs": 1}}
    return found


def short(values: dict[str, Any]) -> dict[str, Any]:
    """The same for one epoch, if it says how many."""
    values = dict(values)
    for block, keys in {"training": ("epochs", "steps"), "initialization": ("epochs",)}.items():
        given = values.get(block)
        if isinstance(given, dict):
            most = {"epochs": 1, "steps": 3}
            values[block] = {
                key: min(item, most[key]) if key in keys and type(item) is int else item
                for key, item in given.items()
            }
    return values


def text(values: dict[str, Any]) -> str:
    return dump(values)


def _whole(name: str) -> dict[str, Any]:
    return load(name).resolved()


def _tiny(folder: Path, shape: tuple[int, ...]) -> Path:
    path = folder / f"{'x'.join(map(str, shape))}.npz"
    if not path.exists():
        draw = np.random.default_rng(0)
        images = draw.integers(0, 256, (_SAMPLES, *shape), dtype=np.uint8)
        labels = np.arange(_SAMPLES) % 10
        test = {"x_test": images[:20], "y_test": labels[:20]}
        np.savez(path, x_train=images, y_train=labels, **test)
    return path
