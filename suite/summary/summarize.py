"""Summarize a model without training or running it."""

from __future__ import annotations

import math

import keras

from suite.summary.graph import Call, Key, calls
from suite.summary.model_summary import ModelSummary, Row
from suite.summary.multiply_adds import counts_for_depth, multiply_adds
from suite.summary.receptive_field import ReceptiveField, receptive_field


def summarize(model: keras.Model) -> ModelSummary:
    """Layers, output shapes, parameters, multiply-adds and receptive fields of a model.

    Args:
        model: A functional model, or a sequential one that is built; channels last.

    Raises:
        ValueError: where the model has no graph to walk.

    Topic: models/cnn, foundations/layer-count

    Example:
        >>> summary = summarize(keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)]))
        >>> summary.trainable, summary.multiply_adds, summary.depth
        (15, 12, 1)
    """
    fields: dict[Key, ReceptiveField | None] = {}
    depths: dict[Key, int] = {}
    rows = []
    for call in calls(model):
        fields[call.key] = receptive_field(call, [fields[key] for key in call.inputs])
        below = max((depths[key] for key in call.inputs), default=0)
        depths[call.key] = below + counts_for_depth(call.layer)
        rows.append(_row(call, fields[call.key]))
    return ModelSummary(
        rows=tuple(rows),
        trainable=sum(math.prod(weight.shape) for weight in model.trainable_weights),
        total=model.count_params(),
        depth=max(depths.values()),
    )


def _row(call: Call, field: ReceptiveField | None) -> Row:
    name, number = call.key
    first = number == 0
    operations: int | None = 0
    if isinstance(call.layer, keras.Model):
        operations, field = summarize(call.layer).multiply_adds, None
    elif call.inputs:
        operations = multiply_adds(call.layer, call.input_shapes[0], call.output_shape)
    layer = call.layer
    return Row(
        name=name if first else f"{name} (call {number + 1})",
        kind=type(layer).__name__,
        output_shape=call.output_shape[1:],
        parameters=layer.count_params() if first and isinstance(layer, keras.layers.Layer) else 0,
        multiply_adds=operations,
        receptive_field=field,
    )
