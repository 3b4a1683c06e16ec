"""Where the callbacks of a run write."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import keras

from suite.catalog import Component, ComponentError
from suite.catalog.arguments.reach import OUTPUTS

# What a callback would write to by itself, and where it writes in a run.
_DEFAULTS: dict[str, dict[str, tuple[str | None, str]]] = {
    "feature_maps": {"folder": (None, "feature_maps")},
    "filters": {"folder": (None, "filters")},
    "tensorboard": {"log_dir": ("logs", "tensorboard")},
}
# Arguments of a plugin's own that name a file; it may be one that is only read.
_FILE = re.compile(r"(.*_)?(path|file|output|log|csv)")
_OF_STOCK = {"orbax_checkpoint": "directory"}


def inside(component: Component, directory: Path, is_discarded: bool = False) -> Component:
    """The callback with its relative output paths moved into the run directory.

    Args:
        component: of the recipe.
        directory: of the run.
        is_discarded: whether it is that of a worker whose files nobody keeps: absolute paths lead
            there too, since worker 0 writes to them.
    """
    arguments = dict(component.arguments)
    for name, (own, place) in _DEFAULTS.get(component.kind, {}).items():
        if arguments.get(name, own) == own:
            arguments[name] = place
    for name in _outputs(component):
        if isinstance(arguments.get(name), str):
            given = Path(arguments[name])
            relative = given.relative_to(given.anchor) if is_discarded else given
            arguments[name] = str(directory / relative)
    return Component(component.kind, arguments)


def make_room(component: Component, below: Path | None) -> None:
    """Make the folder of a file that a callback will write: nobody else can make one in a run.

    Args:
        component: of `inside`.
        below: the only folder in which one may be made, for a recipe from the web.

    Raises:
        ComponentError: it cannot be made.
    """
    name = component.arguments.get("filename")
    if not isinstance(name, str):
        return
    if below is not None and not Path(name).resolve().is_relative_to(below.resolve()):
        return  # it will be refused
    try:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{name}: its folder cannot be made ({error.strerror or error})"
        raise ComponentError(message, ("filename",)) from error


def places(components: Iterable[Component]) -> list[str]:
    """The files and folders that callbacks may write, of their arguments in a run."""
    return [
        value
        for component in components
        for name, value in component.arguments.items()
        if isinstance(value, str) and (name in _outputs(component) or _FILE.fullmatch(name))
    ]


def _outputs(component: Component) -> list[str]:
    """The arguments that name what the callback writes."""
    own = _OF_STOCK.get(component.kind)
    return [*OUTPUTS, *([own] if own else [])]


def without_fields_of_ours(callback: keras.callbacks.Callback, directory: Path) -> None:
    """Double the braces in our part of a path that Keras formats; the file's own are fields."""
    if isinstance(callback, keras.callbacks.ModelCheckpoint):
        path, ours = str(callback.filepath), str(directory)
        if path.startswith(ours):
            doubled = ours.replace("{", "{{").replace("}", "}}")
            callback.filepath = doubled + path.removeprefix(ours)


def keep_to_oneself(callback: keras.callbacks.Callback) -> None:
    """Let a worker whose files nobody keeps send nothing either: worker 0 does."""
    if isinstance(callback, keras.callbacks.RemoteMonitor):
        callback.on_epoch_end = lambda epoch, logs=None: None
