"""Measures of how large a model is, and its maps."""

from __future__ import annotations

import fnmatch
import math
from typing import TYPE_CHECKING

from suite.errors import UserError
from suite.studies.measures.arm import Arm
from suite.suggest import close_names, did_you_mean

if TYPE_CHECKING:
    from suite.summary.model_summary import ModelSummary, Row


def parameters(arm: Arm, layer: str | None = None) -> float:
    """How many numbers the weights of a model hold, or of some of its layers.

    Args:
        arm: of the model.
        layer: the name of a layer, or a pattern such as `stage1*`; all layers by default.
    """
    if layer is None:
        return float(arm.initial_model.count_params())
    return float(sum(row.parameters for row in rows_named(arm, layer)))


def trainable_parameters(arm: Arm) -> float:
    """How many of a model's numbers training may change."""
    weights = arm.initial_model.trainable_weights
    return float(sum(math.prod(weight.shape) for weight in weights))


def multiply_adds(arm: Arm, layer: str | None = None) -> float:
    """Multiplications with a weight that one example costs on its way through a model.

    positions of the map * (kernel height * kernel width * channels in * channels out)

    summed over the layers with a kernel; a dense layer is at one position.

    Args:
        arm: of the model.
        layer: the name of a layer, or a pattern such as `stage1*`; all layers by default.
    """
    rows = _summary_of(arm).rows if layer is None else rows_named(arm, layer)
    counts = [row.multiply_adds for row in rows]
    if None in counts:
        raise UserError("a layer is of a kind whose multiplications the suite cannot count")
    return float(sum(count for count in counts if count is not None))


def network_depth(arm: Arm) -> float:
    """How many layers with a kernel lie on the longest path; the input does not count."""
    return float(_summary_of(arm).depth)


def map_size(arm: Arm, layer: str) -> float:
    """How many rows the map has that a layer puts out."""
    shape = _row_named(arm, layer).output_shape
    if len(shape) < 2 or shape[0] is None:
        raise UserError(f"`{layer}` puts out {shape}, which is no map of known size")
    return float(shape[0])


def map_depth(arm: Arm, layer: str) -> float:
    """How many channels the map has that a layer puts out; of a vector, how many numbers."""
    depth = _row_named(arm, layer).output_shape[-1]
    if depth is None:
        raise UserError(f"`{layer}` puts out a map whose depth is unknown")
    return float(depth)


def output_size(size: float, kernel: float, stride: float = 1, padding: float = 0) -> float:
    """How many places a window has along one side of a map, for a convolution or a pool.

    floor((size + 2 padding - kernel) / stride) + 1

    Args:
        size: of the map, in pixels.
        kernel: side of the window.
        stride: from one place to the next.
        padding: rows of zeros at each end.

    Example:
        >>> output_size(32, 5), output_size(32, 5, 1, 2), output_size(32, 2, 2)
        (28.0, 32.0, 16.0)
    """
    return float(_spare(size, kernel, stride, padding) // stride + 1)


def left_over(size: float, kernel: float, stride: float = 1, padding: float = 0) -> float:
    """How many rows at the end of a map no window covers: 0 where the windows fit.

    (size + 2 padding - kernel) mod stride

    Args: as of `output_size`.

    Example:
        >>> left_over(7, 3, 2), left_over(7, 3, 3)
        (0.0, 1.0)
    """
    return float(_spare(size, kernel, stride, padding) % stride)


def _summary_of(arm: Arm) -> ModelSummary:
    """Layers, shapes, parameters of the arm's model."""
    from suite.summary import summarize

    return summarize(arm.initial_model)


def rows_named(arm: Arm, pattern: str) -> list[Row]:
    """The rows of the summary whose layers have a name, or one that a pattern fits.

    Raises:
        UserError: there is none.
    """
    rows = _summary_of(arm).rows
    found = [row for row in rows if fnmatch.fnmatchcase(row.name, pattern)]
    if not found:
        names = [row.name for row in rows]
        hint = did_you_mean(close_names(pattern, names))
        raise UserError(f"no layer `{pattern}` is in the model{hint} there are: {', '.join(names)}")
    return found


def _row_named(arm: Arm, layer: str) -> Row:
    found = rows_named(arm, layer)
    if len(found) > 1:
        names = ", ".join(row.name for row in found)
        raise UserError(f"`{layer}` is to be one layer, and fits several: {names}")
    return found[0]


def _spare(size: float, kernel: float, stride: float, padding: float) -> int:
    """How far a window can be moved."""
    given = {"size": size, "kernel": kernel, "stride": stride, "padding": padding}
    for name, value in given.items():
        least = 0 if name == "padding" else 1
        if value != int(value) or value < least:
            raise UserError(f"`{name}` is a whole number from {least} on. Received: {value}")
    spare = int(size + 2 * padding - kernel)
    if spare < 0:
        raise UserError(
            f"a window of {kernel} does not fit into {size} pixels with {padding} zeros"
        )
    return spare
