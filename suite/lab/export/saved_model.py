"""A model as TensorFlow's SavedModel, for TensorFlow Serving and whatever else takes a graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from suite.lab.export.served import Arrays, Asked, Served
from suite.lab.export.source import Source


def write(source: Source, path: Path) -> None:
    """Write the folder of a SavedModel; its function is `serve`, the default signature."""
    write_graph(source.model, path, lambda served: served)


def write_graph(
    model: keras.Model, path: Path, function: Callable[[Served], Callable[..., Any]]
) -> None:
    """Write what a model computes at inference.

    Args:
        model: functional or sequential.
        path: there must be nothing.
        function: takes what is served of the model and gives what is called.
    """
    served = Served(model)
    call = function(served)
    archive = keras.export.ExportArchive()
    archive.track(served.model)
    # A function of its own: of an object that is called, TensorFlow finds no arguments.
    archive.add_endpoint("serve", lambda *inputs: call(*inputs), input_signature=served.specs)
    archive.write_out(str(path), verbose=False)


def opened(path: Path, names: Sequence[str]) -> Asked:
    """What the SavedModel in a folder makes of a batch."""
    loaded = tf.saved_model.load(str(path))  # its function alone does not keep its variables alive

    def ask(inputs: Arrays) -> Arrays:
        found = loaded.serve(*map(tf.constant, inputs.values()))
        by_name = found if isinstance(found, dict) else {names[0]: found}
        return {name: np.asarray(one) for name, one in by_name.items()}

    return ask
