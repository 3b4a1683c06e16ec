"""Through how few numbers a net lets its samples pass."""

from __future__ import annotations

import math
from typing import Any

from suite.checks.support import roles
from suite.checks.support.graph import Graph
from suite.examination.context import ExaminationContext


def width(context: ExaminationContext) -> dict[str, Any] | None:
    """The narrowest hidden layer that every path goes through.

        narrowest   its name
        units       values that it gives for a sample: of a convolution, filters times places
        depth       how many layers with a kernel come before the last

    A net cannot tell apart what a layer of two units has made equal.

    Topic: foundations/universality

    Example:
        >>> layers = [keras.layers.Dense(2, "relu", name="neck"), keras.layers.Dense(9)]
        >>> width(ExaminationContext(keras.Sequential([keras.Input((9,)), *layers]), None))
        {'narrowest': 'neck', 'units': 2, 'depth': 1}
    """
    graph = Graph.of(context.model)
    depth = sum(roles.has_kernel(call.layer) for call in graph.calls) - 1
    if depth < 0:
        return None
    passed = [call for call in graph.spine if roles.has_kernel(call.layer)]
    last = graph.output
    while last is not None and not roles.has_kernel(last.layer):
        last = graph.before(last, lambda layer: False)
    hidden = [call for call in passed if last is None or call.key != last.key]
    if not hidden:
        return {"depth": depth}
    units = {call.layer.name: _values(call.output_shape) for call in hidden}
    name = min(units, key=lambda layer: units[layer])
    return {"narrowest": name, "units": units[name], "depth": depth}


def _values(shape: tuple[int | None, ...]) -> int:
    return math.prod(side or 1 for side in shape[1:])
