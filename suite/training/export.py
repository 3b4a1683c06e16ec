"""Save a trained model as a file that plain Keras opens."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np

from suite.runs.files import write_whole_with


def export_model(
    model: keras.Model, path: Path, weights: Sequence[np.ndarray] | None = None
) -> None:
    """Write a `.keras` file: architecture, weights, loss, metrics and optimizer settings.

    The file holds the learning rate as a number instead of a schedule, so that it opens without the
    suite. Training resumes from checkpoints, not from this file.

    Args:
        model: compiled.
        path: the file.
        weights: other ones in place of the model's own, in the order of `get_weights`.
    """
    portable = keras.models.clone_model(model)
    portable.set_weights(model.get_weights() if weights is None else weights)
    optimizer = getattr(model.optimizer, "inner_optimizer", model.optimizer)
    config = optimizer.get_config()
    if "learning_rate" in config:
        config |= {"learning_rate": float(optimizer.learning_rate.numpy())}
    arguments = model.get_compile_config()
    constant = type(optimizer).from_config(config)
    copy_state(optimizer, constant, portable)
    portable.compile(
        optimizer=constant,
        loss=keras.saving.deserialize_keras_object(arguments["loss"]),
        metrics=keras.saving.deserialize_keras_object(arguments["metrics"]),
        # A wrapper around the optimizer would be expected, or not, by the policy of the reader.
        auto_scale_loss=False,
    )
    write_whole_with(path, portable.save)


def copy_state(
    source: keras.optimizers.Optimizer, target: keras.optimizers.Optimizer, model: keras.Model
) -> None:
    """Give `target` the moments of `source`; Keras warns when it loads an optimizer without."""
    target.build(model.trainable_variables)
    values = {variable.path: variable for variable in source.variables}
    for variable in target.variables:
        if variable.path in values:
            variable.assign(values[variable.path])
