"""Names that TensorFlow takes for the scopes of its operations."""

from __future__ import annotations

import inspect
import re
import unicodedata
from typing import Any

import keras

_REFUSED = re.compile(r"[^A-Za-z0-9_.-]")


def scope_name(name: str, fallback: str) -> str:
    """A name of letters, digits, `_`, `.` and `-`, as near to the given one as that goes.

    `été` becomes `ete`, and what has no letter of the Latin alphabet becomes `fallback`.
    """
    letters = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _REFUSED.sub("_", plain).lstrip("_-") or fallback


def is_scope_name(name: str) -> bool:
    return not _REFUSED.search(name) and name[:1] not in ("", "-", "_")


def rename_layers(model: keras.Model) -> None:
    """Give each layer a name that TensorFlow takes; those that have one keep it."""
    layers = list(model._flatten_layers(include_self=False, recursive=True))
    taken = {layer.name for layer in layers}
    for layer in layers:
        if _REFUSED.search(layer.name):
            layer.name = _unused(scope_name(layer.name, "layer"), taken)
            taken.add(layer.name)


def _unused(name: str, taken: set[str]) -> str:
    numbered = (f"{name}_{number}" for number in range(1, len(taken) + 2))
    return name if name not in taken else next(one for one in numbered if one not in taken)


def scoped_loss(loss: Any) -> Any:
    """The loss under a name that TensorFlow takes."""
    if inspect.isfunction(loss) and not is_scope_name(loss.__name__):

        def scoped(y_true: Any, y_pred: Any) -> Any:
            return loss(y_true, y_pred)

        scoped.__name__ = scope_name(loss.__name__, "loss")
        return scoped
    return scoped_object(loss, "loss")


def scoped_object(part: Any, fallback: str) -> Any:
    """An object under a name that TensorFlow takes: a loss or an optimizer."""
    name = getattr(part, "name", None)
    if isinstance(name, str) and not is_scope_name(name):
        part.name = scope_name(name, fallback)
    return part
