"""The gradients that TensorFlow registers while it traces, and never forgets."""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import tensorflow as tf
from tensorflow.python.framework import ops
from tensorflow.python.framework.func_graph import FuncGraph

_Gradient = Callable[..., Any]

# Of a `tf.custom_gradient` that was met while tracing; a number follows.
_PREFIX = "CustomGradient-"
# The attribute under which a graph holds its own.
_HELD = "_custom_gradients_of_graph"


@contextlib.contextmanager
def gradients_held_by_graphs() -> Iterator[None]:
    """Let the gradients that are registered while the block traces live as long as their graphs.

    For each `tf.custom_gradient` in a traced function TensorFlow writes a closure into a registry
    of the process and never takes it out; the closure holds the graph, and with it all of a run:
    some 8 MB of a small one (https://github.com/tensorflow/tensorflow/issues/97697). When the block
    ends, the graph holds the closure, and the registry only refers to it: whoever still has the
    function can differentiate it; when nobody has, graph and closure go together.

    Example:
        >>> with gradients_held_by_graphs():
        ...     slope = tf.function(lambda x: tf.gradients(tf.nn.silu(x), x)[0])
        ...     value = slope(tf.constant(0.0))
        >>> float(value), float(slope(tf.constant(0.0)))
        (0.5, 0.5)
    """
    registered = ops.gradient_registry._registry  # has no public name, nor another way out
    before = set(registered)
    try:
        yield
    finally:
        for name in set(registered) - before:
            if name.startswith(_PREFIX):
                _hand_over(registered, name)


def _hand_over(registered: dict[str, dict[str, Any]], name: str) -> None:
    """Give a gradient to the graph it was traced in, and to those around it: of an inner one
    TensorFlow may make another from its definition."""
    gradient: _Gradient = registered[name]["type"]
    graph = _graph_of(gradient)
    if graph is None:  # it holds none, or a block inside this one has handed it over
        return
    found = weakref.ref(gradient, lambda gone: registered.pop(name, None))
    _hold(graph, gradient)
    while isinstance(graph, FuncGraph):
        graph = graph.outer_graph
        if isinstance(graph, FuncGraph):
            _hold(graph, gradient)

    def of_living_graph(operation: tf.Operation, *upstream: Any) -> Any:
        living = found()
        assert living is not None, "its graph holds it"
        return living(operation, *upstream)

    registered[name]["type"] = of_living_graph


def _hold(graph: tf.Graph, gradient: _Gradient) -> None:
    held = getattr(graph, _HELD, [])
    held.append(gradient)
    setattr(graph, _HELD, held)


def _graph_of(gradient: _Gradient) -> tf.Graph | None:
    """The graph of the first tensor that a closure, or one within it, refers to."""
    seen: set[int] = set()
    waiting: list[Any] = [gradient]
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if tf.is_symbolic_tensor(one):
            return one.graph
        for cell in getattr(one, "__closure__", None) or ():
            with contextlib.suppress(ValueError):  # a cell that is empty yet
                waiting += tf.nest.flatten(cell.cell_contents, expand_composites=True)
    return None
