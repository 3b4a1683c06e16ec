"""A model as a LiteRT file (once TensorFlow Lite), for phones and small devices."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import tensorflow as tf

from suite.lab.export.saved_model import write_graph
from suite.lab.export.served import Arrays, Asked
from suite.lab.export.source import Source


def write(source: Source, path: Path) -> None:
    """Write a `.tflite` file of LiteRT's own operations, which any of its interpreters runs.

    What TensorFlow alone computes would want an interpreter with all of TensorFlow in it: such a
    model is refused by the converter.
    """
    with tempfile.TemporaryDirectory() as folder:
        # A file of LiteRT finds its outputs by their names.
        write_graph(source.model, Path(folder, "graph"), lambda served: served.named)
        converter = tf.lite.TFLiteConverter.from_saved_model(str(Path(folder, "graph")))
        path.write_bytes(converter.convert())


def opened(path: Path, names: Sequence[str]) -> Asked:
    """What LiteRT's interpreter makes of a batch.

    The one in TensorFlow is about to be removed; that of `ai-edge-litert` has taken its place.
    """
    from ai_edge_litert.interpreter import Interpreter

    run = Interpreter(model_path=str(path)).get_signature_runner()

    def ask(inputs: Arrays) -> Arrays:
        found = run(**inputs)
        return {name: np.array(found[name]) for name in names}

    return ask
