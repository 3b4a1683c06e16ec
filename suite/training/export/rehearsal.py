"""Whether the finished model will open again, tried before the first step."""

from __future__ import annotations

import inspect
import json
import re
import sys
import textwrap
import warnings

import keras
import numpy as np

from suite.data import Dataset
from suite.recipe import Recipe
from suite.recipe.identity.own_files import load_saved_parts, own_components
from suite.runs.keras_config import in_modules, objects, own_names
from suite.training.export.export import NOT_SAVED
from suite.training.export.plain_form import plain_form, without_foreign

_ROWS = 2
_SHOWN = 160  # letters of a reason
_KNOWN = ("keras", "suite", "numpy", "tensorflow")
_LAMBDA = (
    "holds a Python lambda, which Keras does not read again from model.keras: write it with `def`, "
    "outside of every function, or of operations of keras.ops"
)


class _Lost(Exception):
    """A part of a model that would not come back from its file."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(reason)
        self.part = part


def rehearse(recipe: Recipe, model: keras.Model, dataset: Dataset) -> None:
    """Refuse a model whose file would not open, or would open as something else.

    Keras's layers and the suite's are known to come back, so that this costs next to nothing where
    there are no others. Loss, metrics and optimizer are not needed to open the model: a file that
    cannot hold them is written without.

    Args:
        recipe: names the user's own parts.
        model: as it begins training.
        dataset: whose first examples the copy must give the same outputs for.

    Raises:
        RecipeError: at the part's line, with what to change.
    """
    try:
        _refuse_shared_names(recipe)
        own = [_rehearse_layer(layer) for layer in model._flatten_layers(include_self=False)]
        if any(own):
            _compare(model, np.asarray(dataset.train.inputs[:_ROWS]))
    except _Lost as lost:
        raise recipe.problem(_place_of(recipe, lost.part), str(lost)) from lost.__cause__


def _rehearse_layer(layer: keras.Layer) -> bool:
    """Save and open a layer that is, or holds, a part of the user's; whether it is one."""
    name = _culprit(layer)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of what is refused below
            config = keras.saving.serialize_keras_object(layer)
        if any(part["class_name"] == "__lambda__" for part in objects(config)):
            raise _Lost(name, f"{layer.name} {_LAMBDA}")
        has_own = any(own_names(config))
        if has_own and not isinstance(layer, keras.Model):
            if not _is_own(type(layer)):  # the rest is left behind in `plain_form`
                kept = {key: without_foreign(key, one) for key, one in config["config"].items()}
                config = {**config, "config": kept}
            config = json.loads(json.dumps(config))
            with keras.saving.custom_object_scope(in_modules(config)):
                again = keras.saving.deserialize_keras_object(config)
    except NOT_SAVED as error:
        raise _Lost(name, f"{layer.name} {_remedy(name, error)}") from error
    if has_own and not isinstance(layer, keras.Model) and type(again) is not type(layer):
        raise _Lost(name, f"another class than this is registered as {config['registered_name']}")
    return has_own


def _culprit(layer: keras.Layer) -> str:
    """The class that is at fault where a layer does not come back: the user's own in it."""
    parts = [layer, *vars(layer).values()]
    own = [type(part) for part in parts if _is_own(type(part))]
    return (own or [type(layer)])[0].__name__


def _is_own(kind: type) -> bool:
    """Whether a class is the user's."""
    package = kind.__module__.partition(".")[0]
    return package not in _KNOWN and package not in sys.stdlib_module_names


def _remedy(name: str, error: Exception) -> str:
    """What keeps a layer from coming back, and what to do about it."""
    reason = " ".join(str(error).split("\n\nException encountered: ")[-1].split())
    if (found := re.search(r"Could not locate (\w+ '[^']*')", reason)) is not None:
        return (
            f"could not be opened again from model.keras, which would not find the {found[1]}: "
            "decorate it with @keras.saving.register_keras_serializable()"
        )
    reason = textwrap.shorten(reason, _SHOWN, placeholder=" ...")
    return (
        f"could not be opened again from model.keras ({reason}): give {name} a get_config that "
        "returns every argument of its constructor"
    )


def _compare(model: keras.Model, inputs: np.ndarray) -> None:
    """Refuse a model whose copy gives other outputs."""
    first, second = _outputs(model, inputs), _outputs(model, inputs)
    if not np.array_equal(first, second, equal_nan=True):
        return  # it draws at inference too: nothing can be compared
    try:
        copy = plain_form(model)
        differs = ~np.isclose(_outputs(copy, inputs), first, rtol=0.05, atol=0.05 * _scale(first))
    except NOT_SAVED as error:
        name = next(iter(_own_layers(model)), type(model).__name__)
        raise _Lost(name, f"model.keras could not be written: {_remedy(name, error)}") from error
    if np.any(differs & np.isfinite(first)):
        names = _own_layers(model)
        raise _Lost(
            names[0] if names else "",
            "the model that is read again from model.keras gives other outputs: the get_config of "
            f"{' or '.join(names) or 'a part'} does not return every argument of its constructor",
        )


def _scale(values: np.ndarray) -> float:
    finite = values[np.isfinite(values)]
    return float(np.abs(finite).max()) if finite.size else 0.0


def _outputs(model: keras.Model, inputs: np.ndarray) -> np.ndarray:
    return np.asarray(keras.ops.convert_to_numpy(model(inputs, training=False)), "float64")


def _own_layers(model: keras.Model) -> list[str]:
    """The user's own classes among the layers."""
    kinds = {type(layer) for layer in model._flatten_layers(include_self=False)}
    return sorted(kind.__name__ for kind in kinds if _is_own(kind))


def _refuse_shared_names(recipe: Recipe) -> None:
    """Refuse two files of one name that define the same: Keras would take one for the other.

    Raises:
        _Lost: there are two.
    """
    parts = load_saved_parts(recipe)
    registered = keras.saving.get_custom_objects()
    for part in parts:
        if inspect.isclass(part) or inspect.isfunction(part):
            name = keras.saving.get_registered_name(part)
            if registered.get(name, part) is not part:
                file = inspect.getsourcefile(registered[name])
                raise _Lost(
                    part.__name__, f"{file} defines another {name.replace('>', ':')}; rename one"
                )


def _place_of(recipe: Recipe, part: str) -> tuple[str | int, ...]:
    """Where a recipe names a class or a function; the model as a whole if it does not."""
    paths = [path for path, entry in own_components(recipe) if entry.attribute == part]
    return paths[0] if paths else ("model",)
