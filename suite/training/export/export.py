"""Save a trained model as a file that plain Keras opens."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np

from suite.runs.files.write_whole import write_whole_with
from suite.runs.model_file import COMPILATION
from suite.training.export.foreign import foreign_layers, foreign_parts
from suite.training.export.plain_form import plain_form
from suite.training.loop.learning_rate import current_learning_rate

# What the configuration of a class that does not give its arguments, or of no class at all, raises.
NOT_SAVED = (AttributeError, KeyError, NotImplementedError, TypeError, ValueError)


@dataclass(frozen=True)
class Exported:
    """What plain Keras makes of a model file.

    Args:
        needs: layer -> the class or function in it that must be imported first.
        compiled: whether the file holds loss, metrics and optimizer. It does not where one of them
            is not Keras's own, since Keras would open the whole file or nothing.
    """

    needs: dict[str, str] = field(default_factory=dict)
    compiled: bool = True

    def to_plain(self) -> dict[str, Any]:
        return {"needs": self.needs, "compiled": self.compiled}


def export_model(
    model: keras.Model, path: Path, weights: Sequence[np.ndarray] | None = None
) -> Exported:
    """Write a `.keras` file for serving: see `plain_form` for the network in it.

    Loss, metrics and optimizer are in it as Keras puts them there where they are Keras's own, with
    the learning rate as a number instead of a schedule. Others stand beside in the archive, where
    Keras does not look for them, and `load_model` of the suite does. Training resumes from
    checkpoints, not from this file.

    Args:
        model: compiled.
        path: the file.
        weights: other ones in place of the model's own, in the order of `get_weights`.
    """
    portable = plain_form(model, weights)
    compilation = _compile_configuration(model)
    compiled = False
    if compilation is not None and not any(foreign_parts(compilation)):
        _compile_as(portable, compilation, model)
        compiled = True

    def save(temporary: Path) -> None:
        portable.save(temporary)
        if compilation is not None and not compiled:
            with zipfile.ZipFile(temporary, "a") as archive:
                archive.writestr(COMPILATION, json.dumps(compilation))

    write_whole_with(path, save)
    return Exported(foreign_layers(portable), compiled)


def _compile_configuration(model: keras.Model) -> dict[str, Any] | None:
    """Loss, metrics and optimizer as JSON can hold them; None where loss or metrics cannot be."""
    given = model._compile_config.config
    loss, metrics = _saved(given["loss"]), _saved(given["metrics"])
    if loss is None or (metrics is None and given["metrics"]):
        return None
    return {
        "optimizer": _saved_optimizer(model.optimizer),
        "loss": loss,
        "metrics": metrics,
        # A wrapper around the optimizer would be expected, or not, by the policy of the reader.
        "auto_scale_loss": False,
    }


def _saved(part: Any) -> Any:
    """The configuration of a part from which Keras makes it again; None where there is none."""
    try:
        config = keras.saving.serialize_keras_object(part)
        json.dumps(config)
        keras.saving.deserialize_keras_object(config)
    except NOT_SAVED:
        return None
    return config


def _saved_optimizer(optimizer: keras.optimizers.Optimizer) -> dict[str, Any]:
    """The optimizer with a number as its learning rate; plain SGD for one that cannot be saved."""
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)
    rate = current_learning_rate(optimizer)
    own = vars(optimizer)
    schedule = own.get("_learning_rate")
    try:
        if schedule is not None and not isinstance(schedule, keras.Variable):
            own["_learning_rate"] = None  # not to be saved, and some cannot be
        config = optimizer.get_config()
        if "learning_rate" in config:
            config |= {"learning_rate": rate}
        found = _saved(type(optimizer).from_config(config))
    except NOT_SAVED:
        found = None
    finally:
        if schedule is not None:
            own["_learning_rate"] = schedule
    plain: dict[str, Any] = keras.saving.serialize_keras_object(keras.optimizers.SGD(rate))
    return found or plain


def _compile_as(portable: keras.Model, config: dict[str, Any], model: keras.Model) -> None:
    """Compile a model's plain form as the model is, with the moments of its optimizer."""
    parts = keras.saving.deserialize_keras_object(config)
    portable.compile(**parts)
    source = getattr(model.optimizer, "inner_optimizer", model.optimizer)
    _copy_state(source, parts["optimizer"], portable)


def _copy_state(
    source: keras.optimizers.Optimizer, target: keras.optimizers.Optimizer, model: keras.Model
) -> None:
    """Give `target` the moments of `source`; Keras warns when it loads an optimizer without."""
    target.build(model.trainable_variables)
    # In order, since a path need not be one variable's: Adafactor gives all of a layer's the same.
    own, copies = moments(source), moments(target)
    # Those of a model whose plain form has other variables have no place in it.
    if [one.shape for one in own] == [copy.shape for copy in copies]:
        for one, copy in zip(own, copies, strict=True):
            copy.assign(one)


def moments(optimizer: keras.optimizers.Optimizer) -> list[keras.Variable]:
    """Its variables but for the learning rate, which is none where there is a schedule."""
    rate = getattr(optimizer, "_learning_rate", None)
    return [variable for variable in optimizer.variables if variable is not rate]
