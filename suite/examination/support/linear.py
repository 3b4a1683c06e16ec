"""Whether a net is one linear map."""

from __future__ import annotations

import keras

from suite.checks.support import roles
from suite.checks.support.graph import Graph

_SUMS = (keras.layers.Add, keras.layers.Average, keras.layers.Concatenate, keras.layers.InputLayer)


def is_linear(model: keras.Model) -> bool | None:
    """Whether no activation comes before the last layer with a kernel; None where a layer in
    between is not known, or the model tells nothing of its inside.

    Example:
        >>> layers = [keras.layers.Dense(4), keras.layers.Dense(2, "softmax")]
        >>> is_linear(keras.Sequential([keras.Input((3,)), *layers]))
        True
    """
    graph = Graph.of(model)
    call = graph.output
    ends = set()
    while call is not None and not roles.has_kernel(call.layer):
        ends.add(call.key)
        call = graph.before(call, lambda layer: False)
    if call is None:
        return None
    ends.add(call.key)
    inside = [one.layer for one in graph.calls if one.key not in ends]
    if any(roles.activation(layer) is not None for layer in inside):
        return False
    known = (*roles.PREPROCESSING, *_SUMS)
    if all(
        roles.is_linear(one) or roles.is_affine(one) or isinstance(one, known) for one in inside
    ):
        return True
    pools = (keras.layers.MaxPooling1D, keras.layers.MaxPooling2D, keras.layers.MaxPooling3D)
    return False if any(isinstance(layer, pools) for layer in inside) else None
