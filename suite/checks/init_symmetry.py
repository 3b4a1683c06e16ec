"""Units that begin alike, and so stay alike."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np

from suite.checks.support import roles
from suite.checks.support.context import CheckContext
from suite.checks.support.graph import Graph
from suite.checks.support.right_initializer import right_initializer
from suite.diagnostics import Finding
from suite.summary.graph import Call


def init_symmetry(context: CheckContext) -> list[Finding]:
    """Kernels w whose columns are all equal: w_ij = c_i for all units j.

    Such units compute the same and get the same gradient; zeros and every other constant are of
    this kind (zero variance).

        error     any layer with such a kernel, except the output layer, whose units the labels tell
                  apart; zeros in front of a sum or a product, where a residual branch begins at the
                  identity; layers of one unit; frozen ones

    Topic: init/zeros, init/constant

    Example:
        >>> hidden = keras.layers.Dense(8, "relu", kernel_initializer="zeros", name="hidden")
        >>> model = keras.Sequential([keras.Input((4,)), hidden, keras.layers.Dense(2)])
        >>> print(init_symmetry(CheckContext(None, model, None, (np.ones((4, 4)), [0]), 2))[0].text)
        All units of hidden begin with the same weights, zeros: they will stay the same.
    """
    alike = [call for call in context.graph.calls if _stays_alike(context.graph, call)]
    if not alike:
        return []
    first = alike[0].layer
    zeros = not np.any(_weights(alike[0]))
    more = "" if len(alike) == 1 else f" (and {len(alike) - 1} more)"
    text = (
        f"All units of {first.name}{more} begin with the same weights, "
        f"{'zeros' if zeros else 'column by column'}: they will stay the same."
    )
    return [
        Finding(
            "init_symmetry",
            text,
            "error",
            layer=first.name,
            figure=float(len(alike)),
            limit=0.0,
            topic="init/zeros" if zeros else "init/constant",
            edit=context.edit("model.kernel_initializer", right_initializer(context.graph.calls)),
        )
    ]


def _stays_alike(graph: Graph, call: Call) -> bool:
    """Whether the units of a call begin alike, and nothing will tell them apart."""
    return (
        roles.has_kernel(call.layer)
        and call.layer.trainable
        and _is_hidden(graph, call)
        and columns_alike(_weights(call))
        and not _begins_at_identity(graph, call)
    )


def _weights(call: Call) -> np.ndarray:
    return np.asarray(keras.ops.convert_to_numpy(roles.kernel(call.layer)))


def columns_alike(kernel: np.ndarray) -> bool:
    """Whether the weights of all units, the last axis, are equal."""
    return kernel.shape[-1] > 1 and bool((kernel == kernel[..., :1]).all())


def _is_hidden(graph: Graph, call: Call) -> bool:
    """Whether a layer with a kernel follows somewhere."""
    return any(
        roles.has_kernel(follower.layer) or _is_hidden(graph, follower)
        for follower in graph.consumers(call)
    )


def _begins_at_identity(graph: Graph, call: Call) -> bool:
    """Whether a kernel of zeros leaves a sum or a product to its other branch."""
    if np.any(_weights(call)):
        return False
    following = graph.after(call, _is_elementwise)
    return following is not None and isinstance(following.layer, roles.MERGES)


def _is_elementwise(layer: Any) -> bool:
    return roles.is_norm(layer) or roles.passes(layer) or roles.is_activation(layer)
