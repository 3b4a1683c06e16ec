"""Every variable of a run in one file."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import keras
import numpy as np

from suite.errors import UserError
from suite.runs.files import write_whole
from suite.training.loop import Position

_POSITION = "position"


def state_variables(model: keras.Model, averages: Sequence[keras.Variable] = ()) -> dict:
    """Name -> variable: weights, seed generators, optimizer, metrics and averaged weights.

    The running number keeps apart variables whose paths are equal.
    """
    groups = {
        "model": model.variables,
        "optimizer": model.optimizer.variables,
        "metrics": model.metrics_variables,
        "average": averages,
    }
    return {
        f"{group}/{index}/{variable.path}": variable
        for group, variables in groups.items()
        for index, variable in enumerate(variables)
    }


def save_checkpoint(path: Path, variables: dict[str, keras.Variable], position: Position) -> None:
    """Write the variables and the position as one `.npz`, whole or not at all."""
    arrays = {name: value.numpy() for name, value in variables.items()}
    arrays[_POSITION] = np.array(json.dumps(asdict(position)))
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    write_whole(path, buffer.getvalue())


def restore_checkpoint(path: Path, variables: dict[str, keras.Variable]) -> Position:
    """Assign what `save_checkpoint` wrote.

    Raises:
        UserError: the checkpoint holds other variables, or other shapes, than the model.
    """
    with np.load(path, allow_pickle=False) as arrays:
        saved = set(arrays.files) - {_POSITION}
        differing = sorted(saved ^ set(variables)) or sorted(
            name for name in variables if arrays[name].shape != tuple(variables[name].shape)
        )
        if differing:
            raise UserError(
                f"{path} belongs to another model: {differing[0]} and "
                f"{len(differing) - 1} more variables differ. Use the recipe in its run directory."
            )
        for name, variable in variables.items():
            variable.assign(arrays[name])
        return Position(**json.loads(str(arrays[_POSITION])))
