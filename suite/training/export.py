"""Save a trained model as a file that plain Keras opens."""

from __future__ import annotations

from pathlib import Path

import keras

from suite.runs.files import write_whole_with


def export_model(model: keras.Model, path: Path) -> None:
    """Write `model.keras`: architecture, weights, loss, metrics and optimizer settings.

    The file holds the learning rate as a number instead of a schedule, and no optimizer state:
    so it opens without the suite, and checkpoints are what training resumes from.
    """
    portable = keras.models.clone_model(model)
    portable.set_weights(model.get_weights())
    optimizer = getattr(model.optimizer, "inner_optimizer", model.optimizer)
    config = optimizer.get_config() | {"learning_rate": float(optimizer.learning_rate)}
    arguments = model.get_compile_config()
    portable.compile(
        optimizer=type(optimizer).from_config(config),
        loss=keras.saving.deserialize_keras_object(arguments["loss"]),
        metrics=keras.saving.deserialize_keras_object(arguments["metrics"]),
    )
    write_whole_with(path, portable.save)
