"""A model as an ONNX file, for ONNX Runtime and the many tools that read it."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from suite.lab.export.served import Arrays, Asked, Served
from suite.lab.export.source import Source


def write(source: Source, path: Path) -> None:
    """Write an ONNX file whose inputs and outputs bear the names of the model's.

    Keras itself has tf2onnx make it; it is called here, since Keras does not tell it that the model
    does not train.
    """
    import onnx
    import tf2onnx

    served = Served(source.model)
    with _silent_converter():
        found, _ = tf2onnx.convert.from_function(_frozen(served), served.specs)
    for value in (*found.graph.input, *found.graph.output):
        _name_the_batch(value)
    onnx.checker.check_model(found)
    path.write_bytes(found.SerializeToString())


def _frozen(served: Served) -> Any:
    """What is served, as a function that holds all of its numbers.

    The converter takes a tensor that a layer keeps, such as the mean in `Normalization`, for an
    input of the model.
    """
    traced = tf.function(
        lambda *inputs: list(served.named(*inputs).values()), input_signature=served.specs
    )
    constant = convert_variables_to_constants_v2(traced.get_concrete_function())

    def call(*inputs: tf.Tensor) -> dict[str, tf.Tensor]:
        return dict(zip(served.output_names, tf.nest.flatten(constant(*inputs)), strict=True))

    return tf.function(call, input_signature=served.specs)


def opened(path: Path, names: Sequence[str]) -> Asked:
    """What ONNX Runtime makes of a batch."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # errors
    session = onnxruntime.InferenceSession(
        path.read_bytes(), options, providers=["CPUExecutionProvider"]
    )

    def ask(inputs: Arrays) -> Arrays:
        found = session.run(list(names), dict(inputs))
        return dict(zip(names, map(np.asarray, found), strict=True))

    return ask


def _name_the_batch(value: Any) -> None:
    """The converter makes up a name for a length that is not known: `unk__34`."""
    dimensions = value.type.tensor_type.shape.dim
    if dimensions and not dimensions[0].HasField("dim_value"):
        dimensions[0].dim_param = "batch"


@contextlib.contextmanager
def _silent_converter() -> Iterator[None]:
    """What it logs of a graph that it cannot convert comes as an exception, now or by the check."""
    logger = logging.getLogger("tf2onnx")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)
