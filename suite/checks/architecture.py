"""Layers that undo, weaken or idle each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

from suite.checks.support import roles
from suite.checks.support.context import CheckContext
from suite.checks.support.graph import Graph
from suite.diagnostics.finding import Finding, Severity
from suite.edit import Edit

LARGEST_DROPOUT = 0.5
LARGEST_INPUT_DROPOUT = 0.2


def architecture(context: CheckContext) -> list[Finding]:
    """What the order and the settings of the layers give away.

        error     nothing is trainable
        warning   linear layers in a row: W2 (W1 x + b1) + b2 is one linear layer; a narrow one
                  between two wider ones is meant as a factorization
        warning   dropout above 0.5 (note: above 0.2 on the inputs)
        warning   softmax before a dense or convolution layer
        note      a bias just before batch normalization, which subtracts it again
        note      dropout before batch normalization: the variance differs at inference
        note      frozen layers, unless the recipe's `transfer` freezes them

    Topic: foundations/universality, reg/dropout, activations/softmax, norm/batch, practice/transfer

    Example:
        >>> layers = [keras.layers.Dense(9, name="first"), keras.layers.Dense(3)]
        >>> model = keras.Sequential([keras.Input((9,)), *layers])
        >>> print(architecture(CheckContext(None, model, None, (np.zeros((1, 9)), [0]), 3))[0].text)
        first has no activation before the next layer: the two are one linear map.
    """
    graph = context.graph
    return [
        *_linear_rows(context, graph),
        *_high_dropout(context, graph),
        *_input_dropout(context, graph),
        *_hidden_softmax(graph),
        *_idle_bias(graph),
        *_dropout_before_norm(graph),
        *_frozen_layers(context),
    ]


def _linear_rows(context: CheckContext, graph: Graph) -> list[Finding]:
    found = []
    for call in graph.calls:
        if not roles.is_linear(call.layer):
            continue
        following = graph.after(call, roles.is_affine)
        if following is None or not roles.has_kernel(following.layer):
            continue
        before, between = roles.kernel(call.layer).shape[-2:]
        if not between < min(before, roles.kernel(following.layer).shape[-1]):
            found.append(call.layer)
    text = f"{names(found)} has no activation before the next layer: the two are one linear map."
    edit = context.edit("model.activation", "relu")
    return _spoken("warning", text, found, "foundations/universality", edit=edit)


def _high_dropout(context: CheckContext, graph: Graph) -> list[Finding]:
    found = [layer for layer in _dropouts(graph) if layer.rate > LARGEST_DROPOUT]
    rate = max((layer.rate for layer in found), default=0.0)
    text = f"{names(found)} drops {rate:.0%} of the units; half of them is the usual most."
    edit = context.edit("model.dropout", LARGEST_DROPOUT)
    return _spoken("warning", text, found, "reg/dropout", rate, LARGEST_DROPOUT, edit)


def _input_dropout(context: CheckContext, graph: Graph) -> list[Finding]:
    first = None if graph.input is None else graph.after(graph.input, leaves_inputs)
    found = [] if first is None or first.layer not in _dropouts(graph) else [first.layer]
    rate = found[0].rate if found else 0.0
    if not LARGEST_INPUT_DROPOUT < rate <= LARGEST_DROPOUT:
        return []
    text = f"{names(found)} drops {rate:.0%} of the inputs; a fifth of them is the usual most."
    edit = context.edit("model.input_dropout", LARGEST_INPUT_DROPOUT)
    return _spoken("note", text, found, "reg/dropout", rate, LARGEST_INPUT_DROPOUT, edit)


def _hidden_softmax(graph: Graph) -> list[Finding]:
    found = []
    for call in graph.calls:
        if roles.activation(call.layer) == "softmax":
            following = graph.after(call, roles.is_affine)
            if following is not None and roles.has_kernel(following.layer):
                found.append(call.layer)
    text = f"{names(found)} takes the softmax of hidden units: they share 1 among themselves."
    return _spoken("warning", text, found, "activations/softmax")


def _idle_bias(graph: Graph) -> list[Finding]:
    found = [
        call.layer
        for call in graph.calls
        if roles.is_linear(call.layer)
        and roles.unwrapped(call.layer).use_bias
        and _is_batch_norm(graph.after(call, roles.passes))
    ]
    text = f"{names(found)} has a bias that the batch normalization after it takes away again."
    return _spoken("note", text, found, "norm/batch")


def _dropout_before_norm(graph: Graph) -> list[Finding]:
    found = []
    for call in graph.calls:
        if call.layer not in _dropouts(graph):
            continue
        following = graph.after(call, roles.passes)
        if following is not None and roles.is_linear(following.layer):
            following = graph.after(following, roles.passes)
        if _is_batch_norm(following):
            found.append(call.layer)
    text = (
        f"{names(found)} comes before a batch normalization, "
        "which learns a variance that inference, without dropout, does not have."
    )
    return _spoken("note", text, found, "norm/batch")


def _frozen_layers(context: CheckContext) -> list[Finding]:
    model = context.model
    if context.recipe is not None and context.recipe.transfer is not None:
        return []
    if not model.trainable_variables:
        text = "No weight of the model is trainable: training will change nothing."
        return _spoken("error", text, [model], "practice/transfer", figure=0.0)
    found = [
        layer
        for layer in model.layers
        if layer.weights and not layer.trainable and not isinstance(layer, roles.PREPROCESSING)
    ]
    return _spoken("note", f"{names(found)} is frozen.", found, "practice/transfer")


def _dropouts(graph: Graph) -> list[Any]:
    """Layers that drop something."""
    found = (call.layer for call in graph.calls if isinstance(call.layer, roles.DROPOUTS))
    return [layer for layer in found if layer.rate]


def leaves_inputs(layer: Any) -> bool:
    """Whether what comes behind the layer still is the input."""
    if isinstance(layer, roles.DROPOUTS):
        return False
    return roles.passes(layer) or isinstance(layer, roles.PREPROCESSING)


def _is_batch_norm(call: Any) -> bool:
    return call is not None and isinstance(call.layer, keras.layers.BatchNormalization)


def names(found: Sequence[Any]) -> str:
    """`dense1`, or `dense1 (and 3 more)`"""
    if not found:
        return ""
    return found[0].name if len(found) == 1 else f"{found[0].name} (and {len(found) - 1} more)"


def _spoken(
    severity: Severity,
    text: str,
    found: Sequence[Any],
    topic: str,
    figure: float | None = None,
    limit: float = 0.0,
    edit: Edit | None = None,
) -> list[Finding]:
    """One finding for all layers found, which by default are its figure; none for none."""
    if not found:
        return []
    return [
        Finding(
            "architecture",
            text,
            severity,
            layer=found[0].name,
            figure=float(len(found) if figure is None else figure),
            limit=limit,
            topic=topic,
            edit=edit,
        )
    ]
