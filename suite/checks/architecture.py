"""Layers that undo, weaken or idle each other."""

from __future__ import annotations

from collections.abc import Sequence

import keras

from suite.checks import roles
from suite.checks.context import CheckContext
from suite.checks.graph import Graph
from suite.diagnostics import Finding
from suite.summary.graph import Call

LARGEST_DROPOUT = 0.5
LARGEST_INPUT_DROPOUT = 0.2


def architecture(context: CheckContext) -> list[Finding]:
    """What the order and the settings of the layers give away.

        warning   linear layers in a row: W2 (W1 x + b1) + b2 is one linear layer; a narrow one
                  between two wider ones is meant as a factorisation
        warning   dropout above 0.5 (note: above 0.2 before the first layer)
        warning   softmax before a dense or convolution layer
        note      a bias just before a normalisation that subtracts the mean
        note      dropout before batch normalisation: the variance differs at inference
        note      frozen layers; error: nothing is trainable

    Topic: foundations/universality, reg/dropout, activations/softmax, norm/batch, practice/transfer
    """
    graph = context.graph
    return [
        *linear_rows(context, graph),
        *high_dropout(context, graph),
        *hidden_softmax(graph),
        *idle_bias(graph),
        *dropout_before_norm(graph),
        *frozen_layers(context.model),
    ]


def linear_rows(context: CheckContext, graph: Graph) -> list[Finding]:
    found = []
    for call in graph.calls:
        if not roles.is_linear(call.layer):
            continue
        following = graph.after(call, roles.is_affine)
        if following is None or not roles.has_kernel(following.layer):
            continue
        before, between = roles.kernel(call.layer).shape[-2:]
        if not between < min(before, roles.kernel(following.layer).shape[-1]):
            found.append(call)
    if not found:
        return []
    text = f"{names(found)} has no activation before the next layer: the two are one linear map."
    edit = context.edit("model.activation", "relu")
    return [warning(text, found, 0, "foundations/universality", edit)]


def high_dropout(context: CheckContext, graph: Graph) -> list[Finding]:
    dropouts = [call for call in graph.calls if isinstance(call.layer, roles.DROPOUTS)]
    high = [call for call in dropouts if call.layer.rate > LARGEST_DROPOUT]
    if high:
        rate = max(call.layer.rate for call in high)
        text = f"{names(high)} drops {rate:.0%} of the units; 50 % is the usual most."
        edit = context.edit("model.dropout", LARGEST_DROPOUT)
        return [
            Finding(
                "architecture",
                text,
                layer=high[0].layer.name,
                figure=float(rate),
                limit=LARGEST_DROPOUT,
                topic="reg/dropout",
                edit=edit,
            )
        ]
    first = None if graph.input is None else graph.after(graph.input, is_preprocessing)
    if first in dropouts and first.layer.rate > LARGEST_INPUT_DROPOUT:
        text = f"{names([first])} drops {first.layer.rate:.0%} of the inputs; 20 % is the usual most."
        return [note(text, [first], LARGEST_INPUT_DROPOUT, "reg/dropout", first.layer.rate)]
    return []


def hidden_softmax(graph: Graph) -> list[Finding]:
    found = []
    for call in graph.calls:
        if roles.activation(call.layer) == "softmax":
            following = graph.after(call, roles.is_affine)
            if following is not None and roles.has_kernel(following.layer):
                found.append(call)
    if not found:
        return []
    text = f"{names(found)} takes the softmax of hidden units: they share 1 among themselves."
    return [warning(text, found, 0, "activations/softmax")]


def idle_bias(graph: Graph) -> list[Finding]:
    found = []
    for call in graph.calls:
        if roles.is_linear(call.layer) and roles.unwrapped(call.layer).use_bias:
            following = graph.after(call, roles.passes)
            if following is not None and isinstance(
                following.layer, keras.layers.BatchNormalization
            ):
                found.append(call)
    if not found:
        return []
    text = f"{names(found)} has a bias that the batch normalisation after it takes away again."
    return [note(text, found, 0, "norm/batch")]


def dropout_before_norm(graph: Graph) -> list[Finding]:
    found = []
    for call in graph.calls:
        if not isinstance(call.layer, roles.DROPOUTS) or not call.layer.rate:
            continue
        following = graph.after(call, roles.passes)
        if following is not None and roles.is_linear(following.layer):
            following = graph.after(following, roles.passes)
        if following is not None and isinstance(following.layer, keras.layers.BatchNormalization):
            found.append(call)
    if not found:
        return []
    text = (
        f"{names(found)} comes before a batch normalisation, "
        "which learns a variance that inference, without dropout, does not have."
    )
    return [note(text, found, 0, "norm/batch")]


def frozen_layers(model: keras.Model) -> list[Finding]:
    frozen = [
        layer
        for layer in model.layers
        if layer.weights and not layer.trainable and not isinstance(layer, roles.PREPROCESSING)
    ]
    if not model.trainable_variables:
        text = "No weight of the model is trainable: training will change nothing."
        return [Finding("architecture", text, "error", figure=0.0, topic="practice/transfer")]
    if not frozen:
        return []
    text = f"{len(frozen)} of {len(model.layers)} layers are frozen, the first {frozen[0].name}."
    return [
        Finding(
            "architecture",
            text,
            "note",
            layer=frozen[0].name,
            figure=float(len(frozen)),
            limit=0.0,
            topic="practice/transfer",
        )
    ]


def is_preprocessing(layer) -> bool:
    dropout = isinstance(layer, roles.DROPOUTS)
    return isinstance(layer, roles.PREPROCESSING) or (roles.passes(layer) and not dropout)


def names(found: Sequence[Call]) -> str:
    """`dense1`, or `dense1 (and 3 more)`"""
    first = found[0].layer.name
    return first if len(found) == 1 else f"{first} (and {len(found) - 1} more)"


def warning(
    text: str, found: Sequence[Call], limit: float, topic: str, edit: str | None = None
) -> Finding:
    return Finding(
        "architecture",
        text,
        layer=found[0].layer.name,
        figure=float(len(found)),
        limit=float(limit),
        topic=topic,
        edit=edit,
    )


def note(
    text: str, found: Sequence[Call], limit: float, topic: str, figure: float | None = None
) -> Finding:
    return Finding(
        "architecture",
        text,
        "note",
        layer=found[0].layer.name,
        figure=float(len(found) if figure is None else figure),
        limit=float(limit),
        topic=topic,
    )
